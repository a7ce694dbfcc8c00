/** Copies of notebooks as learners have them. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Notebook } from '../../../lib/cells/document';
import { declarationOf, exercisesOf } from '../../../lib/notebook/exercises/find';
import { writeNotebook } from '../../../lib/notebook/format/notebookFile';

/** A folder for copies, and what makes them. */
export function newCopies() {
  const copies = mkdtempSync(join(tmpdir(), 'chainwalk-progress-'));
  return { copies, copyOf };

  /** A copy of `notebook` with `answers` in place of what its exercises have, in a folder of its own whose name begins with `learner`. */
  function copyOf(notebook: Notebook, learner: string, answers: readonly string[]): string {
    const folder = mkdtempSync(join(copies, learner));
    const exercises = exercisesOf(notebook);
    const cells = notebook.cells.map((cell) => {
      const index = exercises.findIndex((exercise) => exercise.cell.id === cell.id);
      const answer = answers[index];
      const value = declarationOf(exercises[index]?.name ?? '', cell.source)?.initializer;
      if (answer === undefined || value === undefined) return cell;
      return { ...cell, source: cell.source.slice(0, value.getStart()) + answer + cell.source.slice(value.getEnd()) };
    });
    writeNotebook({ ...notebook, cells }, join(folder, `${notebook.name}.ipynb`));
    return folder;
  }
}
