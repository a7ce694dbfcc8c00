/** What npm's scripts start does not outlive npm, however that ends. Only processes that a test has started are ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { notebookText } from '../../lib/cells/nbformat';
import { isAlive, trialNotebook, until } from '../notebook/trial';

const ROOT = join(__dirname, '../..');
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const;
/** Tells the ids of the process that runs it and of its parent, then stays. */
const TELL = `const { renameSync, writeFileSync } = require('node:fs');
writeFileSync('pids.new', process.pid + ' ' + process.ppid);
renameSync('pids.new', 'pids');`;

/** A project with the scripts of this one. */
let root: string;
let npm: ChildProcess | undefined;
let pids: number[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'chainwalk-npm-'));
  for (const folder of ['notebooks', 'data', 'node_modules', 'bin', 'tmp']) mkdirSync(join(root, folder));
  symlinkSync(join(ROOT, 'lib'), join(root, 'lib'), 'junction');
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly scripts: object };
  writeFileSync(join(root, 'package.json'), JSON.stringify({ scripts }));
  writeNotebook('1;');
});
afterEach(() => {
  npm?.kill('SIGKILL');
  for (const pid of pids.filter(isAlive)) process.kill(pid, 'SIGKILL');
  pids = [];
  rmSync(root, { recursive: true, force: true });
});

function writeNotebook(...cells: string[]): void {
  writeFileSync(join(root, 'notebooks/01-one.ipynb'), notebookText(trialNotebook(...cells)));
}

/** What it prints comes into `said`. */
function startNpm(...args: readonly string[]): { readonly npm: ChildProcess; readonly said: () => string } {
  const env = {
    ...process.env,
    PATH: [join(root, 'bin'), process.env.PATH].join(delimiter),
    TMPDIR: join(root, 'tmp'),
    npm_config_update_notifier: 'false',
    // npm itself keeps compiled code in the temporary folder, from Node.js 22 on.
    NODE_DISABLE_COMPILE_CACHE: '1',
  };
  const child = spawn('npm', args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  npm = child;
  return { npm: child, said: () => text };
}

/** Reads the ids that the program with `TELL` writes into `folder`. */
async function readPids(folder: string): Promise<void> {
  await until(() => existsSync(join(root, folder, 'pids')), 40_000);
  pids = readFileSync(join(root, folder, 'pids'), 'utf8')
    .split(' ')
    .map(Number);
  expect(pids.filter(isAlive)).toEqual(pids);
}

describe('npm start', () => {
  test.each(SIGNALS)(
    'leaves no Node.js, no Jupyter kernel and no file when npm gets %s while a cell runs',
    async (signal) => {
      writeNotebook(TELL, 'await new Promise(() => {});');
      const started = startNpm('start', '--', '--port', '0');
      await readPids('notebooks');
      started.npm.kill(signal);
      await until(() => !pids.some(isAlive), 20_000);
      expect(readdirSync(join(root, 'tmp'))).toEqual([]);
    },
  );

  test('serves no more after npm was killed outright', async () => {
    const started = startNpm('start', '--', '--port', '0');
    await until(() => started.said().includes('until you press Ctrl-C'), 40_000);
    const address = /http:\S+/.exec(started.said())?.[0] ?? '';
    expect((await fetch(address)).status).toBe(200);
    started.npm.kill('SIGKILL');
    await expect
      .poll(
        () =>
          fetch(address).then(
            () => 'served',
            () => 'gone',
          ),
        { timeout: 20_000 },
      )
      .toBe('gone');
  });

  test.skipIf(process.platform !== 'linux')('so with a shell that stays between npm and the command', async () => {
    const shell = join(root, 'bin/sh');
    writeFileSync(shell, '#!/bin/sh\n/bin/sh "$@"\nexit $?\n', { mode: 0o755 });
    writeNotebook(TELL, 'await new Promise(() => {});');
    const started = startNpm('start', `--script-shell=${shell}`, '--', '--port', '0');
    await readPids('notebooks');
    started.npm.kill('SIGKILL');
    await until(() => !pids.some(isAlive), 20_000);
  });
});

describe('npm run lab', () => {
  test.each(SIGNALS)('leaves no Node.js and no Jupyter when npm gets %s', async (signal) => {
    const program = `#!${process.execPath}
      if (process.argv[3] === '--version') return console.log('4.2.0');
      ${TELL}
      setInterval(() => {}, 1000);`;
    writeFileSync(join(root, 'bin/jupyter.new'), program, { mode: 0o755 });
    renameSync(join(root, 'bin/jupyter.new'), join(root, 'bin/jupyter'));
    const started = startNpm('run', 'lab', '--', '--no-browser');
    await readPids('.');
    started.npm.kill(signal);
    await until(() => !pids.some(isAlive), 20_000);
  });
});
