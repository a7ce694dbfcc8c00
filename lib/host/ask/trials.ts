/** A host that commands are tried on, one after the other. */
import type { Netfilter } from '../../netfilter';
import { runCommands } from './commands';
import { canBeUndone, snapshotRules } from './ruleSnapshot';
import type { RunningHost } from './runningHost';

/** Changed rules are put back after each trial; other changes take new machines, as to build them takes longest. */
export class Trials {
  readonly #usual: RunningHost;
  readonly #copy: () => RunningHost;

  constructor(usual: RunningHost, copy: () => RunningHost) {
    this.#usual = usual;
    this.#copy = copy;
  }

  /** What `look` finds after commands; `undefined` if a command failed. The host is then as it was. */
  after<Found>(commands: string, look: (running: RunningHost) => Found): Found | undefined {
    const run = (running: RunningHost) =>
      runCommands(running.machines, commands) === undefined ? look(running) : undefined;
    return canBeUndone(commands, netfilterOf(this.#usual)) ? this.changed(run) : run(this.#copy());
  }

  /** What is found while rules are changed; they are put back. */
  changed<Found>(look: (running: RunningHost) => Found): Found {
    // What rules remember for good would be there in the next answer.
    if (this.#usual.machines.memory.isLasting) return look(this.#copy());
    const putBack = snapshotRules(netfilterOf(this.#usual));
    try {
      return look(this.#usual);
    } finally {
      putBack();
    }
  }
}

function netfilterOf({ machines }: RunningHost): Netfilter {
  return machines.host.net.netfilter;
}
