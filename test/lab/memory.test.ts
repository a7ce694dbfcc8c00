/** What a large body takes of memory: a few times its size, in programs, in pipes and in what is written down of its packets. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const LAB = join(__dirname, '../../lib/dist/lab');

/** Runs a line at the client, which can fetch 10 MB from a container, with so many MB for all objects together. */
function run(line: string, megabytes: number, method: 'run' | 'observe' = 'run'): string {
  const code = `
    const { Lab } = require(process.argv[1]);
    (async () => {
      const lab = new Lab();
      await lab.run('host', 'systemctl start docker; docker run -d --name web -p 8080:80 nginx');
      const content = ('x'.repeat(99) + '\\n').repeat(100_000);
      lab.place('web').files.set('/usr/share/nginx/html/big', { content, modifiedAt: 0 });
      const seen = await lab.${method}('client', process.argv[2]);
      const { stdout, exitCode } = seen.outcome ?? seen;
      console.log(stdout + exitCode);
    })();`;
  const options = [`--max-old-space-size=${megabytes}`, '-e', code, LAB, line];
  const { stdout, stderr } = spawnSync(process.execPath, options, { encoding: 'utf8' });
  return stdout + stderr.slice(0, 2000);
}

test.each([
  ['curl -s http://192.168.70.6:8080/big | wc -c', '10000000\n0\n', 120],
  ['curl -s http://192.168.70.6:8080/big | md5sum', 'e39ad8cfd0cf08327c7ea66138b5766f  -\n0\n', 120],
  ['curl -s http://192.168.70.6:8080/big >> body; curl -s http://192.168.70.6:8080/big >> body', '0\n', 150],
])('%s', (line, said, megabytes) => {
  expect(run(line, megabytes)).toBe(said);
});

test('an observation of 50,000 frames', () => {
  expect(run('curl -s http://192.168.70.6:8080/big -o /dev/null', 100, 'observe')).toBe('0\n');
});
