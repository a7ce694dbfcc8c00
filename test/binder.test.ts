/** What repo2docker reads. The commands themselves are `npm ci` and `chainwalk jupyter`, which have tests of their own. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(__dirname, '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

test.skipIf(process.platform === 'win32')('start tells Jupyter where the kernel is, and becomes the command', () => {
  const printed = execFileSync(join(ROOT, '.binder/start'), ['printenv', 'JUPYTER_PATH'], {
    encoding: 'utf8',
    cwd: '/',
  });
  expect(printed).toBe(`${join(ROOT, '.jupyter/share')}\n`);
});

test('the environment has a Node.js that the package accepts', () => {
  const major = Number(/nodejs=(\d+)/.exec(read('.binder/environment.yml'))?.[1]);
  const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
  expect(major).toBeGreaterThanOrEqual(Number(/>=(\d+)/.exec(engines.node)?.[1]));
});
