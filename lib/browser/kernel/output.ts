/** What a cell prints and shows, as a Jupyter kernel reports it; no more of it than a page can show. */
import { formatWithOptions } from 'node-inspect-extracted';
import type { MimeBundle } from '../../platform';
import { encodeBase64 } from '../../view/figure/base64';
import type { KernelReport } from './protocol';

/** Characters that one cell may print and show; what it writes beyond them is counted and left out. */
const CELL_LIMIT = 4_000_000;

/** Reports outputs of the cell that runs. */
export class CellOutput {
  readonly #report: (report: KernelReport) => void;
  #cell = 0;
  #written = 0;
  #isFull = false;

  constructor(report: (report: KernelReport) => void) {
    this.#report = report;
  }

  /** The number of the cell that runs, from 1. */
  get cell(): number {
    return this.#cell;
  }

  /** From here on outputs belong to cell `cell`. */
  begin(cell: number): void {
    this.#cell = cell;
    this.#written = 0;
    this.#isFull = false;
  }

  /** Prints a text as it is. */
  print(name: 'stdout' | 'stderr', text: string): void {
    if (this.#hasRoom(text.length)) this.#send('stream', { name, text });
  }

  /** Shows one value in several forms. */
  display(bundle: MimeBundle): void {
    const encode = (value: unknown) => (value instanceof Uint8Array ? encodeBase64(value) : value);
    const data = Object.fromEntries(Object.entries(bundle).map(([mime, value]) => [mime, encode(value)]));
    const size = Object.values(data).reduce<number>(
      (sum, value) => sum + (typeof value === 'string' ? value.length : JSON.stringify(value).length),
      0,
    );
    if (this.#hasRoom(size)) this.#send('display_data', { data, metadata: {}, transient: {} });
  }

  #hasRoom(size: number): boolean {
    this.#written += size;
    if (this.#written <= CELL_LIMIT) return true;
    if (!this.#isFull) {
      this.#isFull = true;
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
