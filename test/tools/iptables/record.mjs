/**
 * Asks the real iptables: runs cases.txt on iptables-legacy 1.8.9 in a network namespace of its own and writes
 * what it answered to data/iptables/cases.json. Needs root, `ip`, `iptables-legacy` and `ipset` 7.17 (IPSET names another
 * than the one on PATH); touches nothing outside of the namespace, which is removed at the end.
 *
 *     node test/tools/iptables/record.mjs [--nft] [--new]
 *
 * With --new, groups whose lines are as they were keep what was recorded.
 * With --nft, iptables-nft 1.8.9 is asked, and data/iptables/cases-nft.json written: 0 in the place of a step that both answer
 * alike. What `nft -a list ruleset` prints after each group goes to data/iptables/listed-by-nft.json (NFT names the program, of
 * release 1.0.6).
 *
 * cases.txt: groups of lines with blank lines between. A group begins with empty tables and its lines run one after
 * the other; after a line `each` every line begins with empty tables. No group begins with IP sets. `#` begins a comment. `~` before a line: the
 * simulation refuses it by name. Words are split as a shell would, with '…' and "…" (\n, \" and \\ in the latter);
 * `< WORD` is the standard input.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CASES = new URL('./cases.txt', import.meta.url);
const RECORDED = new URL('../../../data/iptables/cases.json', import.meta.url);
const RECORDED_NFT = new URL('../../../data/iptables/cases-nft.json', import.meta.url);
const LISTED = new URL('../../../data/iptables/listed-by-nft.json', import.meta.url);

const isNft = process.argv.includes('--nft');

const NFT = process.env.NFT ?? 'nft';
const NAMESPACE = `cw-ipt-record-${process.pid}`;
const TABLES = ['raw', 'mangle', 'nat', 'filter'];
/** iptables-nft says by which name it was called: it is called as where it is the alternative. */
const folder = isNft ? mkdtempSync(join(tmpdir(), 'cw-ipt-')) : '';
const NAMES = ['iptables', 'iptables-save', 'iptables-restore'];
if (isNft) for (const name of NAMES) symlinkSync('/usr/sbin/xtables-nft-multi', join(folder, name));
const programOf = (name) => (isNft ? join(folder, name) : name.replace('iptables', 'iptables-legacy'));
const PROGRAMS = {
  ...Object.fromEntries(NAMES.map((name) => [name, programOf(name)])),
  ipset: process.env.IPSET ?? 'ipset',
};
const CHAINS = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
};

function run(program, argv, input = '') {
  const { status, stdout, stderr } = spawnSync('ip', ['netns', 'exec', NAMESPACE, program, ...argv], {
    input,
    encoding: 'utf8',
  });
  return { exitCode: status, stdout, stderr };
}

function splitWords(line) {
  const words = line.match(/'[^']*'|"(?:\\.|[^"\\])*"|\S+/g) ?? [];
  return words.map((word) => {
    if (word.startsWith("'")) return word.slice(1, -1);
    if (word.startsWith('"')) return word.slice(1, -1).replace(/\\(.)/g, (_, c) => (c === 'n' ? '\n' : c));
    return word;
  });
}

const emptyTables = TABLES.map(
  (table) => `*${table}\n${CHAINS[table].map((chain) => `:${chain} ACCEPT [0:0]\n`).join('')}COMMIT\n`,
).join('');

/** A table's lines that an empty table does not have: small enough to be kept for every step. */
const tell = (text) => withoutRemarks(text).replace(/^(\*.*|COMMIT|:\S+ ACCEPT \[0:0\])\n/gm, '');

/** Tables are counted up for as long as the kernel runs. */
const withoutTableHandles = (text) => text.replace(/^(table .*) # handle \d+$/gm, '$1');

const withoutRemarks = (text) => text.replace(/^#.*\n/gm, '');

/** Looking at the table `security` would make it, so that it is looked at only where it is. */
function tables() {
  const there = hasSecurity() ? [...TABLES, 'security'] : TABLES;
  return Object.fromEntries(
    there.map((table) => [table, tell(run(PROGRAMS['iptables-save'], ['-c', '-t', table]).stdout)]),
  );
}

function hasSecurity() {
  if (isNft) return /^table ip security /m.test(run(NFT, ['list', 'tables', 'ip']).stdout.replace(/$/gm, ' '));
  return /^security$/m.test(run('cat', ['/proc/net/ip_tables_names']).stdout);
}

function readGroups(text) {
  const groups = [];
  for (const block of text.split(/\n\s*\n/)) {
    const lines = block.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    if (lines[0] === 'each') groups.push(...lines.slice(1).map((line) => [line]));
    else if (lines.length > 0) groups.push(lines);
  }
  return groups;
}

/** What a line asks. */
function request(line) {
  const modelled = !line.startsWith('~');
  const [program, ...words] = splitWords(modelled ? line : line.slice(1));
  const redirect = words.indexOf('<');
  const argv = redirect < 0 ? words : words.slice(0, redirect);
  const input = redirect < 0 ? undefined : words[redirect + 1];
  return { program, argv, ...(input === undefined ? {} : { input }), ...(modelled ? {} : { notModelled: true }) };
}

/** The same for the lines of a group, and for what was recorded of them. */
const keyOf = (steps) => JSON.stringify(steps.map(({ program, argv, input }) => [program, argv, input]));

function recordGroup(lines) {
  // A table of iptables-legacy that is there once stays as long as its namespace.
  if (!isNft && hasSecurity()) {
    spawnSync('ip', ['netns', 'delete', NAMESPACE]);
    spawnSync('ip', ['netns', 'add', NAMESPACE]);
  }
  // What succeeds ends the closer look that nf_tables takes behind a batch that was invalid as a whole.
  if (isNft)
    for (const command of ['flush ruleset', 'add table ip t', 'delete table ip t']) run(NFT, command.split(' '));
  else run(PROGRAMS['iptables-restore'], [], emptyTables);
  for (const command of ['flush', 'destroy']) run(PROGRAMS.ipset, [command]);
  let before = tables();
  return lines.map((line) => {
    const { step, after } = recordStep(request(line), before);
    before = after;
    return step;
  });
}

function recordStep(asked, before) {
  const { program, argv, input } = asked;
  const { exitCode, stdout, stderr } = run(PROGRAMS[program], argv, input);
  const after = tables();
  const changed = Object.fromEntries(
    [...TABLES, 'security']
      .map((table) => [table, after[table] ?? ''])
      .filter(([table, lines]) => lines !== (before[table] ?? '')),
  );
  const step = {
    ...asked,
    exitCode,
    ...(stdout === '' ? {} : { stdout: withoutRemarks(stdout) }),
    ...(stderr === '' ? {} : { stderr: stderr.replaceAll(`${PROGRAMS[program]}:`, `${program}:`) }),
    ...(Object.keys(changed).length === 0 ? {} : { changed }),
  };
  return { step, after };
}

const recorded = isNft || process.argv.includes('--new') ? JSON.parse(readFileSync(RECORDED, 'utf8')) : [];
const known = new Map(isNft ? [] : recorded.map((steps) => [keyOf(steps), steps]));

/** The same answers to lines that may be marked otherwise. */
const remark = (steps, lines) =>
  steps.map(({ program, argv, input, notModelled, ...answer }, index) => ({ ...request(lines[index]), ...answer }));

function write(file, groups) {
  const body = groups.map((steps) => `[\n${steps.map((step) => JSON.stringify(step)).join(',\n')}\n]`).join(',\n');
  writeFileSync(file, `[\n${body}\n]\n`);
}

spawnSync('ip', ['netns', 'add', NAMESPACE]);
try {
  const groups = readGroups(readFileSync(CASES, 'utf8'));
  const listed = [];
  const answers = groups.map((lines) => {
    const kept = known.get(keyOf(lines.map(request)));
    const steps = kept === undefined ? recordGroup(lines) : remark(kept, lines);
    if (isNft) listed.push(run(NFT, ['-a', 'list', 'ruleset']));
    return steps;
  });
  if (isNft) {
    const legacy = new Map(recorded.map((steps) => [keyOf(steps), steps]));
    const isAlike = (step, other) => JSON.stringify(step) === JSON.stringify(other);
    write(
      RECORDED_NFT,
      answers.map((steps) => steps.map((step, at) => (isAlike(step, legacy.get(keyOf(steps))?.[at]) ? 0 : step))),
    );
    write(
      LISTED,
      listed.map(({ stdout, stderr }) => [withoutTableHandles(stdout), ...(stderr === '' ? [] : [stderr])]),
    );
  } else write(RECORDED, answers);
} finally {
  spawnSync('ip', ['netns', 'delete', NAMESPACE]);
  if (isNft) rmSync(folder, { recursive: true });
}
