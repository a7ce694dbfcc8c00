/** The modules that cells can import: chainwalk itself, danfojs, and what there is of Node's. Each is loaded when a cell asks for it. */
import { type FrameClasses, showFramesWhole } from '../../view/tables/frame';
import { nodeModules } from './nodeModules';
import type { Import } from './runCells';
import type { TabFiles } from './tabPlatform';

/** What can be imported, by name, as a sentence lists it. */
const NAMES = ['chainwalk', 'chainwalk/host', 'danfojs', 'fs', 'path', 'util', 'buffer'];

/** An `import` for cells whose files are `files`. It rejects with an Error that names what is not there. */
export function createImport(files: TabFiles): Import {
  const node = nodeModules(files);
  return async (name) => {
    const found = node.get(name) ?? (await LOADERS.get(name)?.());
    if (found === undefined) throw new Error(`Cannot find module '${name}': in a page there are ${NAMES.join(', ')}.`);
    return withDefault(found);
  };
}

const LOADERS: ReadonlyMap<string, () => Promise<object>> = new Map([
  ['chainwalk', () => import('../../index')],
  ['chainwalk/host', () => import('../../public/host')],
  ['chainwalk/view', () => import('../../public/view')],
  ['danfojs', loadDanfo],
  ['danfojs-node', loadDanfo],
]);

async function loadDanfo(): Promise<object> {
  const danfo = await import('danfojs-node');
  showFramesWhole(danfo as unknown as FrameClasses);
  return danfo;
}

/** A module of CommonJS is its own default. */
function withDefault(module: object): object {
  return 'default' in module ? module : { ...module, default: module };
}
