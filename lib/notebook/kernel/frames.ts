/** DataFrames, Series and groups of danfojs are tables. */
import Module from 'node:module';
import { type FrameClasses, showFramesWhole } from '../../view/tables/frame';

type Load = (request: string, parent: unknown, isMain: boolean) => unknown;

/** danfojs is changed when a cell loads it: most notebooks never do. */
export function showFramesWhenLoaded(): void {
  const loader = Module as unknown as { _load: Load };
  const load = loader._load;
  const changed = new WeakSet<object>();
  loader._load = (request, parent, isMain) => {
    const loaded = load(request, parent, isMain);
    if (request === 'danfojs-node' && !changed.has(loaded as object)) {
      changed.add(loaded as object);
      showFramesWhole(loaded as FrameClasses);
    }
    return loaded;
  };
}
