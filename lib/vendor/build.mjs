/**
 * Writes dist/vendor/just-bash.js, for Node, and just-bash.browser.js: the interpreter of the shells and all that it
 * loads, as one file. Installed as a package, just-bash brings 55 MB (SQLite, QuickJS, Python) and two native builds
 * that no shell here uses. Each file exports `createInterpreter(Date, Math, Intl, hooks)` (justBash.d.ts): just-bash has no
 * option for its clock, its chance and its time zone, so all its code lies in a function whose parameters hide the
 * globals of these names. It passes bytes as text, one a character, and makes one of the other character by character,
 * which takes 32 bytes of memory for each: these places are given the functions of latin1.mjs.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown, VERSION } from 'rolldown';
import { HOOKING } from './hooks.mjs';

const require = createRequire(import.meta.url);
// Built before this runs.
const { licencesOf, packageOf } = require('../dist/node/licences.js');

const SCRIPT = fileURLToPath(import.meta.url);
const HERE = dirname(SCRIPT);
const ZLIB = join(HERE, 'zlib.mjs');
const HOOKS = join(HERE, 'hooks.mjs');
const LATIN1 = join(HERE, 'latin1.mjs');
const ORDER = join(HERE, 'order.mjs');
const TARGET = join(HERE, '../dist/vendor');
/** What the shells use of it. */
const EXPORTED = ['Bash', 'defineCommand'];
/** Only commands that the shells do not have would load these. */
const LEFT_OUT = ['sql.js', 'quickjs-emscripten', '@mongodb-js/zstd', 'node-liblzma'];

/** Bytes to text and text to bytes, as just-bash's own minified build has them, and what is there instead. */
const CONVERSIONS = [
  [
    /for\(let (\w+)=0;\1<(\w+)\.length;\1\+\+\)(\w+)\+=String\.fromCharCode\(\2\[\1\]\)/g,
    (_, _index, bytes, text) => `${text}+=latin1Text(${bytes})`,
  ],
  // just-bash orders as the computer's language does.
  [/([\w.[\]]+)\.localeCompare\(([\w.[\]]+)\)/g, (_, one, other) => `compareBytes(${one},${other})`],
  [/Uint8Array\.from\(([\w.]+),(\w+)=>\2\.charCodeAt\(0\)\)/g, (_, text) => `latin1Bytes(${text})`],
];

const INJECTED = {
  latin1Text: [LATIN1, 'latin1Text'],
  latin1Bytes: [LATIN1, 'latin1Bytes'],
  compareBytes: [ORDER, 'compareBytes'],
};

const entry = require.resolve('just-bash');
const stamp = JSON.stringify({
  justBash: packageOf(entry).version,
  rolldown: VERSION,
  scripts: hashOf(SCRIPT, ZLIB, HOOKS, LATIN1, ORDER),
});

if (!isCurrent()) {
  mkdirSync(TARGET, { recursive: true });
  const inputs = [
    ...(await bundle('just-bash.js', entry, [], 'exports.createInterpreter = function (Date, Math, Intl, hooks) {', {
      platform: 'node',
      transform: { target: 'node20', inject: INJECTED },
      external: LEFT_OUT,
    })),
    ...(await bundle(
      'just-bash.browser.js',
      join(dirname(entry), 'browser.js'),
      ['tar'],
      'export function createInterpreter(Date, Math, Intl, hooks) {',
      {
        platform: 'browser',
        transform: { target: 'es2022', inject: INJECTED },
        resolve: { alias: { 'node:zlib': ZLIB } },
      },
    )),
  ];
  writeFileSync(join(TARGET, 'LICENSES.txt'), licencesOf(inputs));
  writeFileSync(join(TARGET, 'stamp.json'), stamp);
}

/** Writes what is exported of `from`, and which commands are `missing` in it, as the body of the function that `head` begins; the files that went into it. */
async function bundle(name, from, missing, head, options) {
  const contents = `export { ${EXPORTED.join(', ')} } from ${JSON.stringify(from)};
export const missing = ${JSON.stringify(missing)};`;
  const start = {
    name: 'start',
    resolveId: (id) => (id === 'start' ? '\0start' : undefined),
    load: (id) => (id === '\0start' ? contents : undefined),
  };
  const conversions = convertAtOnce();
  const built = await rolldown({ ...options, input: 'start', plugins: [start, HOOKING, conversions.plugin] });
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
  if (conversions.counts.includes(0)) throw new Error(`a conversion of just-bash has changed: ${conversions.counts}`);
  return moduleIds.filter((id) => isAbsolute(id) && id !== LATIN1 && id !== ORDER);
}

function hashOf(...files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex');
}

/** Replaces CONVERSIONS, and counts how often each was. */
function convertAtOnce() {
  const counts = CONVERSIONS.map(() => 0);
  const convert = (source) =>
    CONVERSIONS.reduce(
      (text, [pattern, replace], index) =>
        text.replace(pattern, (...found) => {
          counts[index] += 1;
          return replace(...found);
        }),
      source,
    );
  const transform = (code, id) => (/just-bash[\\/]dist[\\/]bundle[\\/].*js$/.test(id) ? convert(code) : undefined);
  return { counts, plugin: { name: 'conversions', transform } };
}

function isCurrent() {
  const file = join(TARGET, 'stamp.json');
  return existsSync(file) && readFileSync(file, 'utf8') === stamp;
}
