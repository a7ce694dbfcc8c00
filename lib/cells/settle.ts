/**
 * The predictions of a page: each verdict learns what was said to its question, and what would tell the answer is covered until there
 * is one. It reaches from behind the question to the end of the section in which its last verdict stands.
 */
import type { Answer } from '../lab/learn/answer';
import type { PredictionData } from '../lab/learn/predictionData';

/** An output that is a prediction's. */
export interface PredictionOutput {
  readonly data: PredictionData;
  /** Makes `data` the output's own, and draws it. */
  keep(data: PredictionData): void;
}

/** A part of the page, in the order of reading. */
export interface PageItem {
  /** The cell's id; empty for text. */
  readonly id: string;
  /** Whether a section begins with it. */
  readonly beginsSection: boolean;
  /** Whether it is never covered. */
  readonly stays: boolean;
  readonly outputs: readonly PredictionOutput[];
}

/** Answers that outlast the page. */
export interface KeptAnswers {
  get(key: string): Answer | undefined;
  set(key: string, answer: Answer | undefined): void;
}

/** Why an item is covered. */
export interface Cover<Item> {
  /** The item with the question that nobody has answered. */
  readonly asking: Item;
  /** The question's key in {@link KeptAnswers}. */
  readonly key: string;
}

interface Question {
  readonly at: number;
  readonly key: string;
  readonly answer: Answer | undefined;
  /** The last item that tells the answer. */
  last: number;
}

/** Settles what all outputs show; for each of `items` what covers it, the first question first. */
export function settle<Item extends PageItem>(
  items: readonly Item[],
  kept: KeptAnswers,
): readonly (readonly Cover<Item>[])[] {
  const covers = items.map((): Cover<Item>[] => []);
  for (const { at, key, answer, last } of settleOutputs(items, kept)) {
    const asking = items[at];
    if (!isOpen(answer) || asking === undefined) continue;
    const next = items.findIndex(({ beginsSection }, index) => index > last && beginsSection);
    const end = next < 0 ? items.length : next;
    for (let index = at + 1; index < end; index++) {
      const item = items[index];
      const isAsking = item?.outputs.some(({ data }) => data.role === 'question');
      if (item?.stays || isAsking) continue;
      covers[index]?.push({ asking, key });
    }
  }
  return covers;
}

/** Whether nobody has answered. */
export function isOpen(answer: Answer | undefined): boolean {
  return answer === undefined || answer.kind === 'taken back';
}

function settleOutputs(items: readonly PageItem[], kept: KeptAnswers): readonly Question[] {
  const questions: Question[] = [];
  const latest = new Map<string, Question>();
  items.forEach(({ id, outputs }, at) => {
    for (const output of outputs) {
      const { data } = output;
      if (data.role === 'question') {
        const key = `${id} ${data.question}`;
        const question = { at, key, answer: settleQuestion(output, key, kept), last: at };
        questions.push(question);
        latest.set(data.question, question);
        continue;
      }
      const question = latest.get(data.question);
      if (question === undefined) continue;
      question.last = at;
      if (!isSame(question.answer, data.answer)) output.keep(withAnswer(data, question.answer));
    }
  });
  return questions;
}

/** An output that came anew takes up what was said before; what it says itself is kept. */
function settleQuestion({ data, keep }: PredictionOutput, key: string, kept: KeptAnswers): Answer | undefined {
  const earlier = kept.get(key);
  if (data.answer === undefined) {
    if (earlier !== undefined) keep(withAnswer(data, earlier));
    return earlier;
  }
  const lasting = data.answer.kind === 'taken back' ? undefined : data.answer;
  const isInCode = lasting?.kind === 'said' && lasting.inCode;
  if (!isInCode && !isSame(earlier, lasting)) kept.set(key, lasting);
  return data.answer;
}

/** The same data with another answer. */
export function withAnswer<Data extends PredictionData>(data: Data, answer: Answer | undefined): Data {
  const { answer: _, ...others } = data;
  return { ...others, ...(answer && { answer }) } as Data;
}

function isSame(one: Answer | undefined, other: Answer | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
