/**
 * What a cell has printed and shown: nbformat's outputs, gathered from the messages on a Jupyter kernel's iopub socket.
 * Pieces of one stream that follow each other are one output, and an update replaces what it updates.
 */

/** One output of a cell; `data` maps mime types to text, base64 or (for JSON types) values. */
export type Output =
  | { readonly kind: 'stream'; readonly name: 'stdout' | 'stderr'; readonly text: string }
  | {
      readonly kind: 'display_data' | 'execute_result';
      readonly data: Readonly<Record<string, unknown>>;
      readonly metadata: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'error'; readonly name: string; readonly message: string; readonly traceback: readonly string[] };

interface Shown {
  output: Output;
  readonly displayId: string | undefined;
}

/** Gathers the outputs of a notebook's cells, cell by cell. */
export class OutputCollector {
  readonly #cells: Shown[][];

  /** A collector for `cellCount` code cells. */
  constructor(cellCount: number) {
    this.#cells = Array.from({ length: cellCount }, () => []);
  }

  /** Takes one iopub message that belongs to code cell `cell` (counted from 1); messages that show nothing are ignored. */
  receive(cell: number, type: string, content: Readonly<Record<string, unknown>>): void {
    const shown = this.#cells[cell - 1];
    if (shown === undefined) return;
    if (type === 'stream') this.#stream(shown, content.name === 'stderr' ? 'stderr' : 'stdout', String(content.text));
    else if (type === 'update_display_data') this.#update(shown, content);
    else if (type === 'display_data' || type === 'execute_result') shown.push(display(type, content));
    else if (type === 'error') {
      const traceback = Array.isArray(content.traceback) ? content.traceback.map(String) : [];
      const output: Output = { kind: 'error', name: String(content.ename), message: String(content.evalue), traceback };
      shown.push({ output, displayId: undefined });
    }
  }

  /** The outputs of code cell `cell` so far. */
  outputs(cell: number): readonly Output[] {
    return (this.#cells[cell - 1] ?? []).map((entry) => entry.output);
  }

  #stream(shown: Shown[], name: 'stdout' | 'stderr', text: string): void {
    const last = shown.at(-1);
    if (last?.output.kind === 'stream' && last.output.name === name) {
      last.output = { kind: 'stream', name, text: last.output.text + text };
    } else {
      shown.push({ output: { kind: 'stream', name, text }, displayId: undefined });
    }
  }

  #update(shown: Shown[], content: Readonly<Record<string, unknown>>): void {
    const update = display('display_data', content);
    const known = this.#cells
      .flat()
      .filter((entry) => entry.displayId !== undefined && entry.displayId === update.displayId);
    for (const entry of known) entry.output = update.output;
    if (known.length === 0) shown.push(update);
  }
}

function display(kind: 'display_data' | 'execute_result', content: Readonly<Record<string, unknown>>): Shown {
  const transient = content.transient as { display_id?: string } | undefined;
  const data = (content.data ?? {}) as Record<string, unknown>;
  const metadata = (content.metadata ?? {}) as Record<string, unknown>;
  return { output: { kind, data, metadata }, displayId: transient?.display_id ?? undefined };
}
