/** What is written for notebooks, and one sentence when that is not possible. */

import { NotebookError } from '../../cells/document';
import { obstacleOf } from '../../node/obstacle';

/** Does `write`. Throws a NotebookError that says why `name` cannot be written when the file system refuses. */
export function writing<T>(name: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const obstacle = obstacleOf(error);
    if (obstacle === undefined) throw error;
    throw new NotebookError(`${name} cannot be written: ${obstacle}.`);
  }
}
