/**
 * Mutation testing: `npm run mutants -- lib/view --sample 20`. It changes the code of a folder in small ways, one at a time, and
 * runs the tests of its floor that pass the changed line, the quickest first. A change that no test notices has survived.
 * Only what tests import is changed, not what they start as programs of lib/dist.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { mutationsOf } from './mutations.mjs';
import { Witness } from './witness.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Of the changes, tests are to notice so many in a hundred. */
const FLOOR = 85;

const USAGE = `npm run mutants -- FOLDER [--sample N] [--seed N] [--tests FOLDER]...

FOLDER           a folder or a file of lib, as lib/view or lib/docker/dns
--sample N       how many changes are tried (20)
--seed N         which ones (1)
--tests FOLDER   the tests that are to notice them, a folder or a file; those of the same floor unless given`;

const { values, positionals } = readArguments();
const [folder] = positionals;
const path = resolve(ROOT, folder);
const all = filesOf(path).flatMap((file) => mutationsOf(file, readFileSync(file, 'utf8')));
const chosen = pick(all, Number(values.sample), Number(values.seed)).map((one, id) => ({ ...one, id }));
if (chosen.length === 0) fail(`${folder}: there is nothing to change`);
const tests = values.tests ?? [`test/${relative(resolve(ROOT, 'lib'), path).split('/')[0]}`];
console.log(`${chosen.length} of ${all.length} changes in ${folder}, held by ${tests.join(', ')}`);

const witness = new Witness(ROOT, chosen);
const measured = await witness.measure(tests);
const broken = measured.find(({ failed }) => failed !== undefined);
if (broken !== undefined) {
  witness.end();
  fail(`${relative(ROOT, broken.test)} fails before anything is changed: ${broken.failed}`);
}
const survivors = [];
let tried = 0;
await witness.try(chosen.map(planOf), (id, noticedBy) => {
  const mutant = chosen[id];
  const by = noticedBy === undefined ? '' : ` (${relative(ROOT, noticedBy)})`;
  console.log(`${`${++tried}`.padStart(3)} ${by === '' ? 'SURVIVED' : 'noticed '} ${describe(mutant)}${by}`);
  if (by === '') survivors.push(mutant);
});
witness.end();
const share = Math.floor(((chosen.length - survivors.length) * 100) / chosen.length);
console.log(`\n${chosen.length - survivors.length} of ${chosen.length} noticed: ${share} %`);
for (const mutant of survivors) console.log(`survived: ${describe(mutant)}`);
process.exitCode = share < FLOOR ? 1 : 0;

/** The tests that pass a change, and how often they do. */
function planOf({ id }) {
  const passing = measured.filter(({ calls }) => calls[id] !== undefined);
  return { id, tests: passing.map(({ test }) => test), calls: Math.max(0, ...passing.map(({ calls }) => calls[id])) };
}

function readArguments() {
  const options = {
    sample: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    tests: { type: 'string', multiple: true },
    help: { type: 'boolean' },
  };
  try {
    const read = parseArgs({ options, allowPositionals: true });
    if (read.values.help) {
      console.log(USAGE);
      process.exit(0);
    }
    if (read.positionals.length !== 1) fail(`a folder of lib has to be named\n\n${USAGE}`);
    const [name] = read.positionals;
    const isInLib = resolve(ROOT, name).startsWith(`${resolve(ROOT, 'lib')}/`);
    if (!isInLib || statSync(resolve(ROOT, name), { throwIfNoEntry: false }) === undefined)
      fail(`${name} is no folder or file of lib`);
    for (const key of ['sample', 'seed'])
      if (!/^[1-9]\d*$/.test(read.values[key])) fail(`--${key} takes a number from 1, not "${read.values[key]}"`);
    return read;
  } catch (error) {
    return fail(error.message);
  }
}

function fail(message) {
  console.error(`mutants: ${message}`);
  process.exit(2);
}

function filesOf(at) {
  if (statSync(at).isFile()) return [at];
  const names = readdirSync(at, { recursive: true }).map((name) => resolve(at, `${name}`));
  return names.filter((name) => /\.ts$/.test(name) && !/\.d\.ts$/.test(name) && !name.includes('/dist/')).sort();
}

/** Some of them by chance, the same ones for the same seed; as they stand in the files. mulberry32 by Tommy Ettinger. */
function pick(list, count, seed) {
  let state = seed >>> 0;
  const below = (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * limit);
  };
  const rest = list.map((_, index) => index);
  const taken = Array.from({ length: Math.min(count, list.length) }, () => rest.splice(below(rest.length), 1)[0]);
  return taken.sort((a, b) => a - b).map((index) => list[index]);
}

function describe({ file, line, kind, shown, replacement }) {
  const short = (text) => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
  return `${relative(ROOT, file)}:${line} ${kind}: ${short(shown)} → ${short(replacement)}`;
}
