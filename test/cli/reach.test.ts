/** `chainwalk reach`: formats, exit codes, and what it says to bad input. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Reach, ReachChange } from '../../lib/host';
import { runMain as run } from './runMain';

const CASE = resolve(__dirname, '../../data/cases/16-no-proxy-other-network');
const folder = mkdtempSync(join(tmpdir(), 'chainwalk-'));
afterAll(() => rmSync(folder, { recursive: true }));

const before = copy('before');
const after = copy('after', /^.*DOCKER-ISOLATION-STAGE-2 -o .*\n/gm);

/** The case's dumps without some lines. */
function copy(name: string, without = /(?!)/): string {
  const path = join(folder, name);
  cpSync(CASE, path, { recursive: true });
  rmSync(join(path, 'kernel.out'));
  const rules = join(path, 'iptables-save-c.txt');
  writeFileSync(rules, readFileSync(rules, 'utf8').replace(without, ''));
  return path;
}

describe('reach', () => {
  test('a matrix of a folder’s dumps', async () => {
    const { exitCode, stdout } = await run('reach', before);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('2 ports, 5 sources: 6 of 9 requests are delivered.');
    expect(stdout).toContain('filter DOCKER-ISOLATION-STAGE-2 2 -o docker0 -j DROP');
  });

  test('as data, rows, and a page', async () => {
    expect((JSON.parse((await run('reach', before, '--format', 'json')).stdout) as Reach).rows).toHaveLength(9);
    const csv = (await run('reach', before, '--format', 'csv')).stdout.split('\r\n');
    expect(csv[0]).toBe('source,target,from,to,protocol,fate,receiver,backend,table,chain,rule,text');
    expect(csv).toHaveLength(11);
    expect((await run('reach', before, '--format', 'html')).stdout).toContain('<h1>Who reaches what: ');
  });

  test('two hosts: what was opened; the exit code is 1 if anything was', async () => {
    const { exitCode, stdout } = await run('reach', before, after);
    expect(exitCode).toBe(1);
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      '2 opened, 0 closed, 0 changed:',
      '+ network br-77aa88bb99cc -> 0.0.0.0:80/tcp: delivered to container 172.17.0.2:80, which sees 172.17.0.1',
    ]);
    expect(await run('reach', before, before)).toMatchObject({
      exitCode: 0,
      stdout: 'Nothing was opened or closed.\n',
    });
    const changes = JSON.parse(
      (await run('reach', before, after, '--format', 'json')).stdout,
    ) as readonly ReachChange[];
    expect(changes.map(({ kind }) => kind)).toEqual(['opened', 'opened']);
    expect((await run('reach', before, before, '--format', 'csv')).stdout).toBe(
      'change,source,target,before,after,ruleBefore,ruleAfter\r\n',
    );
    expect((await run('reach', before, after, '--format', 'html')).stdout).toContain('2 opened, 0 closed, 0 changed.');
  });

  test('each container by itself', async () => {
    expect((await run('reach', before, '--detail', 'containers')).stdout).toContain('container 172.17.0.2');
  });

  test('what cannot be read is named in one sentence', async () => {
    mkdirSync(join(folder, 'empty'));
    expect(await run('reach', join(folder, 'empty'))).toMatchObject({
      exitCode: 2,
      stderr: `chainwalk: there are no dumps in ${join(folder, 'empty')}\n`,
    });
    const { exitCode, stderr } = await run('reach', join(folder, 'none'));
    expect(exitCode).toBe(2);
    expect(stderr).toBe(`chainwalk: cannot read ${join(folder, 'none')}: there is no such file\n`);
  });
});
