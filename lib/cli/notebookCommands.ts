/** The commands of the notebook lab. The package that npm installs is without this file: it has no notebooks. */
import { addBook } from './book';
import type { AddCommand } from './command';
import { addExercises } from './exercises';
import { addJupyter } from './jupyter';
import { addNotebooks } from './notebooks';
import { addProgress } from './progress';
import { addReport } from './report';
import { addSite } from './site';

/** The commands of the lab around the library. */
export const NOTEBOOK_COMMANDS: readonly AddCommand[] = [
  addBook,
  addSite,
  addNotebooks,
  addReport,
  addJupyter,
  addExercises,
  addProgress,
];
