/** `chainwalk collect`, `load`, `why` and `what-if`: formats, exit codes, and what they say to bad input. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Answer } from '../../lib/host';
import { runMain as run } from './runMain';

const CASE = resolve(__dirname, '../../data/cases/10-ufw-route-allow-host-port');
const FILES = ['iptables-save-c.txt', 'ip-addr.txt', 'ip-route.txt', 'sysctl.txt'].map((name) => join(CASE, name));
const QUESTION = ['--from', '203.0.113.20', '--to', '203.0.113.10:9000'];
const folder = mkdtempSync(join(tmpdir(), 'chainwalk-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('why', () => {
  test('five lines first, then each step with why the rules before it did not match', async () => {
    const { exitCode, stdout } = await run('why', ...FILES, ...QUESTION);
    expect(exitCode).toBe(1);
    expect(stdout.split('\n')[0]).toBe(
      '203.0.113.20 (in by eth0) -> 203.0.113.10:9000/tcp: DROPPED in filter DOCKER-USER 7 (the program says “timed out”).',
    );
    expect(stdout).toContain('2 did not match: -s 10.0.0.0/8: it is from 203.0.113.20\n');
    expect(stdout).toContain('[+3:180] filter DOCKER-USER 7\n');
  });

  test('as data', async () => {
    const { stdout } = await run('why', ...FILES, ...QUESTION, '--format', 'json');
    const answer = JSON.parse(stdout) as Answer;
    expect(answer).toMatchObject({
      fate: 'dropped',
      by: { backend: 'iptables', table: 'filter', chain: 'DOCKER-USER', rule: 7 },
      seen: 'timed out',
      unknown: [],
    });
    expect(answer.remedies[0]).toMatchObject({ tried: 'delivered', closes: [] });
    expect(answer.counters).toContainEqual({ table: 'filter', chain: 'DOCKER-USER', rule: 7, packets: 3, bytes: 180 });
  });

  test('as a page, in which what the dumps say is text', async () => {
    const evil = file('evil', '*filter\n-A INPUT -m comment --comment "<script>alert(1)</script>" -j DROP\nCOMMIT\n');
    const { stdout } = await run('why', evil, '--from', 'outside', '--to', '192.0.2.10:22', '--format', 'html');
    expect(stdout).toMatch(/^<!doctype html>/);
    expect(stdout).toContain("default-src 'none'");
    expect(stdout).toContain('&lt;script&gt;alert(1)');
    expect(stdout).not.toContain('<script>');
  });

  test.each([
    [['--from', 'nobody', '--to', '1.2.3.4:5'], 'chainwalk: there is no "nobody" on this host: ask from outside'],
    [['--from', 'host', '--to', '1.2.3.4:99999'], 'chainwalk: "1.2.3.4:99999": ports go to 65535'],
    [['--from', 'host', '--to', '1.2.3.4', '--proto', 'tcp'], 'chainwalk: "1.2.3.4" needs a port: 1.2.3.4:80'],
    [['--from', 'host', '--to', '1.2.3.4:5', '--state', 'flags Q'], 'chainwalk: "Q" are no flags of TCP'],
  ])('%j is refused in one sentence', async (options, message) => {
    const { exitCode, stderr } = await run('why', ...FILES, ...options);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('a file that is not there, and a listing that says too little', async () => {
    expect((await run('why', '/nowhere', ...QUESTION)).stderr).toContain('cannot read /nowhere: there is no such file');
    const short = file('short', 'Chain INPUT (policy ACCEPT)\ntarget     prot opt source               destination\n');
    const { exitCode, stderr } = await run('why', short, ...QUESTION);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`${short} line 2: "iptables -L" without -v does not show interfaces`);
  });

  test('a rule that is not modelled is kept: what it changes is said', async () => {
    const rules = file('geoip', '*filter\n-A INPUT -m geoip ! --src-cc DE -j DROP\nCOMMIT\n');
    const { stdout } = await run('why', rules, '--from', 'outside', '--to', '192.0.2.10:22');
    expect(stdout.split('\n')[0]).toContain(
      'Unless rule 1 of filter INPUT (`-m geoip ! --src-cc DE -j DROP`) matches: then dropped.',
    );
    expect(stdout).toContain(`${rules} line 2: filter INPUT 1`);
  });
});

describe('load', () => {
  test('says what was read, the machines, and what is assumed', async () => {
    const { exitCode, stdout } = await run('load', ...FILES);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('All lines were understood; 29 rules of iptables');
    expect(stdout).toContain('172.17.0.2: 172.17.0.2 on docker0; listens at tcp 80\n');
    expect(stdout).toContain('0.0.0.0:9000/tcp -> 172.17.0.2:80\n');
  });

  test('lists each line that was not understood', async () => {
    const odd = file('odd', '*filter\nwhat is this\nCOMMIT\n');
    const { exitCode, stdout } = await run('load', odd);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`${odd} line 2: not understood: what is this\n`);
    expect(JSON.parse((await run('load', odd, '--format', 'json')).stdout)).toMatchObject({
      unread: [{ why: 'not understood', at: { line: 2 } }],
    });
  });
});

describe('collect', () => {
  test.each([[[]], [['--redact']]])('prints a script that a POSIX shell takes (%j)', async (options) => {
    const { exitCode, stdout } = await run('collect', ...options);
    expect(exitCode).toBe(0);
    const script = file('collect.sh', stdout);
    expect(execFileSync('sh', ['-n', script]).toString()).toBe('');
  });

  test('what it replaces is always replaced by the same, and only what says whose host it is', async () => {
    const { stdout } = await run('collect', '--redact');
    // The part that replaces, over lines of our own.
    const filter = stdout.slice(stdout.indexOf('collect | awk')).replace('collect | awk', 'cat | awk');
    const script = file('redact.sh', `secret="webshop"\n${filter}`);
    const lines = [
      '-A FORWARD -s 8.8.8.8/32 -d 172.17.0.2/32 -m comment --comment "for alice" -j ACCEPT',
      'link/ether a2:3d:1d:b0:cf:e9 brd ff:ff:ff:ff:ff:ff',
      'inet 8.8.8.10/24, webshop and webshops, 2a00:1450::1, fe80::1',
      'neighbour 8.8.8.8 a2:3d:1d:b0:cf:e9',
    ];
    expect(execFileSync('sh', [script], { input: `${lines.join('\n')}\n` }).toString()).toBe(
      [
        '-A FORWARD -s 198.18.0.8/32 -d 172.17.0.2/32 -m comment --comment "comment 1" -j ACCEPT',
        'link/ether 02:00:00:00:00:00 brd ff:ff:ff:ff:ff:ff',
        'inet 198.18.0.10/24, name1 and webshops, 2001:db8::1, fe80::1',
        'neighbour 198.18.0.8 02:00:00:00:00:00',
        '',
      ].join('\n'),
    );
  });
});

describe('what-if', () => {
  const COMMAND = ['-c', 'iptables -I DOCKER-USER -p tcp -m conntrack --ctorigdstport 9000 -j ACCEPT'];
  const ASK = ['--ask', 'outside -> 203.0.113.10:9000/tcp', '--ask', 'host 203.0.113.10:9000'];

  test('says what is opened; the exit code is 1 if something changes', async () => {
    const { exitCode, stdout } = await run('what-if', ...FILES, ...COMMAND, ...ASK);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('Of 2 requests 1 is opened by these commands.\n');
    expect(stdout).toContain(
      'Opened:\n  outside -> 203.0.113.10:9000/tcp\n    before: DROPPED in filter DOCKER-USER 7',
    );
    const same = await run('what-if', ...FILES, '-c', 'iptables -A INPUT -s 10.0.0.9 -j DROP', ...ASK);
    expect([same.exitCode, same.stdout.split('\n')[0]]).toEqual([
      0,
      'Of 2 requests none is changed by these commands.',
    ]);
  });

  test('as data and as a page', async () => {
    const { stdout } = await run('what-if', ...FILES, ...COMMAND, ...ASK, '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({
      changes: [{ kind: 'opened', after: { fate: 'delivered' } }],
      same: [{}],
    });
    const page = await run('what-if', ...FILES, ...COMMAND, ...ASK, '--format', 'html');
    expect(page.stdout).toMatch(/^<!doctype html>/);
  });

  test.each([
    [['-c', 'iptables -I NOPE -j DROP'], 'chainwalk: iptables -I NOPE -j DROP: iptables: No chain/target/match'],
    [['-c', 'reboot'], 'chainwalk: reboot is no command that changes a host here'],
    [[...COMMAND, '--ask', 'outside'], 'chainwalk: --ask takes a sender, a receiver and a protocol'],
    [[...COMMAND, '--ask', 'bob 192.0.2.1:80'], 'chainwalk: there is no "bob" on this host'],
    [[], "error: required option '-c, --command <command>' not specified"],
  ])('%j is refused in one sentence', async (options, message) => {
    const { exitCode, stderr } = await run('what-if', ...FILES, ...options);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});

test('why writes what interfaces carried for Wireshark', async () => {
  const path = join(folder, 'why.pcapng');
  expect((await run('why', ...FILES, ...QUESTION, '--no-remedies', '--pcap', path)).exitCode).toBe(1);
  expect(readFileSync(path).toString('latin1', 0, 4)).toBe('\n\r\r\n');
  const nowhere = await run('why', ...FILES, ...QUESTION, '--no-remedies', '--pcap', '/nowhere/x.pcapng');
  expect(nowhere.exitCode).toBe(1);
  expect(nowhere.stderr).toContain('/nowhere');
});
