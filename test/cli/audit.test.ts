/** `chainwalk audit`: formats, exit codes, many hosts, parts of them, and what it says to bad input. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Ajv from 'ajv';
import { JSDOM } from 'jsdom';
import { afterAll, describe, expect, test } from 'vitest';
import type { AuditResult } from '../../lib/host';
import { runMain as run } from './runMain';

const PROGRAM = resolve(__dirname, '../../lib/bin/chainwalk.js');
const SCHEMA = resolve(__dirname, '../../data/schemas/sarif-2.1.0-rtm.5.json');
const folder = mkdtempSync(join(tmpdir(), 'chainwalk-'));
afterAll(() => rmSync(folder, { recursive: true }));

const LOOPBACK = '04-loopback-publish-reachable';
const MTU = '18-mtu-and-mss-clamping';
const QUIET = '21-string-match-x-forwarded-for';
const hosts = join(folder, 'hosts');
mkdirSync(hosts);
for (const name of [LOOPBACK, MTU, QUIET]) {
  cpSync(resolve(__dirname, '../../data/cases', name), join(hosts, name), { recursive: true });
  rmSync(join(hosts, name, 'kernel.out'));
}

/** All three, without processes of their own. */
const all = (...options: readonly string[]) => run('audit', hosts, '--jobs', '1', ...options);

describe('one host', () => {
  test('each finding with what shows it and what mends it', async () => {
    const { exitCode, stdout } = await run('audit', '--one-host', join(hosts, LOOPBACK));
    expect(exitCode).toBe(1);
    expect(stdout.split('\n').slice(0, 5)).toEqual([
      '1 error, 1 warning.',
      '',
      'ERROR loopback-reachable',
      '  A neighbour reaches 127.0.0.1:8080/tcp (outside by eth0), which is meant for the host alone.',
      '  asked: outside%eth0 -> 127.0.0.1:8080/tcp',
    ]);
    expect(stdout).toContain(
      '  $ iptables -t raw -I PREROUTING -d 127.0.0.1/32 ! -i lo -p tcp --dport 8080 -j DROP\n    tried: outside%eth0 -> 127.0.0.1:8080 is dropped\n',
    );
  });

  test('the exit code is by severity', async () => {
    const path = join(hosts, MTU);
    const codes = [];
    for (const severity of ['never', 'error', 'warning', 'note'])
      codes.push((await run('audit', '--one-host', path, '--fail-on', severity)).exitCode);
    expect(codes).toEqual([0, 0, 1, 1]);
  });

  test('a file that there is not is named in one sentence', async () => {
    const path = join(folder, 'none.txt');
    expect(await run('audit', path)).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: `chainwalk: cannot read ${path}: there is no such file\n`,
    });
  });
});

describe('many hosts', () => {
  test('one line each, in their order, and the sum', async () => {
    const { exitCode, stdout } = await all();
    expect(exitCode).toBe(1);
    expect(stdout.split('\n')).toEqual([
      `${join(hosts, LOOPBACK)}: 1 error, 1 warning (loopback-reachable, container-routable)`,
      `${join(hosts, MTU)}: 2 warnings (container-routable, mtu-blackhole)`,
      `${join(hosts, QUIET)}: 1 note (empty-chain)`,
      '',
      '3 hosts: 1 error, 3 warnings, 1 note',
      '',
    ]);
  });

  test('side by side in processes of their own they give the same', async () => {
    const apart = spawnSync(process.execPath, [PROGRAM, 'audit', hosts, '--jobs', '2'], { encoding: 'utf8' });
    expect(apart.stderr).toBe('');
    expect(apart.stdout).toBe((await all()).stdout);
    expect(apart.status).toBe(1);
  });

  test('parts of them are lines of JSON, which merge to the whole', async () => {
    const files = [];
    for (const part of ['1/2', '2/2']) {
      const { stdout } = await all('--shard', part, '--format', 'jsonl', '--fail-on', 'never');
      const file = join(folder, `${part.replace('/', '-')}.jsonl`);
      writeFileSync(file, stdout);
      files.push(file);
    }
    expect(files.map((file) => readFileSync(file, 'utf8').trim().split('\n').length)).toEqual([2, 1]);
    const merged = JSON.parse((await run('audit', ...files, '--format', 'json')).stdout) as readonly AuditResult[];
    const whole = JSON.parse((await all('--format', 'json')).stdout) as readonly AuditResult[];
    const byHost = (results: readonly AuditResult[]) =>
      [...results].sort((one, other) => (one.host < other.host ? -1 : 1));
    expect(byHost(merged)).toEqual(whole);
  });

  test('a part without hosts is whole as well', async () => {
    const empty = await all('--shard', '4/4', '--format', 'sarif');
    expect(empty.exitCode).toBe(0);
    expect(JSON.parse(empty.stdout).runs[0].results).toEqual([]);
    expect(await all('--shard', '4/4', '--format', 'jsonl')).toMatchObject({ exitCode: 0, stdout: '' });
  });

  test('one that cannot be read stops no other, and the exit code is 2', async () => {
    const mixed = join(folder, 'mixed');
    cpSync(hosts, mixed, { recursive: true });
    mkdirSync(join(mixed, '00-empty'));
    const { exitCode, stdout } = await run('audit', mixed, '--jobs', '1');
    expect(exitCode).toBe(2);
    expect(stdout.split('\n')[0]).toBe(`${join(mixed, '00-empty')}: there are no dumps in ${join(mixed, '00-empty')}`);
    expect(stdout.split('\n')[3]).toContain(QUIET);
    const junit = (await run('audit', mixed, '--jobs', '1', '--format', 'junit')).stdout;
    expect(junit).toContain('errors="1"');
    const { runs } = JSON.parse((await run('audit', mixed, '--jobs', '1', '--format', 'sarif')).stdout);
    expect(runs[0].invocations[0].executionSuccessful).toBe(false);
  });

  test.each([
    [['--shard', '3/2'], /It takes a part and how many there are/],
    [['--shard', '0/2'], /It takes a part and how many there are/],
    [['--format', 'xml'], /Allowed choices are text, json, jsonl, html, sarif, junit/],
    [['--jobs', 'many'], /It takes a whole number/],
  ])('%s is refused', async (options, sentence) => {
    const { exitCode, stderr } = await all(...options);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(sentence);
  });

  test('a line that is no result is named', async () => {
    const file = join(folder, 'wrong.jsonl');
    writeFileSync(file, `${JSON.stringify({ host: 'a', findings: [], assumptions: 0, unknown: 0 })}\n{"a":1}\n`);
    expect(await run('audit', file, '--format', 'json')).toMatchObject({
      exitCode: 2,
      stderr: `chainwalk: line 2 of ${file} is no result of chainwalk audit\n`,
    });
  });
});

describe('for CI servers', () => {
  test('SARIF is valid by its schema, and names file and line', async () => {
    const log = JSON.parse((await all('--format', 'sarif')).stdout);
    const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(SCHEMA, 'utf8'));
    const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
    validate(log);
    expect(validate.errors).toBeNull();
    expect(validate({ ...log, runs: [{ ...log.runs[0], results: [{ level: 'bad' }] }] })).toBe(false);
    const [run] = log.runs;
    expect(run.results.map(({ level, ruleId }: { level: string; ruleId: string }) => `${level} ${ruleId}`)).toEqual([
      'error loopback-reachable',
      'warning container-routable',
      'warning container-routable',
      'warning mtu-blackhole',
      'note empty-chain',
    ]);
    for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
    const { physicalLocation } = run.results.at(-1).locations[0];
    expect(physicalLocation.artifactLocation.uri).toContain('iptables-save-c.txt');
    expect(physicalLocation.region.startLine).toBeGreaterThan(1);
  });

  test('JUnit has a suite a host and a test a check, and fails by --fail-on', async () => {
    const xml = (await all('--format', 'junit', '--fail-on', 'warning')).stdout;
    const { document } = new JSDOM(xml, { contentType: 'application/xml' }).window;
    const suites = [...document.querySelectorAll('testsuites > testsuite')];
    expect(suites.map((suite) => `${suite.getAttribute('tests')} ${suite.getAttribute('failures')}`)).toEqual([
      '15 2',
      '15 2',
      '15 0',
    ]);
    for (const suite of suites) {
      expect(suite.querySelectorAll('testcase')).toHaveLength(15);
      expect(`${suite.querySelectorAll('failure').length}`).toBe(suite.getAttribute('failures'));
    }
    expect(document.documentElement.getAttribute('failures')).toBe('4');
    expect(suites[2]?.querySelector('system-out')?.textContent).toContain('note: Rules of filter lead to 1 chain');
    expect((await all('--format', 'junit', '--fail-on', 'never')).stdout).toContain('failures="0"');
  });

  test('what others wrote is text in pages and XML, and escaped in names of files', async () => {
    const name = join(folder, 'a<b>&"c d.txt');
    writeFileSync(name, '*filter\n:<script> - [0:0]\n-A INPUT -j <script>\nCOMMIT\n');
    const page = (await run('audit', name, '--format', 'html')).stdout;
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toContain('<script');
    expect(page).toContain("default-src 'none'");
    const xml = (await run('audit', name, '--format', 'junit')).stdout;
    expect(
      new JSDOM(xml, { contentType: 'application/xml' }).window.document
        .querySelector('testsuite')
        ?.getAttribute('name'),
    ).toBe(name);
    const { runs } = JSON.parse((await run('audit', name, '--format', 'sarif')).stdout);
    expect(runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri).toContain('a%3Cb%3E%26%22c%20d.txt');
  });
});
