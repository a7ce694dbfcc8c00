/** What people predicted: answers from the copies, and how they are distributed. */
import { codeCells, type Notebook } from '../../cells/document';
import { isOpen } from '../../cells/settle';
import { type Answer, type PredictionKind, saysTheSame, writeValue } from '../../lab/learn/answer';
import { PREDICTION_MIME, type PredictionData, readPredictionData } from '../../lab/learn/predictionData';
import { predictedIn } from './answer';
import { type Copies, readable } from './progress';

/** One prediction in one copy. */
export interface StatedPrediction {
  readonly copy: string;
  readonly notebook: string;
  readonly question: string;
  readonly kind: PredictionKind;
  /** As the series' own run has found it. */
  readonly found: string;
  /** `open`: without an answer. `unknown`: somebody said that they do not know. */
  readonly state: 'right' | 'not right' | 'unknown' | 'open';
  /** The answer, a text from outside; empty when nothing was said. */
  readonly said: string;
}

/** The answers of several copies to one prediction. */
export interface Distribution {
  readonly notebook: string;
  readonly question: string;
  readonly found: string;
  /** How often each answer was given, the most frequent first; texts from outside. */
  readonly answers: readonly { readonly answer: string; readonly count: number; readonly isRight: boolean }[];
  readonly unknown: number;
  /** Copies without an answer. */
  readonly open: number;
}

/** The predictions of `notebook`, which its saved outputs tell, in each of `copies`. */
export function predictionsOf(notebook: Notebook, copies: readonly Copies[]): readonly StatedPrediction[] {
  const verdicts = dataIn(notebook).flatMap((data) => (data.role === 'verdict' ? data : []));
  const first = verdicts.filter(
    ({ question }, index) => verdicts.findIndex((other) => other.question === question) === index,
  );
  return copies.flatMap((copy) => {
    const read = readable(copy, notebook);
    const own = typeof read === 'object' ? read : undefined;
    return first.map(({ question, kind, found }) => {
      const answer = own && answerTo(question, own);
      const asked = { copy: copy.name, notebook: notebook.name, question, kind, found };
      return { ...asked, ...standingOf(answer, found, kind) };
    });
  });
}

function standingOf(
  answer: Answer | undefined,
  found: string,
  kind: PredictionKind,
): Pick<StatedPrediction, 'state' | 'said'> {
  if (answer?.kind !== 'said') return { state: answer?.kind === 'unknown' ? 'unknown' : 'open', said: '' };
  return { state: saysTheSame(answer.text, found, kind) ? 'right' : 'not right', said: answer.text };
}

/** How the answers to each prediction are distributed: texts that are alike count as one. */
export function distributionsOf(predictions: readonly StatedPrediction[]): readonly Distribution[] {
  const groups = new Map<string, StatedPrediction[]>();
  for (const prediction of predictions) {
    const key = JSON.stringify([prediction.notebook, prediction.question]);
    groups.set(key, [...(groups.get(key) ?? []), prediction]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : distribution(first, group);
  });
}

function distribution(
  { notebook, question, found, kind }: StatedPrediction,
  group: readonly StatedPrediction[],
): Distribution {
  const count = (wanted: StatedPrediction['state']) => group.filter(({ state }) => state === wanted).length;
  const texts = group.filter(({ state }) => state === 'right' || state === 'not right').map(({ said }) => said);
  const answers = countAlike(texts, kind).map((one) => ({ ...one, isRight: saysTheSame(one.answer, found, kind) }));
  return { notebook, question, found, answers, unknown: count('unknown'), open: count('open') };
}

function countAlike(
  texts: readonly string[],
  kind: PredictionKind,
): { readonly answer: string; readonly count: number }[] {
  const alike = (one: string, other: string) => saysTheSame(one, other, kind);
  const firsts = texts.filter((text, index) => texts.findIndex((other) => alike(text, other)) === index);
  return firsts
    .map((answer) => ({ answer, count: texts.filter((text) => alike(text, answer)).length }))
    .sort((one, other) => other.count - one.count);
}

/** As it was saved with the outputs, else as it stands in the code. */
function answerTo(question: string, copy: Notebook): Answer | undefined {
  const saved = dataIn(copy).find((one) => one.question === question && !isOpen(one.answer))?.answer;
  if (saved !== undefined) return saved;
  try {
    const value = predictedIn(copy, question);
    return value === undefined ? undefined : { kind: 'said', text: writeValue(value) };
  } catch (error) {
    // The parser calls itself for what is nested, and somebody nests a thousand brackets.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function dataIn(notebook: Notebook): readonly PredictionData[] {
  return codeCells(notebook)
    .flatMap(({ outputs }) => outputs)
    .flatMap((output) => ('data' in output ? (readPredictionData(output.data[PREDICTION_MIME]) ?? []) : []));
}
