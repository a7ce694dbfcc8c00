/**
 * Shows one value in several forms at once: a notebook cell's output carries, say, a live chart, a picture and text, and
 * each front end takes the richest form that it can draw. tslab's own display functions send one form an output, so this
 * speaks to the Jupyter kernel's writer directly; outside a Jupyter kernel the text form goes to standard output.
 */

type Bundle = Readonly<Record<string, unknown>>;
type WriteDisplayData = (content: { data: Bundle; metadata: Bundle; transient: object }, update: boolean) => void;

/** Shows `bundle`, a map from mime type to text, bytes (PNG) or JSON value, as one output of the running cell. */
export function display(bundle: Bundle, metadata: Bundle = {}): void {
  const write = kernelWriter();
  if (write === undefined) {
    if (typeof bundle['text/plain'] === 'string') process.stdout.write(`${bundle['text/plain'].replace(/\n$/, '')}\n`);
    return;
  }
  const data = Object.fromEntries(Object.entries(bundle).map(([mime, value]) => [mime, encoded(value)]));
  write({ data, metadata, transient: {} }, false);
}

/** The writer of the Jupyter kernel in this process: found among the loaded modules, since it has to be that very instance. */
function kernelWriter(): WriteDisplayData | undefined {
  if (typeof require === 'undefined') return undefined;
  for (const [path, loaded] of Object.entries(require.cache)) {
    if (!/[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(path)) continue;
    const write = (loaded?.exports as { lastWriteDisplayData?: WriteDisplayData | null } | undefined)
      ?.lastWriteDisplayData;
    if (write) return write;
  }
  return undefined;
}

function encoded(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}
