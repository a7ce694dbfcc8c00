/** What a page is told of a prediction, so that it can ask, and say how it came out. */
import type { Answer, Ideas, PredictionKind } from './answer';

/** The mime type of that data. */
export const PREDICTION_MIME = 'application/vnd.chainwalk.prediction.v1+json';

interface Asked {
  /** What is asked: by it a verdict finds its question, the last one above it. */
  readonly question: string;
  readonly kind: PredictionKind;
  /** The answers to choose from; without them one is typed. */
  readonly choices?: readonly string[];
  /** Undefined until there is one. */
  readonly answer?: Answer;
}

/** A question that is put to the reader. */
export interface QuestionData extends Asked {
  readonly role: 'question';
}

/** What was found. */
export interface VerdictData extends Asked {
  readonly role: 'verdict';
  readonly found: string;
  readonly ideas?: Ideas;
}

/** Either. */
export type PredictionData = QuestionData | VerdictData;

/** `value` as data of a prediction, undefined if it is none: it may come from a file that others wrote. */
export function readPredictionData(value: unknown): PredictionData | undefined {
  if (!isRecord(value)) return undefined;
  const { role, question, kind, choices, answer, found, ideas } = value;
  if (typeof question !== 'string' || (kind !== 'number' && kind !== 'text')) return undefined;
  const asked = {
    question,
    kind,
    ...(isTexts(choices) && { choices }),
    ...(isAnswer(answer) && { answer }),
  } as const;
  if (role === 'question') return { role, ...asked };
  if (role !== 'verdict' || typeof found !== 'string') return undefined;
  return { role, ...asked, found, ...(isIdeas(ideas) && { ideas }) };
}

/** Whether `value` is an answer. */
export function isAnswer(value: unknown): value is Answer {
  if (!isRecord(value)) return false;
  return value.kind === 'said'
    ? typeof value.text === 'string'
    : value.kind === 'unknown' || value.kind === 'taken back';
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
}

function isIdeas(value: unknown): value is Ideas {
  return isRecord(value) && Object.values(value).every((one) => typeof one === 'string');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
