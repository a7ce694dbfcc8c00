/** After a run of all its cells, each cell of a notebook can be run once more. They are compiled as in a page, and run here. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { compileCell, IMPORT, SCOPE } from '../../../lib/browser/kernel/compileCell';
import { codeCells } from '../../../lib/cells/document';
import { nodePlatform } from '../../../lib/node';
import { selectNotebooks } from '../../../lib/notebook/format/select';
import { usePlatform } from '../../../lib/platform';

const FOLDER = join(__dirname, '../../../notebooks');
const notebooks = selectNotebooks(FOLDER, []);
const at = (path: string) => join(FOLDER, path);

type ImportModule = (name: string) => Promise<object>;
type CompiledCell = (scope: object, importModule: ImportModule) => Promise<void>;
const AsyncFunction = (async () => {}).constructor as new (...words: readonly string[]) => CompiledCell;

/** What cells import; a notebook's paths begin at its folder. */
async function importModule(name: string): Promise<object> {
  if (name === 'chainwalk') return import('../../../lib/index.js');
  if (name === 'chainwalk/host') return import('../../../lib/public/host.js');
  if (name !== 'node:fs') return import(name);
  const { existsSync, readdirSync, readFileSync } = await import('node:fs');
  return {
    existsSync: (path: string) => existsSync(at(path)),
    readdirSync: (path: string) => readdirSync(at(path)),
    readFileSync: (path: string, encoding: 'utf8') => readFileSync(at(path), encoding),
  };
}

/** Names of a notebook's top level are globals, as in a page; what there was is there again afterwards. */
function newScope() {
  const before = Object.getOwnPropertyDescriptors(globalThis) as Record<string, PropertyDescriptor>;
  const names = new Set<string>();
  const scope = new Proxy(globalThis, {
    set: (target, name, value) => {
      names.add(String(name));
      return Reflect.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: true });
    },
  });
  const restore = () => {
    for (const name of names) {
      Reflect.deleteProperty(globalThis, name);
      const old = before[name];
      if (old !== undefined) Object.defineProperty(globalThis, name, old);
    }
  };
  return { scope, restore };
}

beforeAll(async () => {
  // They name a platform of their own when they are loaded.
  await Promise.all([import('../../../lib/index.js'), import('../../../lib/public/host.js')]);
  vi.spyOn(console, 'log').mockReturnValue();
  usePlatform({
    ...nodePlatform,
    readText: (path) => nodePlatform.readText(at(path)),
    listFolder: (path) => nodePlatform.listFolder(at(path)),
    drawPng: () => new Uint8Array(),
    preload: () => {},
    display: () => {},
  });
});
afterAll(() => {
  usePlatform(nodePlatform);
  vi.restoreAllMocks();
});

test.each(notebooks)(
  '$name',
  async (notebook) => {
    const { scope, restore } = newScope();
    const run = (source: string) => new AsyncFunction(SCOPE, IMPORT, compileCell(source))(scope, importModule);
    try {
      const cells = codeCells(notebook);
      for (const { source } of cells) await run(source);
      const failures: string[] = [];
      // From the last to the first: no cell finds machines that one before it has just made anew.
      for (const [index, { source }] of [...cells.entries()].reverse()) {
        await run(source).catch((error: unknown) => failures.push(`cell ${index + 1}: ${source}\n${error}`));
      }
      expect(failures).toEqual([]);
    } finally {
      restore();
    }
  },
  120_000,
);
