/** The chainwalk command: sessions in, transcripts out, and what it says to bad input. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { DockerError } from '../../lib/docker';
import { Lab, type OutcomeRecord } from '../../lib/lab';
import { sessionOf, transcriptOf } from '../readme/blocks';
import { chainwalk, folder } from './sessionFiles';

async function outcomes(session: string): Promise<readonly OutcomeRecord[]> {
  const { stdout, exitCode } = await chainwalk(session, 'run', 'FILE', '--format', 'json');
  expect(exitCode).toBe(0);
  return JSON.parse(stdout);
}

test('the transcript shows each line as typed, then what it printed', async () => {
  const { stdout, exitCode } = await chainwalk(
    '# a comment\n\nhost# echo one | tr a-z A-Z\nclient# echo two\n',
    'run',
    'FILE',
  );
  expect(stdout).toBe('host# echo one | tr a-z A-Z\nONE\nclient# echo two\ntwo\n');
  expect(exitCode).toBe(0);
});

test('JSON has an object for each command, with the times of the machines’ clock', async () => {
  const [first, second] = await outcomes('host# sleep 70\nhost# echo "$(hostname)"; false\n');
  expect(first).toMatchObject({ place: 'host', command: 'sleep 70', stdout: '', stderr: '', exitCode: 0 });
  expect((first?.endedAt ?? 0) - (first?.startedAt ?? 0)).toBeCloseTo(70, 1);
  expect((second?.startedAt ?? 0) - (first?.endedAt ?? 0)).toBeCloseTo(1, 6);
  expect(second?.exitCode).toBe(1);
});

test('the same session twice gives the same bytes, and another seed other identifiers', async () => {
  const session =
    'host# systemctl start docker\nhost# docker run -d --name web -p 80:80 nginx\nclient# curl -sS -i http://192.168.70.6\n';
  const run = (...options: string[]) => chainwalk(session, 'run', 'FILE', '--format', 'json', ...options);
  const first = await run();
  expect(await run()).toEqual(first);
  expect((await run('--seed', '2')).stdout).not.toBe(first.stdout);
});

test('--iptables says what iptables is at first', async () => {
  const session =
    'host# iptables -A INPUT -j ACCEPT\nhost# nft list tables\nhost# update-alternatives --query iptables | grep Value\n';
  const run = async (...options: string[]) => (await chainwalk(session, 'run', 'FILE', ...options)).stdout;
  expect(await run()).toContain('Value: /usr/sbin/iptables-legacy');
  const nft = await run('--iptables', 'nft');
  expect(nft).toContain('table ip filter\n');
  expect(nft).toContain('Value: /usr/sbin/iptables-nft');
  expect((await chainwalk(session, 'run', 'FILE', '--iptables', 'other')).stderr).toContain('Allowed choices are');
});

test('listings look as iptables 1.4.21 prints them, or as 1.8.9', async () => {
  const session = 'host# iptables -A INPUT -p tcp -j ACCEPT\nhost# iptables -nvL INPUT\n';
  expect((await chainwalk(session, 'run', 'FILE')).stdout).toMatch(/ACCEPT {5}tcp {2}--/);
  expect((await chainwalk(session, 'run', 'FILE', '--iptables-version', '1.8.9')).stdout).toMatch(/ACCEPT {5}6 {4}--/);
});

test('the engine is that of --engine, whose name is read before anything runs', async () => {
  const session = 'host# docker --version\n';
  expect((await chainwalk(session, 'run', 'FILE', '--engine', '28.5')).stdout).toContain('Docker version 28.5.2,');
  const { exitCode, stderr, stdout } = await chainwalk(session, 'run', 'FILE', '--engine', '19.03');
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain('there is no Docker engine "19.03"; those known are 20.10, ');
  expect(await chainwalk(session, 'run', 'FILE', '--world', 'kernel', '--engine', '29')).toMatchObject({
    exitCode: 1,
    stderr: 'chainwalk: no suite of Debian has Docker 29.7: besides 20.10, the real machines can have 26.1 or 28.5\n',
  });
});

test('an unknown command answers as bash does, and the session goes on', async () => {
  const [unknown, next] = await outcomes('host# frobnicate --now\nhost# echo still here\n');
  expect(unknown).toMatchObject({ stderr: 'bash: frobnicate: command not found\n', exitCode: 127 });
  expect(next?.stdout).toBe('still here\n');
});

test('what is not modelled is refused by name, the session goes on, and does not end with 0', async () => {
  const session = 'host# mtr -c 1\nhost# echo still here\nhost# iptables -A INPUT -m bpf --bytecode 1\n';
  const { stdout, stderr, exitCode } = await chainwalk(session, 'run', 'FILE');
  expect(stdout).toContain('bash: mtr: not modelled by chainwalk\nhost# echo still here\nstill here\n');
  expect(stderr).toBe('chainwalk: not modelled, so that the session went on without it: host# mtr -c 1, and 1 more\n');
  expect(exitCode).toBe(1);
});

test('a place that does not exist is named', async () => {
  const [nowhere] = await outcomes('ng9# ip a\n');
  expect(nowhere).toMatchObject({
    stderr: 'chainwalk: no machine or running container is called "ng9"\n',
    exitCode: 1,
  });
});

test('docker exec -it leads inside until exit', async () => {
  const session = [
    'host# systemctl start docker',
    'host# docker run -d --name box busybox sleep 1000',
    'host# docker exec -it box sh',
    'box# ip a | grep -c eth0@',
    'box# exit',
    'host# ip a | grep -c eth0@',
  ].join('\n');
  expect((await outcomes(session)).slice(3).map(({ stdout }) => stdout)).toEqual(['1\n', '', '0\n']);
});

test('a command that would wait for ever is interrupted', async () => {
  const [waiting, next] = await outcomes('host# nginx -g "daemon off;"\nhost# echo on\n');
  expect(waiting?.exitCode).toBe(130);
  expect(waiting?.stderr).toContain('was interrupted');
  expect(next?.stdout).toBe('on\n');
});

test.each([
  [
    'a line without a place',
    'docker ps\n',
    'chainwalk: FILE:1: expected PLACE# COMMAND, such as "host# docker ps", but found "docker ps"\n',
  ],
  ['a line without a command', 'host# ls\nhost# \n', 'chainwalk: FILE:2: expected a command after host#\n'],
  ['binary content', new Uint8Array([0, 1, 2, 255]), /^chainwalk: FILE:1: expected PLACE# COMMAND.*\n$/],
  ['a line of one megabyte', 'x'.repeat(1 << 20), /^chainwalk: FILE:1: expected PLACE# COMMAND.{0,150}\n$/],
])('%s stops before anything runs', async (_name, session, message) => {
  const { stdout, stderr, exitCode } = await chainwalk(session, 'run', 'FILE');
  expect(stdout).toBe('');
  expect(stderr).toMatch(message instanceof RegExp ? message : new RegExp(`^${quoted(message)}$`));
  expect(exitCode).toBe(2);
});

test.each([
  [['run', '/nowhere/at/all'], 'chainwalk: cannot read the session /nowhere/at/all: there is no such file\n'],
  [['run', tmpdir()], `chainwalk: cannot read the session ${tmpdir()}: it is a folder\n`],
  [
    ['run', 'FILE', '--format', 'xml'],
    /error: option '--format <format>' argument 'xml' is invalid\. Allowed choices are text, json\.\n/,
  ],
  [
    ['run', 'FILE', '--pause', 'soon'],
    /error: option '--pause <seconds>' argument 'soon' is invalid\. It takes seconds/,
  ],
  [['run', 'FILE', '--frob'], /error: unknown option '--frob'/],
  [['walk'], /error: unknown command 'walk'/],
])('%j is refused in one sentence', async (argv, message) => {
  const { stdout, stderr, exitCode } = await chainwalk('host# ls\n', ...argv);
  expect(stdout).toBe('');
  expect(stderr).toMatch(message instanceof RegExp ? message : new RegExp(`^${quoted(message)}$`));
  expect(stderr).not.toMatch(/^ +at /m);
  expect(exitCode).toBe(2);
});

test.each([
  [['--version'], /^\d+\.\d+\.\d+\n$/],
  [['--help'], /^Usage: chainwalk \[options\] \[command\]\n/],
  [['help', 'run'], /^Usage: chainwalk run \[options\] <file>\n/],
  [['help', 'report'], /^Usage: chainwalk report \[options\] \[names\.\.\.\]\n[\s\S]*--no-code/],
  [['progress', '--help'], /^Usage: chainwalk progress /],
])('%j is answered', async (argv, text) => {
  const { stdout, stderr, exitCode } = await chainwalk('', ...argv);
  expect([stderr, exitCode]).toEqual(['', 0]);
  expect(stdout).toMatch(text);
});

test('the README’s example prints what the README says', async () => {
  const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
  expect((await chainwalk(sessionOf(readme), 'run', 'FILE')).stdout).toBe(transcriptOf(readme));
});

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

test('without what the real machines need, one sentence says so', async () => {
  vi.stubEnv('XDG_CACHE_HOME', folder);
  try {
    const run = await chainwalk('host# true\n', 'run', '--world', 'kernel', 'FILE');
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    expect(run.stderr).toMatch(
      /^chainwalk: the real machines need .*image lkarrie\/nginx2; `chainwalk kernel doctor` says more\n$/,
    );
    const doctor = await chainwalk('', 'kernel', 'doctor');
    expect(doctor.exitCode).toBe(1);
    expect(doctor.stdout).toMatch(/^MISSING image busybox +`chainwalk kernel build` makes it$/m);
  } finally {
    vi.unstubAllEnvs();
  }
});

test('captures of the real machines are tcpdump’s matter', async () => {
  const { stderr, exitCode } = await chainwalk('host# true\n', 'run', '--world', 'kernel', '--pcap', folder, 'FILE');
  expect(stderr).toBe('chainwalk: --pcap is for the simulated machines; on the real ones, run tcpdump\n');
  expect(exitCode).toBe(2);
});

test('a checkout that is not built says so', () => {
  mkdirSync(join(folder, 'bin'));
  copyFileSync(join(__dirname, '../../lib/bin/chainwalk.js'), join(folder, 'bin/chainwalk.js'));
  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'bin/chainwalk.js')], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([1, 'chainwalk: it is not built yet: run npm ci, or npm run build\n']);
});

test('a session may begin with a byte order mark; UTF-16 is refused by name', async () => {
  expect((await chainwalk('\uFEFFhost# echo one\n', 'run', 'FILE')).stdout).toBe('host# echo one\none\n');
  const { exitCode, stderr } = await chainwalk(Buffer.from('\uFEFFhost# echo one\n', 'utf16le'), 'run', 'FILE');
  expect([exitCode, stderr]).toEqual([2, 'chainwalk: FILE is written in UTF-16; a session is read as UTF-8\n']);
});

test('an error of the machines that has an exit code of its own is told all the same', async () => {
  const run = vi.spyOn(Lab.prototype, 'run').mockRejectedValue(new DockerError('failed', 'it is lost', 127));
  try {
    expect(await chainwalk('host# true\n', 'run', 'FILE')).toEqual({
      exitCode: 70,
      stdout: '',
      stderr: 'chainwalk: it is lost\n',
    });
  } finally {
    run.mockRestore();
  }
});
