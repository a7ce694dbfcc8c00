/** What `import 'chainwalk'` sets off: nothing. The built package, in a process of its own. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const INDEX = join(__dirname, '../lib/dist/index.js');

/** Notes each worker and each file that is read but modules, imports the package, and prints what it noted in the end. */
const IMPORT = `
const fs = require('node:fs');
const threads = require('node:worker_threads');
const noted = { workers: 0, files: [] };
threads.Worker = class extends threads.Worker {
  constructor(...parts) { super(...parts); noted.workers += 1; }
};
const note = (path) => {
  if (!/\\.(c?js|json)$/.test(String(path))) noted.files.push(String(path));
};
for (const [owner, names] of [[fs, ['readFileSync', 'openSync', 'readdirSync', 'readFile', 'open']], [fs.promises, ['readFile', 'open']]])
  for (const name of names) {
    const call = owner[name];
    owner[name] = (path, ...rest) => { note(path); return call.call(owner, path, ...rest); };
  }
const before = process.getActiveResourcesInfo();
const chainwalk = require(process.argv[1]);
const handles = process.getActiveResourcesInfo().slice(before.length);
process.on('exit', () => console.log(JSON.stringify({ ...noted, handles })));
`;

function run(code: string) {
  // The loader of ES modules, by which just-bash comes, tells what it loads.
  const env = { ...process.env, NODE_DEBUG: 'esm' };
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', IMPORT + code, INDEX], { encoding: 'utf8', env });
  return { noted: JSON.parse(stdout) as unknown, loadsBash: stderr.includes('just-bash') };
}

test('importing the package starts no worker, reads no file, loads no shell and leaves nothing open', () => {
  expect(run('')).toEqual({ noted: { workers: 0, files: [], handles: [] }, loadsBash: false });
});

test('a worker starts, and a shell loads, when they are asked for', () => {
  const { noted, loadsBash } = run("chainwalk.preload(); void chainwalk.lab().then((lab) => lab.sh('host# true'));");
  expect(noted).toMatchObject({ workers: 1, handles: [] });
  expect(loadsBash).toBe(true);
});

/** What takes the time: each module costs about half a millisecond. */
const MOST_MODULES = 200;

test('importing the package loads the pictures and the rows, but none of the machines', () => {
  const list = `require(process.argv[1]); console.log(JSON.stringify(Object.keys(require.cache)))`;
  const { stdout } = spawnSync(process.execPath, ['-e', list, INDEX], { encoding: 'utf8' });
  const modules = (JSON.parse(stdout) as readonly string[]).map((path) => path.replaceAll('\\', '/'));
  expect(modules.length).toBeGreaterThan(50);
  expect(modules.length).toBeLessThan(MOST_MODULES);
  expect(modules.filter((path) => /dist\/(network|machine|tools|docker|shell)\//.test(path))).toEqual([]);
});
