/** An edit that brings about what is wanted of a request. */
import type { FateKind } from './answer';
import type { Question } from './question';
import { type Candidate, candidatesFor } from './remedies';
import type { Trials } from './trials';
import { askOnce } from './why';

/** One for the request, one for the answer, and one for what an edit made possible. */
const MOST_EDITS = 3;

/** What works, and how the request then ends. */
export interface WorkingEdit {
  /** One command a line. */
  readonly command: string;
  readonly fate: FateKind;
  readonly to: string | undefined;
}

/** Tries an edit; where then another packet is stopped, such as the answer, an edit for that is added. */
export function workingEdit(
  trials: Trials,
  question: Question,
  { command, closes = false, alone = false }: Candidate,
): WorkingEdit | undefined {
  let edit = command;
  for (let times = 0; times < MOST_EDITS; times++) {
    const tried = trials.after(edit, (running) => {
      const answer = askOnce(running, question);
      const { fate, to } = answer;
      const next = closes || fate === 'delivered' ? undefined : candidatesFor(answer, running.machines)[0]?.command;
      return { fate, to, next };
    });
    if (tried === undefined) return undefined;
    if ((tried.fate === 'delivered') !== closes) return { command: edit, fate: tried.fate, to: tried.to };
    if (tried.next === undefined || edit.includes(tried.next)) return undefined;
    if (alone && !tried.next.includes('ESTABLISHED')) return undefined;
    edit = `${edit}\n${tried.next}`;
  }
  return undefined;
}
