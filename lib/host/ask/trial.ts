/** An edit tried on copies of a host. */
import { runCommands } from './commands';
import type { Question } from './question';
import { type Candidate, candidatesFor } from './remedies';
import type { RunningHost } from './runningHost';
import { askOnce, type FirstAnswer } from './why';

/** One for the request, one for the answer, and one for what an edit made possible. */
const MOST_EDITS = 3;

/** An edit that works. */
export interface Trial extends RunningHost {
  readonly edit: string;
  readonly tried: FirstAnswer;
}

/** Tries an edit; where then another packet is stopped, such as the answer, an edit for that is added. `undefined`: it does not help. */
export function tryCandidate(
  copy: () => RunningHost,
  question: Question,
  { command, closes = false }: Candidate,
): Trial | undefined {
  let edit = command;
  for (let times = 0; times < MOST_EDITS; times++) {
    const running = copy();
    if (runCommands(running.machines, edit) !== undefined) return undefined;
    const tried = askOnce(running.machines, running.servers, question);
    if (closes ? tried.fate !== 'delivered' : tried.fate === 'delivered') return { ...running, edit, tried };
    const [next] = closes || tried.fate === 'delivered' ? [] : candidatesFor(tried, running.machines);
    if (next === undefined || edit.includes(next.command)) return undefined;
    edit = `${edit}\n${next.command}`;
  }
  return undefined;
}
