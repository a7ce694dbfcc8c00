/** What people predicted: answers from the copies, and how they are distributed. */
import { codeCells, type Notebook } from '../../cells/document';
import { type Answer, type PredictionKind, saysTheSame, writeValue } from '../../lab/learn/answer';
import { PREDICTION_MIME, type PredictionData, readPredictionData } from '../../lab/learn/predictionData';
import { predictedIn } from './answer';
import { type Copies, readable } from './progress';

/** The answers of several copies to one prediction. */
export interface Distribution {
  readonly notebook: string;
  readonly question: string;
  /** As the series' own run has found it. */
  readonly found: string;
  /** How often each answer was given, the most frequent first; texts from outside. */
  readonly answers: readonly { readonly answer: string; readonly count: number; readonly isRight: boolean }[];
  readonly unknown: number;
  /** Copies without an answer. */
  readonly open: number;
}

/** The predictions of `notebook`, which its saved outputs tell, with the answers of all `copies`: texts that are alike count as one. */
export function distributionsOf(notebook: Notebook, copies: readonly Copies[]): readonly Distribution[] {
  const notebooks = copies.map((copy) => {
    const found = readable(copy, notebook);
    return typeof found === 'object' ? found : undefined;
  });
  return dataIn(notebook).flatMap((data) =>
    data.role === 'verdict' ? distribution(notebook.name, data, notebooks) : [],
  );
}

function distribution(
  notebook: string,
  { question, kind, found }: Extract<PredictionData, { role: 'verdict' }>,
  copies: readonly (Notebook | undefined)[],
): Distribution {
  const given = copies.map((copy) => copy && answerTo(question, copy));
  const texts = given.flatMap((answer) => (answer?.kind === 'said' ? answer.text : []));
  const unknown = given.filter((answer) => answer?.kind === 'unknown').length;
  const answers = countAlike(texts, kind).map((one) => ({ ...one, isRight: saysTheSame(one.answer, found, kind) }));
  return { notebook, question, found, answers, unknown, open: copies.length - texts.length - unknown };
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

function isOpen(answer: Answer | undefined): boolean {
  return answer === undefined || answer.kind === 'taken back';
}

function dataIn(notebook: Notebook): readonly PredictionData[] {
  return codeCells(notebook)
    .flatMap(({ outputs }) => outputs)
    .flatMap((output) => ('data' in output ? (readPredictionData(output.data[PREDICTION_MIME]) ?? []) : []));
}
