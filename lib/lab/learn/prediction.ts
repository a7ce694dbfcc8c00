/** Predictions: what the reader expects, said before looking, and held against what was found. A wrong one is no error. */
import { type MimeBundle, platform, SHOWN, type ShownValue } from '../../platform';
import {
  type Answer,
  type Ideas,
  ideaOf,
  type PlainValue,
  type PredictionKind,
  saysTheSame,
  writeValue,
} from './answer';
import { PREDICTION_MIME, type PredictionData } from './predictionData';

/** How a prediction is asked for. */
export interface PredictionOptions {
  /** What is typed: a number, or several as `0, 1, 1`, unless it is `text`. */
  readonly kind?: PredictionKind;
  /** Answers to choose from. */
  readonly choices?: readonly string[];
  /** The answer, where nobody is asked in the page. */
  readonly answer?: PlainValue;
}

/** What is known of wrong answers. */
export interface CheckOptions {
  /** For a wrong answer that is a known idea, as one types it, a sentence: what would have had to be true for it. */
  readonly ideas?: Ideas;
}

const inspect = Symbol.for('nodejs.util.inspect.custom');

/** A prediction held against the truth. A page shows it with what the reader said there; elsewhere it prints as text. */
export class Verdict implements ShownValue {
  readonly #data: Extract<PredictionData, { role: 'verdict' }>;

  /** @internal */
  constructor(data: Extract<PredictionData, { role: 'verdict' }>) {
    this.#data = data;
  }

  /** What was asked. */
  get question(): string {
    return this.#data.question;
  }

  /** What was found, as one would type it. */
  get found(): string {
    return this.#data.found;
  }

  /** The answer in the code, as one would type it; undefined when it is given in the page, or not at all. */
  get said(): string | undefined {
    return saidIn(this.#data.answer);
  }

  /** Whether the answer in the code is what was found; undefined when there is none. */
  get isRight(): boolean | undefined {
    return this.said === undefined ? undefined : saysTheSame(this.said, this.found, this.#data.kind);
  }

  /** For a wrong answer that is a known idea: what would have had to be true for it. */
  get idea(): string | undefined {
    if (this.said === undefined || this.isRight) return undefined;
    return ideaOf(this.said, this.#data.ideas ?? {}, this.#data.kind);
  }

  /** Shows it as the output of a notebook's cell, or prints the text outside of a notebook; it returns itself. */
  show(): this {
    platform().display(this[SHOWN]());
    return this;
  }

  /** @internal */
  [SHOWN](): MimeBundle {
    return { [PREDICTION_MIME]: this.#data, 'text/plain': this[inspect]() };
  }

  /** @internal */
  [inspect](): string {
    const { question, said, found, isRight, idea } = this;
    const lines = [question, ...(said === undefined ? [] : [`you said: ${said}`]), `counted: ${found}`];
    if (isRight !== undefined) lines.push(isRight ? 'right' : 'not right');
    return [...lines, ...(idea === undefined ? [] : [idea])].join('\n');
  }
}

/** A question whose answer is held against what is found. A page asks it; elsewhere it prints as text. */
export class Prediction implements ShownValue {
  readonly #data: Extract<PredictionData, { role: 'question' }>;

  /** @internal */
  constructor(data: Extract<PredictionData, { role: 'question' }>) {
    this.#data = data;
  }

  /** What is asked. */
  get question(): string {
    return this.#data.question;
  }

  /** The answer in the code, as one would type it; undefined when it is given in the page, or not at all. */
  get said(): string | undefined {
    return saidIn(this.#data.answer);
  }

  /** Holds the prediction against what was found: plain values, lists in their order. Never throws. */
  check(found: PlainValue, { ideas }: CheckOptions = {}): Verdict {
    return new Verdict({ ...this.#data, role: 'verdict', found: writeValue(found), ...(ideas && { ideas }) });
  }

  /** Shows it as the output of a notebook's cell, or prints the text outside of a notebook; it returns itself. */
  show(): this {
    platform().display(this[SHOWN]());
    return this;
  }

  /** @internal */
  [SHOWN](): MimeBundle {
    return { [PREDICTION_MIME]: this.#data, 'text/plain': this[inspect]() };
  }

  /** @internal */
  [inspect](): string {
    const { question, said } = this;
    if (said !== undefined) return `Your prediction: ${question}\nyou said: ${said}`;
    const { kind, choices } = this.#data;
    const form =
      choices === undefined ? { number: 'a number', text: 'a word or a sentence' }[kind] : choices.join(' | ');
    return `Your prediction: ${question} (${form})\nIn code: predict(…, { answer: … })`;
  }
}

/**
 * Asks what the reader expects, before looking. A page of the book and JupyterLab ask for the answer where the cell shows it; elsewhere
 * it stands in the code: `predict(question, 12)`. `check` of what it returns says how it came out, whatever the answer was.
 *
 * @example
 * ```ts
 * import { lab, predict } from 'chainwalk';
 *
 * const prediction = predict('exit code of a command that is not there', 1);
 * const machines = await lab();
 * const { exitCode } = await machines.sh('host# dokcer ps');
 * const verdict = prediction.check(exitCode, { ideas: { 1: '1 would be right if the command had run, and failed.' } });
 * verdict.isRight; // → false
 * verdict.idea; // → '1 would be right if the command had run, and failed.'
 * ```
 */
export function predict(question: string, options: PredictionOptions | PlainValue = {}): Prediction {
  const { kind, choices, answer }: PredictionOptions = isOptions(options) ? options : { answer: options };
  const usual = choices !== undefined || isWords(answer) ? 'text' : 'number';
  return new Prediction({
    role: 'question',
    question,
    kind: kind ?? usual,
    ...(choices && { choices }),
    ...(answer !== undefined && { answer: { kind: 'said', text: writeValue(answer), inCode: true } }),
  });
}

function isOptions(value: PredictionOptions | PlainValue): value is PredictionOptions {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWords(answer: PlainValue): boolean {
  if (Array.isArray(answer)) return answer.some(isWords);
  return (
    answer !== undefined && (typeof answer !== 'string' ? typeof answer !== 'number' : !Number.isFinite(Number(answer)))
  );
}

function saidIn(answer: Answer | undefined): string | undefined {
  return answer?.kind === 'said' ? answer.text : undefined;
}
