/** Answers to predictions that the browser keeps from one visit to the next: of each notebook its own. */
import type { KeptAnswers } from '../../../cells/settle';
import type { Answer } from '../../../lab/learn/answer';
import { isAnswer } from '../../../lab/learn/predictionData';
import { forgetStored, storedKeys } from '../../book/storedKeys';

const PREFIX = 'chainwalk-predictions-';

/** The answers of one notebook. */
export interface AnswerStore extends KeptAnswers {
  /** The page knows none of them any longer. */
  forget(): void;
}

/** Those of the notebook `name`. Where storage is forbidden or full they last as long as the page. */
export function answerStore(name: string): AnswerStore {
  const key = `${PREFIX}${name}`;
  const answers = readAnswers(key);
  return {
    get: (question) => answers.get(question),
    set: (question, answer) => {
      if (answer === undefined) answers.delete(question);
      else answers.set(question, answer);
      try {
        if (answers.size === 0) localStorage.removeItem(key);
        else localStorage.setItem(key, JSON.stringify(Object.fromEntries(answers)));
      } catch {
        // It is forbidden or full.
      }
    },
    forget: () => answers.clear(),
  };
}

/** Whether there are answers to predictions of any notebook. */
export function hasAnswers(): boolean {
  return storedKeys(PREFIX).length > 0;
}

/** Forgets the answers to predictions of all notebooks. */
export function forgetAnswers(): void {
  forgetStored(PREFIX);
}

function readAnswers(key: string): Map<string, Answer> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    const entries = Object.entries(value as object);
    return new Map(entries.filter((entry): entry is [string, Answer] => isAnswer(entry[1])));
  } catch {
    return new Map();
  }
}
