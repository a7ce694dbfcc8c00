/** The programs of the site's pages, bundled from their sources by rolldown. */
import { join } from 'node:path';
import type { OutputOptions, Plugin } from 'rolldown';
import { packageFile } from '../../node/packageFile';

/** Programs by name: `kernel` becomes `kernel.js`. The sources lie below `lib/browser`. */
type Programs = Readonly<Record<string, string>>;

/** Programs that run as workers. */
const WORKERS: Programs = { kernel: 'kernel/worker.ts', machines: 'playground/worker.ts' };

/** Programs of pages themselves. */
const PAGES: Programs = { playground: 'playground/index.ts' };

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
 * Writes all programs into `folder`, in two forms. For pages on a server: modules that share what they have in common, and load
 * parts of it later. Below `file/`, for pages opened as files: one script each; that of a worker defines a function (programs.ts
 * of `lib/browser`). Throws what the bundler says of a source that cannot be bundled for a browser.
 */
export async function bundlePages(folder: string): Promise<void> {
  await bundle({ ...WORKERS, ...PAGES }, { dir: folder, format: 'es', chunkFileNames: 'parts/[name]-[hash].js' });
  const files = join(folder, 'file');
  for (const [name, source] of Object.entries(PAGES)) await bundle({ [name]: source }, { dir: files, format: 'iife' });
  for (const [name, source] of Object.entries(WORKERS)) {
    const banner = `(globalThis.chainwalkPrograms ??= {})[${JSON.stringify(name)}] = function () {`;
    await bundle({ [name]: source }, { dir: files, format: 'iife', postBanner: banner, postFooter: '};' });
  }
}

async function bundle(programs: Programs, output: OutputOptions): Promise<void> {
  const { rolldown } = await import('rolldown');
  const built = await rolldown({
    input: Object.fromEntries(
      Object.entries(programs).map(([name, source]) => [name, packageFile(join('browser', source))]),
    ),
    platform: 'browser',
    resolve: { conditionNames: ['browser', 'module', 'import', 'default'] },
    transform: { target: TARGET, define: { global: 'globalThis', 'process.env.NODE_ENV': '"production"' } },
    plugins: [WITHOUT_NODE],
  });
  try {
    await built.write({ ...output, minify: true, codeSplitting: output.format === 'es' });
  } finally {
    await built.close();
  }
}
