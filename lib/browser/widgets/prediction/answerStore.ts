/** Answers to predictions that the browser keeps from one visit to the next: of each notebook its own. */
import type { Answer } from '../../../lab/learn/answer';
import { isAnswer } from '../../../lab/learn/predictionData';
import type { KeptAnswers } from './settle';

/** Those of the notebook `name`. Where storage is forbidden or full they last as long as the page. */
export function answerStore(name: string): KeptAnswers {
  const key = `chainwalk-predictions-${name}`;
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
  };
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
