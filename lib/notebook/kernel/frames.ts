/** DataFrames, Series and groups of danfojs as tables: where a cell ends with one, and where one is printed. */
import Module from 'node:module';
import { display } from '../../node/display';
import { type FrameClasses, frameBundle, printFramesWhole } from '../../view/tables/frame';

type Load = (request: string, parent: unknown, isMain: boolean) => unknown;
/** What tslab gives its executor to print results and errors with. */
interface ResultConsole {
  readonly log: (...values: unknown[]) => void;
  readonly error: (...values: unknown[]) => void;
}
interface Executor {
  createExecutor(root: string, converters: unknown, console: ResultConsole): unknown;
}

/** From now on tslab shows what danfojs made as a table. */
export function showFramesAsTables(tslab: NodeJS.Require): void {
  printWhenLoaded();
  const executor = tslab('./executor') as Executor;
  const { createExecutor } = executor;
  executor.createExecutor = (root, converters, console) =>
    createExecutor(root, converters, { ...console, log: (...values) => logOrShow(console, values) });
}

function logOrShow(console: ResultConsole, values: readonly unknown[]): void {
  const bundle = values.length === 1 ? frameBundle(values[0]) : undefined;
  if (bundle === undefined) console.log(...values);
  else display(bundle);
}

/** danfojs is changed when a cell loads it: most notebooks never do. */
function printWhenLoaded(): void {
  const loader = Module as unknown as { _load: Load };
  const load = loader._load;
  const changed = new WeakSet<object>();
  loader._load = (request, parent, isMain) => {
    const loaded = load(request, parent, isMain);
    if (request === 'danfojs-node' && !changed.has(loaded as object)) {
      changed.add(loaded as object);
      printFramesWhole(loaded as FrameClasses);
    }
    return loaded;
  };
}
