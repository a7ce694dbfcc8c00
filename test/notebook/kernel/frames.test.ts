/** What cells show of danfojs in Jupyter's kernel: tables, and all columns where it is printed. */
import { expect, test } from 'vitest';
import { codeCells } from '../../../lib/cells/document';
import { runNotebook } from '../../../lib/notebook/run/run';
import { answersOf, FRAME_ANSWERS, FRAME_CELLS } from '../frameCells';
import { trialNotebook } from '../trial';

test('frames, series and groups at a cell’s end are tables; print and console.log cut nothing', async () => {
  const { notebook, failure } = await runNotebook(trialNotebook(...FRAME_CELLS));
  expect(failure).toBeUndefined();
  expect(answersOf(codeCells(notebook).map(({ outputs }) => outputs))).toEqual(FRAME_ANSWERS);
});
