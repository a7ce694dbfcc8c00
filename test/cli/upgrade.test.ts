/** `chainwalk upgrade`: formats, exit codes, and what it says to bad input. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Upgrade } from '../../lib/lab';
import { runMain } from './runMain';

const folder = mkdtempSync(join(tmpdir(), 'chainwalk-'));
const FILE = join(folder, 'my.session');
afterAll(() => rmSync(folder, { recursive: true }));

const SESSION = [
  'host# systemctl start docker',
  'host# docker run -d --name c1 -p 8001:80 lkarrie/nginx1',
  'client# ip route add 172.16.0.0/12 via 192.168.70.6',
  'client# curl -sS -m 2 -o /dev/null http://172.17.0.2',
].join('\n');

async function upgrade(session: string, ...options: readonly string[]) {
  writeFileSync(FILE, session);
  return runMain('upgrade', FILE, ...options);
}

test('the exit code is 1 if a request ends in another way, else 0', async () => {
  const { exitCode, stdout } = await upgrade(SESSION, '--from', '20.10', '--to', '29');
  expect(stdout).toContain('Docker 20.10.24 and 29.7.2: 1 of 1 request differs\n');
  expect(exitCode).toBe(1);
  expect((await upgrade(SESSION, '--from', '28.5', '--to', '29')).exitCode).toBe(0);
}, 60_000);

test('as data; with --each, what each command added to the difference', async () => {
  const read = async (...options: readonly string[]) =>
    JSON.parse(
      (await upgrade(SESSION, '--from', '27', '--to', '29', '--format', 'json', ...options)).stdout,
    ) as Upgrade & { readonly session: string };
  const plain = await read();
  expect(plain).toMatchObject({
    session: FILE,
    from: '27.5.1',
    requests: [{ lineNumber: 4, to: { path: 'dropped' } }],
  });
  expect(plain).not.toHaveProperty('steps');
  expect((await read('--each')).steps.map(({ lineNumber }) => lineNumber)).toEqual([1, 2]);
}, 60_000);

test('as a page', async () => {
  const { stdout } = await upgrade('host# true\n', '--from', '27', '--to', '29', '--format', 'html');
  expect(stdout).toMatch(/^<!doctype html>/);
});

test.each([
  [['--from', '20.10', '--to', '31'], /argument '31' is invalid\. there is no Docker engine "31"; those known are /],
  [
    ['--from', '20.10', '--to', '28', '--backend', 'nftables'],
    /^chainwalk: the nftables backend came with Docker 29: --engine 29 --firewall-backend nftables$/m,
  ],
  [['--from', '28', '--to', '29', '--backend', 'ebtables'], /Allowed choices are iptables, nftables\./],
  [['--from', '28'], /required option '--to <version>' not specified/],
])('%j is refused in one sentence', async (options, sentence) => {
  const { exitCode, stdout, stderr } = await upgrade(SESSION, ...options);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(sentence);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
});

test('a session that does not parse is refused before anything runs', async () => {
  expect(await upgrade('docker ps\n', '--from', '20.10', '--to', '29')).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: `chainwalk: ${FILE}:1: expected PLACE# COMMAND, such as "host# docker ps", but found "docker ps"\n`,
  });
});
