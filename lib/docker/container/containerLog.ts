/** What a container has printed, line by line, as dockerd keeps it: in the order in which lines were whole. moby: daemon/logger/copier.go, jsonfilelog. */
import type { Microseconds } from '../../network';

/** One of the two streams of a process. */
export type OutputStream = 'stdout' | 'stderr';

/** A line; the last one of a stream may have no line end. */
export interface LogLine {
  readonly stream: OutputStream;
  readonly text: string;
  /** When it was whole. */
  readonly at: Microseconds;
}

/** The lines of all runs of a container. */
export class ContainerLog {
  readonly #lines: LogLine[] = [];
  readonly #begun: Record<OutputStream, string> = { stdout: '', stderr: '' };
  readonly #readers = new Set<() => void>();
  readonly #listeners = new Set<(stream: OutputStream, text: string) => void>();

  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  /** Takes what a process has just printed. */
  write(stream: OutputStream, text: string, at: Microseconds): void {
    const pieces = `${this.#begun[stream]}${text}`.split('\n');
    this.#begun[stream] = pieces.pop() ?? '';
    for (const piece of pieces) this.#lines.push({ stream, text: `${piece}\n`, at });
    for (const listener of [...this.#listeners]) listener(stream, text);
    if (pieces.length > 0) this.#tell();
  }

  /** Calls `listener` with all that is printed, as it is printed, until the returned function is called. */
  listen(listener: (stream: OutputStream, text: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The process has ended: what it had begun are lines as well. */
  end(at: Microseconds): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const text = this.#begun[stream];
      this.#begun[stream] = '';
      if (text !== '') this.#lines.push({ stream, text, at });
    }
    this.#tell();
  }

  /** Calls `wake` when there are more lines, or there will be no more of this run, until the returned function is called. */
  subscribe(wake: () => void): () => void {
    this.#readers.add(wake);
    return () => this.#readers.delete(wake);
  }

  #tell(): void {
    for (const wake of [...this.#readers]) wake();
  }
}
