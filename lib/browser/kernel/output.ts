/** What a cell prints and shows, as a Jupyter kernel reports it; no more of it than a page can show. */
import { formatWithOptions } from 'node-inspect-extracted';
import type { MimeBundle } from '../../platform';
import { encodeBase64 } from '../../view/figure/base64';
import type { KernelReport } from './protocol';

/** Characters that one cell may print and show; what it writes beyond them is counted and left out. */
const CELL_LIMIT = 4_000_000;
/** Texts of a cell that are reported one by one; after that they are gathered until there are so many characters, or milliseconds passed. */
const SINGLE_TEXTS = 1000;
const GATHERED = 10_000;
const GATHER_TIME = 50;

/** Reports outputs of the cell that runs. */
export class CellOutput {
  readonly #report: (report: KernelReport) => void;
  #cell = 0;
  #written = 0;
  #isFull = false;
  #texts = 0;
  #gathered: { readonly name: 'stdout' | 'stderr'; text: string; readonly since: number } | undefined;

  constructor(report: (report: KernelReport) => void) {
    this.#report = report;
  }

  /** The number of the cell that runs, from 1. */
  get cell(): number {
    return this.#cell;
  }

  /** From here on outputs belong to cell `cell`. */
  begin(cell: number): void {
    this.flush();
    this.#cell = cell;
    this.#written = 0;
    this.#isFull = false;
    this.#texts = 0;
  }

  /** Prints a text as it is. */
  print(name: 'stdout' | 'stderr', text: string): void {
    const room = CELL_LIMIT - this.#written;
    if (room > 0) this.#gather(name, text.length > room ? text.slice(0, room) : text);
    this.#hasRoom(text.length);
  }

  /** Reports what was gathered: a page that is sent each of a million lines by itself has time for nothing else. */
  flush(): void {
    if (this.#gathered === undefined) return;
    const { name, text } = this.#gathered;
    this.#gathered = undefined;
    this.#send('stream', { name, text });
  }

  /** Shows one value in several forms. */
  display(bundle: MimeBundle): void {
    const encode = (value: unknown) => (value instanceof Uint8Array ? encodeBase64(value) : value);
    const data = Object.fromEntries(Object.entries(bundle).map(([mime, value]) => [mime, encode(value)]));
    const size = Object.values(data).reduce<number>(
      (sum, value) => sum + (typeof value === 'string' ? value.length : JSON.stringify(value).length),
      0,
    );
    this.flush();
    if (this.#hasRoom(size)) this.#send('display_data', { data, metadata: {}, transient: {} });
  }

  #gather(name: 'stdout' | 'stderr', text: string): void {
    if (this.#gathered !== undefined && this.#gathered.name !== name) this.flush();
    this.#texts += 1;
    const now = performance.now();
    const gathered = this.#gathered ?? { name, text: '', since: now };
    gathered.text += text;
    this.#gathered = gathered;
    const isDue = gathered.text.length >= GATHERED || now - gathered.since >= GATHER_TIME;
    if (this.#texts <= SINGLE_TEXTS || isDue) this.flush();
  }

  #hasRoom(size: number): boolean {
    this.#written += size;
    if (this.#written <= CELL_LIMIT) return true;
    if (!this.#isFull) {
      this.#isFull = true;
      this.flush();
      const text = `\nThe rest is left out: a cell may print ${CELL_LIMIT.toLocaleString('en')} characters.\n`;
      this.#send('stream', { name: 'stderr', text });
    }
    return false;
  }

  #send(type: string, content: Readonly<Record<string, unknown>>): void {
    this.#report({ kind: 'output', cell: this.#cell, type, content });
  }
}

/** Node's `console`, which prints into `output`: values look as `util.inspect` shows them. */
export function cellConsole(output: CellOutput): Pick<Console, ConsoleMethod> {
  let indent = '';
  const printTo =
    (name: 'stdout' | 'stderr') =>
    (...values: readonly unknown[]) => {
      const text = formatWithOptions({ colors: false }, ...(values as [unknown]));
      output.print(name, `${text.replace(/^/gm, indent)}\n`);
    };
  const [log, error] = [printTo('stdout'), printTo('stderr')];
  const counts = new Map<string, number>();
  const timers = new Map<string, number>();
  return {
    log,
    info: log,
    debug: log,
    error,
    warn: error,
    trace: error,
    table: log,
    dir: (value: unknown) => log(value),
    assert: (condition?: boolean, ...values: unknown[]) => {
      if (!condition) error(...(values.length === 0 ? ['Assertion failed'] : ['Assertion failed:', ...values]));
    },
    group: (...values: unknown[]) => {
      if (values.length > 0) log(...values);
      indent += '  ';
    },
    groupEnd: () => {
      indent = indent.slice(2);
    },
    count: (label = 'default') => {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      log(`${label}: ${counts.get(label)}`);
    },
    time: (label = 'default') => {
      timers.set(label, performance.now());
    },
    timeEnd: (label = 'default') => log(`${label}: ${(performance.now() - (timers.get(label) ?? 0)).toFixed(3)}ms`),
  };
}

type ConsoleMethod =
  | 'log'
  | 'info'
  | 'debug'
  | 'error'
  | 'warn'
  | 'trace'
  | 'table'
  | 'dir'
  | 'assert'
  | 'group'
  | 'groupEnd'
  | 'count'
  | 'time'
  | 'timeEnd';
