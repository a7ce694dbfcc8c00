/** Shells whose code comes when the first line is typed, as a page's prompt does not wait for it. */
import type { Place, Process, Program, Thread } from '../machine';
import type { CommandResult } from '../tools/common/result';
import { firstDirectory } from './home';
import type { OutputListener } from './outputListener';
import type { Shell } from './shell';
import { waitOutside } from './turns';

/** Starts loading the shell and its interpreter in the background. A failure is reported by the call that needs them. */
export function loadShell(): void {
  import('./shell.js').then(({ loadInterpreter }) => loadInterpreter()).catch(() => {});
}

/** A person's shell at one place. */
export class LateShell {
  readonly #place: Place;
  readonly #programs: () => ReadonlyMap<string, Program>;
  #shell: Shell | undefined;

  constructor(place: Place, programs: () => ReadonlyMap<string, Program>) {
    this.#place = place;
    this.#programs = programs;
  }

  /** Where relative paths begin. */
  get cwd(): string {
    return this.#shell?.cwd ?? firstDirectory(this.#place);
  }

  /** Runs a line that a person typed. */
  async type(line: string, listener?: OutputListener): Promise<CommandResult> {
    return (await this.#loaded()).type(line, listener);
  }

  /** Whether a line needs no more lines behind it. */
  async isComplete(text: string): Promise<boolean> {
    return (await this.#loaded()).isComplete(text);
  }

  /** Interrupts what runs; nothing if there is none. */
  interrupt(): void {
    this.#shell?.interrupt();
  }

  /** Runs a script as a thread of a process; the machines' clock does not wait for the code. */
  *thread(process: Process, line: string): Thread {
    const shell = this.#shell ?? (yield* waitOutside(process.place.net.clock, () => this.#loaded()));
    return yield* shell.thread(process, line);
  }

  async #loaded(): Promise<Shell> {
    const { Shell } = await import('./shell.js');
    const shell = this.#shell ?? new Shell(this.#place, this.#programs);
    this.#shell = shell;
    return shell;
  }
}
