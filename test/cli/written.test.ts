/** Files that `chainwalk run` writes: captures and reports, whoever reads its output, and what it says where they cannot be written. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chainwalk, folder } from './sessionFiles';

test('--pcap writes a file for each machine, and what went wrong with its folder in one sentence', async () => {
  const captures = join(folder, 'made', 'captures');
  const session = 'client# ping -c 1 192.168.70.6\n';
  const plain = await chainwalk(session, 'run', 'FILE');
  expect(await chainwalk(session, 'run', 'FILE', '--pcap', captures)).toEqual(plain);
  expect(readdirSync(captures).sort()).toEqual(['client.pcapng', 'host.pcapng']);
  const { exitCode, stdout, stderr } = await chainwalk(session, 'run', 'FILE', '--pcap', 'FILE/x');
  expect([exitCode, stdout, stderr]).toEqual([
    2,
    '',
    'chainwalk: cannot make the folder FILE/x for --pcap: a file is in the way\n',
  ]);
});

test('--report writes a page, and changes nothing of what the session prints', async () => {
  const report = join(folder, 'made', 'too', 'report.html');
  // What runs in the background goes on while time passes between the commands.
  const session = 'host# (sleep 0.3; ping -c 1 192.168.70.1 > p; sleep 0.2; date > d) &\nhost# date\nhost# cat p d\n';
  const plain = await chainwalk(session, 'run', 'FILE');
  expect(await chainwalk(session, 'run', 'FILE', '--report', report)).toEqual(plain);
  expect(readFileSync(report, 'utf8')).toContain('<title>session.txt · chainwalk</title>');
  const { exitCode, stdout, stderr } = await chainwalk(session, 'run', 'FILE', '--report', 'report.doc');
  expect([exitCode, stdout, stderr]).toEqual([
    2,
    '',
    'chainwalk: --report takes a file name that ends in .html, .pdf, .docx, .md or .csv, not "report.doc"\n',
  ]);
});

test.each(['pdf', 'docx', 'md', 'csv'])('--report writes .%s as well', async (kind) => {
  const report = join(folder, 'reports', `session.${kind}`);
  const session = 'client# ping -c 1 192.168.70.6\nhost# date\n';
  const { exitCode, stderr } = await chainwalk(session, 'run', 'FILE', '--report', report);
  expect([exitCode, stderr]).toEqual([0, '']);
  const written = readFileSync(report);
  if (kind === 'pdf') expect(written.subarray(0, 5).toString()).toBe('%PDF-');
  if (kind === 'docx') expect(written.subarray(0, 2).toString()).toBe('PK');
  if (kind === 'csv') expect(written.toString()).toMatch(/^request,command,/);
  if (kind === 'md') {
    expect(written.toString()).toMatch(/## 1\. client\\# ping -c 1 192\.168\.70\.6\n/);
    expect(readdirSync(join(folder, 'reports/session-pictures')).sort()).toContain('figure-01.svg');
  }
  expect(readdirSync(join(folder, 'reports')).filter((name) => name.includes('.new'))).toEqual([]);
});

/** Runs the program on a long session and closes its output after the first piece. */
async function unread(...options: string[]) {
  const session = join(folder, 'long.txt');
  writeFileSync(session, `${'host# seq 2000\n'.repeat(20)}client# ping -c 1 192.168.70.6\n`);
  const program = spawn(process.execPath, [join(__dirname, '../../lib/bin/chainwalk.js'), 'run', session, ...options]);
  let stderr = '';
  program.stderr.on('data', (text) => {
    stderr += text;
  });
  program.stdout.once('data', () => program.stdout.destroy());
  const [exitCode] = await once(program, 'close');
  return { exitCode, stderr };
}

test('who reads only the beginning, as head does, still gets the files', async () => {
  expect(await unread()).toEqual({ exitCode: 0, stderr: '' });
  const [captures, report] = [join(folder, 'unread'), join(folder, 'unread.html')];
  expect(await unread('--pcap', captures, '--report', report)).toEqual({ exitCode: 0, stderr: '' });
  expect(readdirSync(captures).sort()).toEqual(['client.pcapng', 'host.pcapng']);
  expect(readFileSync(report, 'utf8')).toMatch(/ping -c 1[\s\S]*<\/html>\n$/);
});

test.skipIf(!existsSync('/dev/full'))('a full disk under standard output is told in one sentence', () => {
  const session = join(folder, 'full.txt');
  writeFileSync(session, 'host# seq 2000\n');
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(__dirname, '../../lib/bin/chainwalk.js'), 'run', session],
    {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    },
  );
  expect([status, stderr]).toEqual([1, 'chainwalk: standard output cannot be written: no space is left\n']);
});

test.each([
  ['pcap', 'report'],
  ['report', 'pcap'],
])('when the %s cannot be written, the %s still is', async (broken, other) => {
  const pcap = join(folder, `only-${other}`);
  const report = join(folder, `only-${other}.html`);
  // A folder where a file is to be.
  if (broken === 'report') mkdirSync(report);
  else mkdirSync(join(pcap, 'host.pcapng'), { recursive: true });
  const { exitCode, stderr } = await chainwalk(
    'host# ping -c 1 192.168.70.1\n',
    ...['run', 'FILE', '--pcap', pcap, '--report', report],
  );
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^chainwalk: cannot write .*\n$/);
  expect(existsSync(other === 'report' ? report : join(pcap, 'host.pcapng'))).toBe(true);
});

test('both sentences are told when neither can be written', async () => {
  const [pcap, report] = [join(folder, 'neither'), join(folder, 'neither.html')];
  mkdirSync(report);
  mkdirSync(join(pcap, 'host.pcapng'), { recursive: true });
  const { stderr } = await chainwalk('host# true\n', 'run', 'FILE', '--pcap', pcap, '--report', report);
  expect(stderr.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/^chainwalk: cannot write /),
    expect.stringMatching(/^chainwalk: cannot write /),
  ]);
});
