/**
 * Writes dist/vendor/just-bash.js, for Node, and just-bash.browser.js: the interpreter of the shells and all that it
 * loads, as one file. Installed as a package, just-bash brings 55 MB (SQLite, QuickJS, Python) and two native builds
 * that no shell here uses. Each file exports `createInterpreter(Date, Math, Intl)` (justBash.d.ts): just-bash has no
 * option for its clock, its chance and its time zone, so all its code lies in a function whose parameters hide the
 * globals of these names.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown, VERSION } from 'rolldown';

const SCRIPT = fileURLToPath(import.meta.url);
const HERE = dirname(SCRIPT);
const TARGET = join(HERE, '../dist/vendor');
/** What the shells use of it. */
const EXPORTED = ['Bash', 'defineCommand'];
/** Only commands that the shells do not have would load these. */
const LEFT_OUT = ['sql.js', 'quickjs-emscripten', '@mongodb-js/zstd', 'node-liblzma'];

const entry = createRequire(import.meta.url).resolve('just-bash');
const stamp = JSON.stringify({
  justBash: packageOf(entry).version,
  rolldown: VERSION,
  script: createHash('sha256').update(readFileSync(SCRIPT)).digest('hex'),
});

if (!isCurrent()) {
  mkdirSync(TARGET, { recursive: true });
  const inputs = [
    ...(await bundle('just-bash.js', entry, 'exports.createInterpreter = function (Date, Math, Intl) {', {
      platform: 'node',
      transform: { target: 'node20' },
      external: LEFT_OUT,
    })),
    ...(await bundle(
      'just-bash.browser.js',
      join(dirname(entry), 'browser.js'),
      'export function createInterpreter(Date, Math, Intl) {',
      {
        platform: 'browser',
        transform: { target: 'es2022' },
        resolve: { alias: { 'node:zlib': join(HERE, 'noZlib.mjs') } },
      },
    )),
  ];
  writeFileSync(join(TARGET, 'LICENSES.txt'), licences(inputs));
  writeFileSync(join(TARGET, 'stamp.json'), stamp);
}

/** Writes what is exported of `from` as the body of the function that `head` begins; the files that went into it. */
async function bundle(name, from, head, options) {
  const contents = `export { ${EXPORTED.join(', ')} } from ${JSON.stringify(from)};`;
  const start = {
    name: 'start',
    resolveId: (id) => (id === 'start' ? '\0start' : undefined),
    load: (id) => (id === '\0start' ? contents : undefined),
  };
  const built = await rolldown({ ...options, input: 'start', plugins: [start] });
  const { output } = await built.generate({
    format: 'iife',
    name: 'interpreter',
    minify: true,
    codeSplitting: false,
    comments: false,
  });
  await built.close();
  const [{ code, moduleIds }] = output;
  writeFileSync(join(TARGET, name), `${head}\n${code}\nreturn interpreter;\n};\n`);
  return moduleIds.filter((id) => isAbsolute(id));
}

function isCurrent() {
  const file = join(TARGET, 'stamp.json');
  return existsSync(file) && readFileSync(file, 'utf8') === stamp;
}

/** The licence of each package that has a file among `inputs`, in the order of their names. */
function licences(inputs) {
  const packages = new Map(inputs.map(packageOf).map((one) => [one.name, one]));
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
