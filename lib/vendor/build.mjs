/**
 * Writes dist/vendor/just-bash.js: the interpreter of the shells and all that it loads, as one file.
 * Installed as a package, just-bash brings 55 MB (SQLite, QuickJS, Python) and two native builds that no shell here uses.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, version as esbuildVersion } from 'esbuild';

const HERE = dirname(fileURLToPath(import.meta.url));
const TARGET = resolve(HERE, '../dist/vendor');
/** Only commands that the shells do not have would load these. */
const LEFT_OUT = ['sql.js', 'quickjs-emscripten', '@mongodb-js/zstd', 'node-liblzma'];

const EXPORTED = ['Bash', 'defineCommand', 'parse'];

const require = createRequire(import.meta.url);
const entry = require.resolve('just-bash');
const stamp = JSON.stringify({
  justBash: packageOf(entry).version,
  esbuild: esbuildVersion,
  script: readFileSync(fileURLToPath(import.meta.url), 'utf8').length,
});

if (!isCurrent()) {
  mkdirSync(TARGET, { recursive: true });
  const { metafile } = await build({
    // Names that are written out are found by import() of the file, which is CommonJS.
    stdin: {
      contents: `export { ${EXPORTED.join(', ')} } from ${JSON.stringify(entry)};`,
      resolveDir: HERE,
    },
    outfile: join(TARGET, 'just-bash.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    external: LEFT_OUT,
    metafile: true,
    logLevel: 'error',
  });
  writeFileSync(
    join(TARGET, 'LICENSES.txt'),
    licences(Object.keys(metafile.inputs).filter((input) => input !== '<stdin>')),
  );
  writeFileSync(join(TARGET, 'stamp.json'), stamp);
}

function isCurrent() {
  const file = join(TARGET, 'stamp.json');
  return existsSync(file) && readFileSync(file, 'utf8') === stamp;
}

/** The licence of each package that has a file among `inputs`, in the order of their names. */
function licences(inputs) {
  const packages = new Map(inputs.map((input) => packageOf(resolve(input))).map((one) => [one.name, one]));
  return [...packages.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, version, license, folder }) => {
      const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'LICENSE-MIT', 'license'].find((one) =>
        existsSync(join(folder, one)),
      );
      const text = file === undefined ? '' : `\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
      return `${name} ${version}, ${license}\n${text}`;
    })
    .join('\n---\n\n');
}

/** The package that a file belongs to. */
function packageOf(file) {
  const folder = dirname(file);
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest)) {
    const { name, version, license } = JSON.parse(readFileSync(manifest, 'utf8'));
    if (name !== undefined && version !== undefined) return { name, version, license, folder };
  }
  if (folder === file) throw new Error(`${relative(HERE, file)} belongs to no package`);
  return packageOf(folder);
}
