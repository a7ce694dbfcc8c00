/** The types of a page's cells, from one worker that all its editors share. It starts with the first question. */
import { packOf, startWorker } from '../programs';
import type { Problem, Question, QuestionKind, Questions, Sources, TypesReport, TypesRequest } from '../types/protocol';

/** Who is told of what the worker finds. */
export interface TypesWatcher {
  /** What is wrong in the cells, when they stood as in `sources`. */
  readonly onProblems: (problems: readonly Problem[], sources: Sources) => void;
  /** Whether the reader is there. */
  readonly isWatched: () => boolean;
  /** There are no types, which only one watcher is told of: that which is watched, if there is one. */
  readonly onFailure: (reason: string) => void;
}

type Answer = Questions[QuestionKind]['answer'] | undefined;

const watchers = new Set<TypesWatcher>();
const asked = new Map<number, (answer: Answer) => void>();
let lastId = 0;
let worker: Promise<Worker> | undefined;
let isBroken = false;

/** Tells `watcher` of all checks, whoever asked for them, until the function that it returns is called. */
export function watchTypes(watcher: TypesWatcher): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** Whether the worker was started, or should have been. */
export function typesAreStarted(): boolean {
  return worker !== undefined;
}

/** Whether there are no types, and there will be none. */
export function typesAreMissing(): boolean {
  return isBroken;
}

/** The answer to a question; undefined if there are no types, or if a later question of the same kind was asked meanwhile. Never rejects. */
export async function askTypes<Kind extends QuestionKind>(
  kind: Kind,
  sources: Sources,
  ask: Questions[Kind]['ask'],
): Promise<Questions[Kind]['answer'] | undefined> {
  const target = await openWorker();
  if (target === undefined) return undefined;
  const id = ++lastId;
  const answer = await new Promise<Answer>((resolve) => {
    asked.set(id, resolve);
    target.postMessage({ ...ask, kind, id, sources } as Question);
  });
  if (kind === 'check' && answer !== undefined)
    for (const { onProblems } of watchers) onProblems(answer as readonly Problem[], sources);
  return answer as Questions[Kind]['answer'] | undefined;
}

async function openWorker(): Promise<Worker | undefined> {
  worker ??= start();
  try {
    const started = await worker;
    return isBroken ? undefined : started;
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

async function start(): Promise<Worker> {
  const [started, declarations] = await Promise.all([startWorker('types'), packOf('declarations')]);
  started.addEventListener('message', ({ data }: MessageEvent<TypesReport>) => receive(data));
  started.addEventListener('error', (event) => {
    event.preventDefault();
    fail(event.message || 'A part of the page cannot be loaded: the type checker.');
  });
  started.postMessage({ kind: 'open', declarations } satisfies TypesRequest);
  return started;
}

function receive(report: TypesReport): void {
  if (report.kind === 'broken') fail(report.reason);
  else settle(report.id, report.kind === 'answer' ? report.answer : undefined);
}

function settle(id: number, answer: Answer): void {
  const resolve = asked.get(id);
  asked.delete(id);
  resolve?.(answer);
}

/** Nothing is answered from now on, and nobody waits; it is told once. */
function fail(reason: string): void {
  if (isBroken) return;
  isBroken = true;
  for (const id of [...asked.keys()]) settle(id, undefined);
  const told = [...watchers];
  (told.find(({ isWatched }) => isWatched()) ?? told[0])?.onFailure(reason);
}
