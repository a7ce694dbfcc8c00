import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findPython } from '../../lib/notebook/jupyter/python';
import { isAlive, until } from '../notebook/trial';

const PROGRAM = join(__dirname, '../../lib/bin/chainwalk.js');
const ORIGINAL = JSON.stringify({ cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 });

/** A project, and a PATH with nothing on it. */
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'chainwalk-lab-'));
  for (const folder of ['notebooks', 'data', 'node_modules', 'bin']) mkdirSync(join(root, folder));
  writeFileSync(join(root, 'notebooks/01-one.ipynb'), ORIGINAL);
  writeFileSync(join(root, 'notebooks/02-two.ipynb'), ORIGINAL);
});
afterEach(() => rmSync(root, { recursive: true }));

function lab(...options: string[]) {
  const env = { PATH: join(root, 'bin'), HOME: join(root, 'home') };
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, 'jupyter', ...options], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** Puts a Jupyter on PATH that answers `--version` and otherwise writes down how it was called. */
function fakeJupyter(application: 'lab' | 'notebook', version: string): void {
  const program = `#!${process.execPath}
    const [application, ...rest] = process.argv.slice(2);
    if (application !== '${application}') process.exit(1);
    if (rest[0] === '--version') console.log('${version}');
    else require('fs').writeFileSync('called.json', JSON.stringify({ application, rest, env: process.env }));`;
  writeFileSync(join(root, 'bin/jupyter'), program);
  chmodSync(join(root, 'bin/jupyter'), 0o755);
}

const called = () =>
  JSON.parse(readFileSync(join(root, 'called.json'), 'utf8')) as {
    application: string;
    rest: string[];
    env: Record<string, string>;
  };
const copy = (name: string) => join(root, 'copies/notebooks', name);

test.each([
  ['lab', '4.2.0'],
  ['notebook', '7.1.0'],
  ['notebook', '6.4.13'],
] as const)(
  'jupyter %s %s on PATH is opened on the copies, with everything of its own in the project',
  (application, version) => {
    fakeJupyter(application, version);
    expect(lab('--no-browser', '--port', '8123')).toMatchObject({ status: 0, stderr: '' });
    const { application: used, rest, env } = called();
    expect(used).toBe(application);
    expect(rest).toEqual(
      expect.arrayContaining([
        `--notebook-dir=${join(root, 'copies/notebooks')}`,
        '--no-browser',
        '--port=8123',
        '--ip=127.0.0.1',
        '--LabApp.default_url=/lab/tree/01-one.ipynb',
        '--JupyterNotebookApp.default_url=/notebooks/01-one.ipynb',
        '--NotebookApp.default_url=/notebooks/01-one.ipynb',
      ]),
    );
    expect(env.JUPYTER_PATH).toBe(join(root, '.jupyter/share'));
    for (const name of ['JUPYTER_CONFIG_DIR', 'JUPYTER_DATA_DIR', 'JUPYTER_RUNTIME_DIR', 'IPYTHONDIR'])
      expect(env[name]).toContain(join(root, '.jupyter'));
    expect(existsSync(join(root, 'home'))).toBe(false);
  },
);

test.skipIf(findPython() === undefined).each(['jupyter_server_config.py', 'jupyter_notebook_config.py'])(
  'a Jupyter that reads %s ends with the lab, also when that is killed outright',
  async (settings) => {
    // Its pid goes where the settings of its version have been read, as Jupyter does before it serves.
    const program = `#!/bin/sh
      [ "$2" = --version ] && echo 4.6.6 && exit
      exec ${pythonPath()} -c 'import os, time
import collections, types
config = collections.defaultdict(types.SimpleNamespace)
exec(open(os.environ["JUPYTER_CONFIG_DIR"] + "/${settings}").read(), {"get_config": lambda: types.SimpleNamespace(
  ServerApp=config[0], NotebookApp=config[1], IdentityProvider=config[2], PasswordIdentityProvider=config[3])})
open("pid.new", "w").write(str(os.getpid())); os.rename("pid.new", "pid")
time.sleep(60)'`;
    writeFileSync(join(root, 'bin/jupyter'), program, { mode: 0o755 });
    const env = { PATH: join(root, 'bin') };
    const started = spawn(process.execPath, [PROGRAM, 'jupyter', '--no-browser'], { cwd: root, env, stdio: 'ignore' });
    await until(() => existsSync(join(root, 'pid')), 20_000);
    const jupyter = Number(readFileSync(join(root, 'pid'), 'utf8'));
    expect(isAlive(jupyter)).toBe(true);
    started.kill('SIGKILL');
    await until(() => !isAlive(jupyter), 10_000);
  },
);

test
  .skipIf(findPython() === undefined || process.platform === 'win32')
  .each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const)(
  'the installation ends with the lab and all that it started, when that gets %s',
  async (signal) => {
    const modules = join(root, 'modules');
    mkdirSync(modules);
    writeFileSync(join(root, 'bin/python3'), `#!/bin/sh\nexec ${pythonPath()} "$@"`, { mode: 0o755 });
    // Debian's venv without pip, and a pip that hands its work to another, as with --python.
    writeFileSync(
      join(modules, 'venv.py'),
      'import sys\nif __name__ == "__main__":\n    sys.exit("--without-pip" not in sys.argv)',
    );
    writeFileSync(
      join(modules, 'pip.py'),
      `import os, subprocess, sys
if __name__ == "__main__":
    worker = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    open("pids.new", "w").write(f"{os.getpid()} {worker.pid}"); os.rename("pids.new", "pids")
    try:
        worker.wait()
    finally:
        open("tidied", "w").close()`,
    );
    const env = { PATH: join(root, 'bin'), PYTHONPATH: modules };
    const started = spawn(process.execPath, [PROGRAM, 'jupyter'], { cwd: root, env, stdio: 'ignore' });
    const ended = new Promise((resolve) => {
      started.once('exit', (_, by) => resolve(by));
    });
    await until(() => existsSync(join(root, 'pids')), 20_000);
    const pids = readFileSync(join(root, 'pids'), 'utf8').split(' ').map(Number);
    expect(pids.map(isAlive)).toEqual([true, true]);
    started.kill(signal);
    await until(() => !pids.some(isAlive), 10_000);
    expect(await ended).toBe(signal);
    expect(existsSync(join(root, 'tidied'))).toBe(true);
  },
);

/** Where the machine's Python is; a PATH without it finds it there. */
function pythonPath(): string {
  return spawnSync(findPython() ?? '', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).stdout.trim();
}

test('the kernelspec starts a program that exists, with the Node.js that wrote it', () => {
  expect(lab('--no-serve')).toMatchObject({ status: 0, stderr: '' });
  const spec = JSON.parse(readFileSync(join(root, '.jupyter/share/kernels/tslab/kernel.json'), 'utf8')) as {
    argv: string[];
  };
  const [node = '', program = '', file] = spec.argv;
  expect([existsSync(node), existsSync(program), file]).toEqual([true, true, '{connection_file}']);
});

test('copies are kept across runs, and what is new in the series is added', () => {
  lab('--no-serve');
  writeFileSync(copy('01-one.ipynb'), 'my work');
  writeFileSync(join(root, 'notebooks/03-three.ipynb'), ORIGINAL);
  lab('--no-serve');
  expect(readFileSync(copy('01-one.ipynb'), 'utf8')).toBe('my work');
  expect(readdirSync(join(root, 'copies/notebooks'))).toEqual(['01-one.ipynb', '02-two.ipynb', '03-three.ipynb']);
  expect(readFileSync(join(root, 'notebooks/01-one.ipynb'), 'utf8')).toBe(ORIGINAL);
});

test('--reset copies a notebook again and keeps each earlier copy under a name of its own', () => {
  lab('--no-serve');
  for (const work of ['first', 'second']) {
    writeFileSync(copy('01-one.ipynb'), work);
    expect(lab('--reset', '01')).toMatchObject({ status: 0, stderr: '' });
    const { metadata, ...rest } = JSON.parse(readFileSync(copy('01-one.ipynb'), 'utf8'));
    expect([rest, Object.keys(metadata)]).toEqual([{ cells: [], nbformat: 4, nbformat_minor: 5 }, ['chainwalk']]);
  }
  expect(readFileSync(copy('01-one.old-1.ipynb'), 'utf8')).toBe('first');
  expect(readFileSync(copy('01-one.old-2.ipynb'), 'utf8')).toBe('second');
  lab('--reset', '02');
  expect(readdirSync(join(root, 'copies/notebooks')).filter((name) => name.startsWith('02'))).toEqual(['02-two.ipynb']);
});

test('--dir keeps copies elsewhere, where ../data is still the project’s', () => {
  const elsewhere = join(root, 'elsewhere/mine');
  writeFileSync(join(root, 'data/fact'), 'true');
  expect(lab('--no-serve', '--dir', elsewhere).status).toBe(0);
  expect(readFileSync(join(elsewhere, 'notebooks/../data/fact'), 'utf8')).toBe('true');
});

test.each([
  [['--reset', '9'], /^There is no notebook "9"; there are 01-one, 02-two\.\n$/],
  [['--dir', '.'], /^notebooks\/ holds the series itself: choose another folder with --dir\.\n$/],
  [['--dir', 'other'], /^.*other\/data is not the project's own data: choose another folder with --dir\.\n$/],
  [[], /^There is no Jupyter here, and no Python 3 with pip to install one: install Python 3\.10 or later .*\.\n$/],
  [['--port', 'x'], /It takes a number from 0 to 65535\.\n$/],
])('jupyter %j is answered with one sentence', (options, sentence) => {
  mkdirSync(join(root, 'other/data'), { recursive: true });
  const { status, stderr } = lab(...options);
  expect(stderr).toMatch(sentence);
  expect(status).toBe(2);
});
