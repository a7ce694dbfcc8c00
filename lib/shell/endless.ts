/** Programs that by their own words never end, and how long they may go on while somebody waits for them. */
import type { Process } from '../machine';
import { SECOND } from '../network';

const MOST_LINES = 100;
const MOST_SECONDS = 1000;

interface Endless {
  readonly process: Process;
  /** `1,000 lines`. */
  readonly after: string;
}

/** Endless programs that were started by a command or while it ran. */
function endlessOf(command: Process): readonly Process[] {
  const isMeant = ({ endedBy, startedAt }: Process) => endedBy !== undefined && startedAt >= command.startedAt;
  return command.place.machine.pids.list().filter(isMeant);
}

/** Whether one of them runs. */
export function isEndless(command: Process): boolean {
  return endlessOf(command).length > 0;
}

/** One that has gone on for long enough. */
export function findEndless(command: Process): Endless | undefined {
  const { net } = command.place;
  for (const process of endlessOf(command)) {
    if (countLines(process.stdout) > MOST_LINES) return { process, after: `${MOST_LINES.toLocaleString('en')} lines` };
    if (net.clock.now - process.startedAt > MOST_SECONDS * SECOND)
      return { process, after: `${MOST_SECONDS.toLocaleString('en')} seconds` };
  }
  return undefined;
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
