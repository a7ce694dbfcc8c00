/** Process numbers, nested as containers are: a process has one in its container and one on the machine. Linux: kernel/pid_namespace.c. */
import type { Process } from './process';

/** The numbers of one machine or container. */
export class PidNamespace {
  readonly #processes = new Map<number, Process>();
  readonly #pids = new WeakMap<Process, number>();
  #last: number;

  constructor(
    readonly parent: PidNamespace | undefined = undefined,
    /** The number before the first that is given. */
    last = 0,
  ) {
    this.#last = last;
  }

  /** In the order of their numbers. */
  list(): readonly Process[] {
    return [...this.#processes.values()];
  }

  find(pid: number): Process | undefined {
    return this.#processes.get(pid);
  }

  /** That of a process of this namespace, be it that it has ended. */
  pidOf(process: Process): number | undefined {
    return this.#pids.get(process);
  }

  /** The first process of a container: signals it does not handle are ignored, and with it all others end. */
  isInit(process: Process): boolean {
    return this.parent !== undefined && this.#pids.get(process) === 1;
  }

  add(process: Process): void {
    this.parent?.add(process);
    this.#last += 1;
    this.#processes.set(this.#last, process);
    this.#pids.set(process, this.#last);
  }

  remove(process: Process): void {
    this.parent?.remove(process);
    const pid = this.#pids.get(process);
    if (pid === undefined) return;
    this.#processes.delete(pid);
  }
}
