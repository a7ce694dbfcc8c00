/** Runs several notebooks, two at a time, with a line of progress for each cell and each notebook. */
import type { Notebook } from '../../cells/document';
import { failureText } from './failure';
import { type Run, runNotebook } from './run';

/** More Jupyter kernels at once than this gain nothing on two cores. */
const AT_ONCE = 2;

/** Runs `notebooks`, tells `print` line by line how it goes, and gives the runs in the order of the notebooks. */
export async function runAll(notebooks: readonly Notebook[], print: (line: string) => void): Promise<Run[]> {
  const runs: Run[] = [];
  const waiting = notebooks.entries();
  const worker = async () => {
    for (const [index, notebook] of waiting) {
      const onCell = (cell: number, cells: number, milliseconds: number) =>
        print(`${notebook.name}  cell ${cell} of ${cells}  ${seconds(milliseconds)}`);
      const run = await runNotebook(notebook, { onCell });
      runs[index] = run;
      print(
        run.failure ? `FAILED  ${failureText(run.failure)}` : `${notebook.name}  done  ${seconds(run.milliseconds)}`,
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return runs;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
