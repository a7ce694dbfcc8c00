/** The page's side of the worker with the machines. */
import { startWorker } from '../programs';
import type { Answers, PlayReport, PlayRequest } from './protocol';

type Asked = Exclude<PlayRequest, { readonly kind: 'interrupt' }>;
/** A request without its number. */
type Question<Kind extends Asked['kind']> = Omit<Extract<Asked, { readonly kind: Kind }>, 'id' | 'kind'>;

/** Who is told of what comes by itself. */
export interface ClientListener {
  output(text: string): void;
  progress(done: number, of: number): void;
  /** The worker has ended; a sentence. */
  failed(message: string): void;
}

/** Machines in a worker of their own. */
export class MachinesClient {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
  #last = 0;
  #isClosed = false;

  private constructor(worker: Worker, listener: ClientListener) {
    this.#worker = worker;
    worker.addEventListener('message', ({ data }: MessageEvent<PlayReport>) => this.#hear(data, listener));
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.#fail(`The machines stopped: ${event.message || 'their program could not be loaded'}.`, listener);
    });
  }

  /** Starts machines in their first state. Rejects with a ProgramError. */
  static async start(listener: ClientListener): Promise<MachinesClient> {
    return new MachinesClient(await startWorker('machines'), listener);
  }

  /** Asks; rejects with an Error whose message is a sentence. */
  ask<Kind extends Asked['kind']>(kind: Kind, question: Question<Kind>): Promise<Answers[Kind]> {
    if (this.#isClosed)
      return Promise.reject(new Error('The machines are no longer there: “New machines” starts others.'));
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: (answer) => resolve(answer as Answers[Kind]), reject });
      this.#worker.postMessage({ kind, id, ...question });
    });
  }

  /** As Ctrl-C does. */
  interrupt(): void {
    this.#worker.postMessage({ kind: 'interrupt' } satisfies PlayRequest);
  }

  /** Ends the machines; what was asked of them is refused. */
  close(): void {
    this.#isClosed = true;
    this.#worker.terminate();
    this.#refuseAll('The machines were ended.');
  }

  #hear(report: PlayReport, listener: ClientListener): void {
    if (this.#isClosed) return;
    switch (report.kind) {
      case 'output':
        return listener.output(report.text);
      case 'progress':
        return listener.progress(report.done, report.of);
      case 'answer':
        this.#waiting.get(report.id)?.resolve(report.answer);
        break;
      case 'refusal':
        this.#waiting.get(report.id)?.reject(new Error(report.message));
    }
    this.#waiting.delete(report.id);
  }

  #fail(message: string, listener: ClientListener): void {
    if (this.#isClosed) return;
    this.close();
    listener.failed(message);
  }

  #refuseAll(message: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(message));
    this.#waiting.clear();
  }
}
