import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const PROGRAM = join(__dirname, '../../lib/bin/chainwalk.js');
const NOTEBOOK = JSON.stringify({ cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 });

/** A project, and a PATH with nothing on it. */
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'chainwalk-site-'));
  for (const folder of ['notebooks', 'bin']) mkdirSync(join(root, folder));
  writeFileSync(join(root, 'notebooks/01-one.ipynb'), NOTEBOOK);
});
afterEach(() => rmSync(root, { recursive: true }));

function site(...options: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, 'site', ...options], {
    cwd: root,
    env: { PATH: join(root, 'bin'), HOME: join(root, 'home') },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** Puts a Python on PATH that makes environments of itself; `answer` is what it does with any other module, whose `name` it sees. */
function fakePython(answer: string): void {
  const path = join(root, 'bin/python3');
  const program = `#!${process.execPath}
    const fs = require('fs');
    const [name, venv] = process.argv.slice(4);
    if (name === 'venv') {
      fs.mkdirSync(venv + '/bin', { recursive: true });
      fs.copyFileSync('${path}', venv + '/bin/python');
    } else if (name !== undefined) ${answer}`;
  writeFileSync(path, program);
  chmodSync(path, 0o755);
}

const WRITTEN = 'The site is in site/: any server of static files can serve it.\n';

test('without Python the site is written without JupyterLite, and one sentence says why', { timeout: 120_000 }, () => {
  expect(site('--jupyterlite')).toEqual({
    status: 0,
    stdout: `It is without JupyterLite: there is no Python 3.10 or later with pip to build it.\n${WRITTEN}`,
    stderr: '',
  });
  expect(existsSync(join(root, 'site/index.html'))).toBe(true);
  expect(existsSync(join(root, 'site/lab'))).toBe(false);
  expect(existsSync(join(root, 'home'))).toBe(false);
});

test.skipIf(process.platform === 'win32').each([
  [
    'pip',
    `{ console.error('WARNING: Retrying\\nERROR: No matching distribution found for it'); process.exit(1); }`,
    'jupyterlite-core==0.8.6 could not be installed: No matching distribution found for it.',
  ],
  [
    'jupyter lite',
    `if (name === 'jupyterlite_core') { console.log('Traceback\\nValueError: it is broken\\n'); process.exit(1); }`,
    'jupyter lite could not build it: ValueError: it is broken.',
  ],
])('what %s says last when it fails is told in one sentence', { timeout: 120_000 }, (_, answer, reason) => {
  fakePython(answer);
  const { status, stdout, stderr } = site('--jupyterlite');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain(`\nIt is without JupyterLite: ${reason}\n${WRITTEN}`);
  expect(existsSync(join(root, 'site/lab'))).toBe(false);
});
