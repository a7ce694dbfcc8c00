/** The value of a cell's last line that shows itself in forms of its own. */
import { display } from '../../node/display';
import { shownForms } from '../../platform';

/** What tslab gives its executor to print results and errors with. */
interface ResultConsole {
  readonly log: (...values: unknown[]) => void;
  readonly error: (...values: unknown[]) => void;
}
interface Executor {
  createExecutor(root: string, converters: unknown, console: ResultConsole): unknown;
}

/** From now on tslab shows such a value as it wants to be shown. */
export function showResults(tslab: NodeJS.Require): void {
  const executor = tslab('./executor') as Executor;
  const { createExecutor } = executor;
  executor.createExecutor = (root, converters, console) => {
    const log = (...values: unknown[]) => {
      const forms = values.length === 1 ? shownForms(values[0]) : undefined;
      if (forms === undefined) console.log(...values);
      else display(forms);
    };
    return createExecutor(root, converters, { ...console, log });
  };
}
