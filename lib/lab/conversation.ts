/** What a person types at machines, one line after another: where each runs, and the pause between two of them. */
import { isTurnOver, yieldToEvents } from '../shell';
import { type CommandResult, failure, success } from '../tools';
import { exitStatus } from './exitStatus';
import { Outcome } from './outcome';
import { parseSessionLine } from './session';
import type { Observed, World } from './world';

export abstract class Conversation<Seen extends Observed> implements World<Seen> {
  /** The container that an interactive `docker exec` went into. */
  #inside: string | undefined;
  /** The pause after the last command is over. */
  #settled = true;
  /** What got out of hand in the pause: told with the next command's errors. */
  #complaint = '';

  abstract get now(): number;
  abstract observe(place: string, command: string): Promise<Seen>;

  /** Types a line at a place; undefined if there is no such place. */
  protected abstract type(place: string, command: string): Promise<CommandResult | undefined>;
  /** Types a line in a container, also in one that is called as a machine is; undefined if it does not run. */
  protected abstract typeInside(container: string, command: string): Promise<CommandResult | undefined>;
  /** Lets the time between two commands pass; what got out of hand meanwhile, for a person to read. */
  protected abstract pause(): Promise<string>;
  /** The name of the container that `docker exec REFERENCE` would run in; undefined if docker would refuse it. */
  protected abstract findContainer(reference: string): Promise<string | undefined>;
  /** Whether the container that was entered runs yet. */
  protected abstract isRunning(container: string): Promise<boolean>;

  /** The name of the container that an interactive `docker exec` went into; it may have ended meanwhile. */
  protected get inside(): string | undefined {
    return this.#inside;
  }

  /** Runs a session's line, `PLACE# COMMAND`, to its end. Throws a `SessionSyntaxError` for anything else. */
  async sh(line: string): Promise<Outcome> {
    const { place, command } = parseSessionLine(line);
    return this.run(place, command);
  }

  /** Runs a command line at a place to its end. A place that there is not is an outcome with exit code 1. */
  async run(place: string, command: string): Promise<Outcome> {
    if (isTurnOver()) await yieldToEvents();
    await this.settle();
    this.#settled = false;
    const startedAt = this.now;
    const { stdout, stderr, exitCode } = (await this.#dispatch(place, command.trim())) ?? noSuchPlace(place);
    const complaint = this.#complaint;
    this.#complaint = '';
    const endedAt = this.now;
    return new Outcome({ place, command, stdout, stderr: complaint + stderr, exitCode, startedAt, endedAt });
  }

  /** Lets the pause after the last command pass now: what it set off comes to its end. */
  async settle(): Promise<void> {
    if (!this.#settled) this.#complaint += await this.pause();
    this.#settled = true;
  }

  async #dispatch(place: string, command: string): Promise<CommandResult | undefined> {
    // With the container that was entered, the shell in it has ended.
    if (this.#inside !== undefined && !(await this.isRunning(this.#inside))) this.#inside = undefined;
    if (this.#inside === place) return this.#continueInside(place, command);
    if (place !== 'host') return this.type(place, command);
    if (this.#inside !== undefined) return failure(stillInside(this.#inside), 1);
    const reference = interactiveShell(command);
    if (reference !== undefined) this.#inside = await this.findContainer(reference);
    return this.#inside === undefined ? this.type('host', command) : success();
  }

  async #continueInside(container: string, command: string): Promise<CommandResult | undefined> {
    const [exit, word = '0'] = /^exit(?:\s+(\S+))?$/.exec(command) ?? [];
    if (exit === undefined) return this.typeInside(container, command);
    this.#inside = undefined;
    return exitStatus(word);
  }

  /** Goes on where another conversation stands. */
  protected resume(other: Conversation<Seen>): void {
    this.#inside = other.#inside;
    this.#settled = other.#settled;
    this.#complaint = other.#complaint;
  }
}

/** How a command ends at a place that does not exist. */
function noSuchPlace(name: string): CommandResult {
  return failure(`chainwalk: no machine or running container is called "${name}"\n`, 1);
}

/** What is said to a line for the host while its terminal shows a container's shell. */
function stillInside(container: string): string {
  return `chainwalk: this terminal is inside ${container}, where lines begin with ${container}#; "${container}# exit" leads back to the host\n`;
}

/** `-it`, `-i -t`, `--interactive --tty`, in either order. */
const INTERACTIVE = '(?:-it|-ti|(?:-i|--interactive) +(?:-t|--tty)|(?:-t|--tty) +(?:-i|--interactive))';
const ENTERS = new RegExp(
  `^docker +(?:container +)?exec +${INTERACTIVE} +([A-Za-z0-9][\\w.-]*) +(?:/bin/)?(?:ba|a)?sh(?: +-l)?$`,
);

/** The container of `docker exec -it CONTAINER sh`. */
function interactiveShell(command: string): string | undefined {
  return ENTERS.exec(command)?.[1];
}
