/** The programs of the site's pages, bundled from their sources by rolldown. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import type { OutputChunk, OutputOptions, Plugin, RolldownBuild } from 'rolldown';
import { licencesOf } from '../../node/licences';
import { builtFile, packageFile } from '../../node/packageFile';
import { replaceWhole } from '../../node/replaceWhole';

/** Programs by name: `kernel` becomes `kernel.js`. The sources lie below `lib/browser`, or are absolute paths. */
type Programs = Readonly<Record<string, string>>;

/** Programs that run as workers. */
const WORKERS: Programs = { kernel: 'kernel/worker.ts', machines: 'playground/worker.ts', types: 'types/worker.ts' };

/** Programs of pages themselves. */
const PAGES: Programs = { book: 'book/index.ts', playground: 'playground/index.ts' };

/** A program of pages that are not ours, which take classic scripts: the extension of JupyterLite. */
const EXTENSION: Programs = { jupyterlite: 'jupyterlite/extension.ts' };

/** Node's modules, and what packages for Node load that no page needs: spreadsheets, requests, charts outside of a browser. */
const LEFT_OUT = /^(?:stream|crypto|fs|events|string_decoder|xlsx|request|plotly\.js-dist-min|stream-json(?:\/.*)?)$/;

/** A page names its platform itself. */
const WITHOUT_NODE: Plugin = {
  name: 'without-node',
  resolveId: (source) => (LEFT_OUT.test(source) ? '\0left-out' : undefined),
  load: (id) => {
    if (id === '\0left-out') return 'module.exports = {};';
    return /[\\/]public[\\/]onNode\.ts$/.test(id) ? '' : undefined;
  },
};

/** The oldest browsers that run modules in workers. */
const TARGET = ['chrome114', 'firefox115', 'safari16.4'];

/**
 * The folder that all programs are in; they are bundled when a source has changed since. Rejects with what the bundler says of a
 * source that cannot be bundled for a browser.
 */
export async function bundledPages(): Promise<string> {
  const folder = builtFile('site');
  const stamp = stampOfSources();
  const file = join(folder, STAMP);
  if (existsSync(file) && readFileSync(file, 'utf8') === stamp) return folder;
  const draft = mkdtempSync(join(builtFile(''), 'site-'));
  try {
    await bundlePrograms(draft, WORKERS, PAGES);
    await bundle(EXTENSION, { dir: join(draft, 'file'), format: 'iife' });
    writeFileSync(join(draft, STAMP), stamp);
    replaceWhole({ path: folder, write: (place) => renameSync(draft, place) });
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

/** Tells what the programs beside it were made of. */
export const STAMP = 'stamp.txt';

/** Changes with each source, and with the versions of packages. */
function stampOfSources(): string {
  const root = packageFile('');
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(?:ts|js|json|css)$/.test(path) && !/^(?:dist|node_modules)[\\/]/.test(path))
    .map((path) => join(root, path));
  const lock = packageFile('../package-lock.json');
  const hash = createHash('sha256');
  for (const path of [...sources.sort(), ...(existsSync(lock) ? [lock] : [])])
    hash.update(path).update(readFileSync(path));
  return hash.digest('hex');
}

/**
 * Writes programs into `folder`. For pages on a server: modules that share what they have in common, and load parts of it later. Below
 * `file/`, for pages opened as files: one script each; that of a worker defines a function (programs.ts of `lib/browser`).
 */
export async function bundlePrograms(folder: string, workers: Programs, pages: Programs): Promise<void> {
  const sources = await bundle(
    { ...workers, ...pages },
    { dir: folder, format: 'es', chunkFileNames: 'parts/[name]-[hash].js' },
  );
  // The interpreter of the shells was bundled before.
  const interpreter = readFileSync(builtFile('vendor/LICENSES.txt'), 'utf8');
  const fonts = readFileSync(packageFile('view/draw/OFL.txt'), 'utf8');
  writeFileSync(join(folder, 'LICENSES.txt'), [licencesOf(sources), fonts, interpreter].join('\n---\n\n'));
  const files = join(folder, 'file');
  for (const [name, source] of Object.entries(pages)) await bundle({ [name]: source }, { dir: files, format: 'iife' });
  for (const [name, source] of Object.entries(workers)) {
    const postBanner = `(globalThis.chainwalkPrograms ??= {})[${JSON.stringify(name)}] = function () {`;
    await bundle({ [name]: source }, { dir: files, format: 'iife', postBanner, postFooter: '};' });
  }
}

/** One classic script. Rejects with what the bundler says of a source that cannot be bundled for a browser. */
export async function bundledScript(source: string): Promise<string> {
  const built = await openBundle({ script: source });
  try {
    const { output } = await built.generate({ format: 'iife', minify: true, codeSplitting: false });
    return output.map((part) => ('code' in part ? part.code : '')).join('');
  } finally {
    await built.close();
  }
}

/** Writes them; the files that went into them. */
async function bundle(programs: Programs, output: OutputOptions): Promise<readonly string[]> {
  const built = await openBundle(programs);
  try {
    const written = await built.write({ ...output, minify: true, codeSplitting: output.format === 'es' });
    checkEntries(written.output.filter((part) => part.type === 'chunk'));
    return written.output.flatMap((part) => ('moduleIds' in part ? part.moduleIds : [])).filter(isAbsolute);
  } finally {
    await built.close();
  }
}

/** No program may load another one, which would run beside it: the bundler puts what two programs share into one of them, if it thinks fit. */
function checkEntries(chunks: readonly OutputChunk[]): void {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  for (const entry of chunks.filter(({ isEntry }) => isEntry)) {
    const reached = new Set([entry.fileName]);
    for (const name of reached) {
      const { imports = [], dynamicImports = [] } = byName.get(name) ?? {};
      for (const next of [...imports, ...dynamicImports]) reached.add(next);
    }
    const other = chunks.find(
      ({ isEntry, fileName }) => isEntry && fileName !== entry.fileName && reached.has(fileName),
    );
    if (other !== undefined)
      throw new Error(`${entry.fileName} would run ${other.fileName}: import what they share in both when they start`);
  }
}

async function openBundle(programs: Programs): Promise<RolldownBuild> {
  const { rolldown } = await import('rolldown');
  return rolldown({
    input: Object.fromEntries(
      Object.entries(programs).map(([name, source]) => [name, resolve(packageFile('browser'), source)]),
    ),
    platform: 'browser',
    resolve: { conditionNames: ['browser', 'module', 'import', 'default'] },
    transform: { target: TARGET, define: { global: 'globalThis', 'process.env.NODE_ENV': '"production"' } },
    plugins: [WITHOUT_NODE],
  });
}
