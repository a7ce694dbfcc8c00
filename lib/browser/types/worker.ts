/** The worker that knows the types of a page's cells. It answers what the reader waits for first, and of each kind the last question only. */
import type { Declarations, Question, QuestionKind, TypesReport, TypesRequest } from './protocol';
import type { TypeService } from './typeService';

/** What the reader waits for comes first. */
const ORDER: readonly QuestionKind[] = ['complete', 'describe', 'hover', 'check'];

const waiting = new Map<QuestionKind, Question>();
let service: Promise<TypeService> | undefined;
let isAnswering = false;

addEventListener('message', ({ data }: MessageEvent<TypesRequest>) => {
  if (data.kind === 'open') {
    service = open(data.declarations);
    service.catch((error: unknown) => report({ kind: 'broken', reason: reasonOf(error) }));
    return;
  }
  const overtaken = waiting.get(data.kind);
  if (overtaken !== undefined) report({ kind: 'overtaken', id: overtaken.id });
  waiting.set(data.kind, data);
  if (!isAnswering) void answerWaiting();
});

/** TypeScript and the declarations are loaded at the same time. */
async function open(declarations: Declarations): Promise<TypeService> {
  const [files, { TypeService }] = await Promise.all([
    loaded(readDeclarations(declarations), 'the declarations'),
    loaded(import('./typeService'), 'TypeScript'),
  ]);
  return new TypeService(files);
}

async function readDeclarations(declarations: Declarations): Promise<Readonly<Record<string, string>>> {
  if (typeof declarations !== 'string') return declarations;
  const answer = await fetch(declarations);
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  return (await answer.json()) as Readonly<Record<string, string>>;
}

async function loaded<T>(loading: Promise<T>, what: string): Promise<T> {
  try {
    return await loading;
  } catch (error) {
    throw new Error(`A part of the page cannot be loaded: ${what} (${reasonOf(error)}).`);
  }
}

async function answerWaiting(): Promise<void> {
  isAnswering = true;
  try {
    const types = await service;
    for (let question = takeNext(); types !== undefined && question !== undefined; question = takeNext()) {
      report(answer(types, question));
      // Questions that came meanwhile may overtake those that wait.
      await new Promise((resolve) => setTimeout(resolve));
    }
  } catch {
    // It could not be opened, and was reported then.
  } finally {
    isAnswering = false;
  }
}

function takeNext(): Question | undefined {
  for (const kind of ORDER) {
    const question = waiting.get(kind);
    if (waiting.delete(kind)) return question;
  }
  return undefined;
}

/** TypeScript may fail on what it is asked about; it then answers the next question. */
function answer(types: TypeService, question: Question): TypesReport {
  try {
    return { kind: 'answer', id: question.id, answer: find(types, question) };
  } catch (error) {
    return { kind: 'failed', id: question.id, reason: reasonOf(error) };
  }
}

function find(types: TypeService, question: Question) {
  switch (question.kind) {
    case 'check':
      return types.check(question.sources);
    case 'complete':
      return types.complete(question.sources, question.at);
    case 'describe':
      return types.describe(question.sources, question.at, question.name);
    case 'hover':
      return types.hover(question.sources, question.at);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function report(message: TypesReport): void {
  postMessage(message);
}
