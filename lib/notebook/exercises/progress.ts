/** Which exercises copies of the series have solved. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type Notebook, NotebookError } from '../../cells/document';
import { readNotebook } from '../format/notebookFile';
import type { Run } from '../run/run';
import { type Answer, answerIn } from './answer';
import { type Attempt, Attempts } from './attempt';
import { type Exercise, exercisesOf } from './find';

/** One exercise in one copy. */
export interface Standing {
  readonly copy: string;
  readonly notebook: string;
  readonly exercise: number;
  readonly question: string;
  /** `open`: not answered yet. `missing`: the copy has not this notebook, or not this cell. `unread`: no plain value. */
  readonly state: Attempt['state'] | 'open' | 'missing' | 'unread';
  readonly remark: string;
}

/** A folder of copies, or one copy. */
export interface Copies {
  readonly name: string;
  /** The copy of a notebook, if there is one. Throws NotebookError when it cannot be read. */
  find(notebook: Notebook): Notebook | undefined;
}

/** The copies that `path` means: a notebook, a folder of notebooks, or one with a folder `notebooks`. */
export function copiesAt(path: string, series: readonly Notebook[]): Copies {
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  const places = isFile ? [path] : [join(path, 'notebooks'), path];
  const fileOf = (place: string, { name }: Notebook) => {
    if (!isFile) return join(place, `${name}.ipynb`);
    return basename(place) === `${name}.ipynb` ? place : undefined;
  };
  const place = places.find((folder) => series.some((notebook) => existsSync(fileOf(folder, notebook) ?? '')));
  if (place === undefined) throw new NotebookError(`${path} has no copy of a notebook of the series.`);
  return {
    name: path,
    find: (notebook) => {
      const file = fileOf(place, notebook);
      return file !== undefined && existsSync(file) ? readNotebook(file) : undefined;
    },
  };
}

/**
 * The copies that `paths` mean, each folder or notebook once, in the order of paths. A path that has none says so of each
 * exercise, so that the others are told of all the same. Throws NotebookError when no path has any.
 */
export function allCopies(paths: readonly string[], series: readonly Notebook[]): Copies[] {
  const places = paths.map(placeOf);
  const once = paths.filter((_, index) => places.indexOf(places[index] ?? '') === index);
  const failures: NotebookError[] = [];
  const copies = once.map((path): Copies => {
    try {
      return copiesAt(path, series);
    } catch (error) {
      if (!(error instanceof NotebookError)) throw error;
      failures.push(error);
      return {
        name: path,
        find: () => {
          throw error;
        },
      };
    }
  });
  const [failure] = failures;
  if (failure !== undefined && failures.length === copies.length) throw failure;
  return copies;
}

/** The same for all names of a place. */
function placeOf(path: string): string {
  return existsSync(path) ? realpathSync(path) : resolve(path);
}

/** How copies stand with the exercises of one notebook, and the notebook's run, if there were answers to try. */
export interface Trial {
  readonly standings: readonly Standing[];
  readonly run: Run | undefined;
}

/** Tries the answers of all `copies` to the exercises of `notebook` in one run of it; standings are in the order of copies. */
export async function tryCopies(notebook: Notebook, copies: readonly Copies[]): Promise<Trial> {
  const exercises = exercisesOf(notebook);
  const attempts = new Attempts();
  const rows = copies.flatMap((copy) => {
    const found = readable(copy, notebook);
    return exercises.map((exercise) => ({ copy: copy.name, exercise, found: readAnswer(found, exercise) }));
  });
  for (const { exercise, found } of rows) if (found.kind === 'value') attempts.add(exercise, found.text);
  const run = await attempts.run(notebook);
  const standings = rows.map(({ copy, exercise, found }): Standing => {
    const { number, question } = exercise;
    const judged = found.kind === 'value' ? attempts.of(exercise, found.text) : UNTRIED[found.kind];
    const remark = found.kind === 'missing' ? found.why : judged.remark;
    return { copy, notebook: notebook.name, exercise: number, question, ...judged, remark };
  });
  return { standings, run };
}

type Found = Exclude<Answer, { readonly kind: 'missing' }> | { readonly kind: 'missing'; readonly why: string };

/** Of what is no answer that could be tried. */
const UNTRIED: Readonly<Record<Exclude<Answer['kind'], 'value'>, Pick<Standing, 'state' | 'remark'>>> = {
  open: { state: 'open', remark: '' },
  missing: { state: 'missing', remark: '' },
  'not a plain value': {
    state: 'unread',
    remark: 'Only plain values are tried: numbers, texts and lists of them.',
  },
};

function readAnswer(copy: Notebook | string | undefined, exercise: Exercise): Found {
  if (copy === undefined || typeof copy === 'string') return { kind: 'missing', why: copy ?? '' };
  try {
    const answer = answerIn(copy, exercise);
    return answer.kind === 'missing' ? { kind: 'missing', why: '' } : answer;
  } catch (error) {
    // The parser calls itself for what is nested, and whoever nests a thousand brackets wants to see it fail.
    if (error instanceof RangeError) return { kind: 'not a plain value' };
    throw error;
  }
}

/** The copy, or the sentence that says why it cannot be read. */
export function readable(copy: Copies, notebook: Notebook): Notebook | string | undefined {
  try {
    return copy.find(notebook);
  } catch (error) {
    if (error instanceof NotebookError) return error.message;
    throw error;
  }
}
