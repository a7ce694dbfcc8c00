/**
 * Asks the real iptables: runs cases.txt on iptables-legacy 1.8.9 in a network namespace of its own and writes
 * what it answered to data/iptables/cases.json. Needs root, `ip` and `iptables-legacy`; touches nothing outside of the
 * namespace, which is removed at the end.
 *
 *     node test/tools/iptables/record.mjs
 *
 * cases.txt: groups of lines with blank lines between. A group begins with empty tables and its lines run one after
 * the other; after a line `each` every line begins with empty tables. `#` begins a comment. `~` before a line: the
 * simulation refuses it by name. Words are split as a shell would, with '…' and "…" (\n, \" and \\ in the latter);
 * `< WORD` is the standard input.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const NAMESPACE = 'cw-ipt-record';
const TABLES = ['raw', 'mangle', 'nat', 'filter'];
const PROGRAMS = {
  iptables: 'iptables-legacy',
  'iptables-save': 'iptables-legacy-save',
  'iptables-restore': 'iptables-legacy-restore',
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

const withoutRemarks = (text) => text.replace(/^#.*\n/gm, '');

function tables() {
  return Object.fromEntries(
    TABLES.map((table) => [table, tell(run(PROGRAMS['iptables-save'], ['-c', '-t', table]).stdout)]),
  );
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

function recordStep(line, before) {
  const modelled = !line.startsWith('~');
  const [program, ...words] = splitWords(modelled ? line : line.slice(1));
  const redirect = words.indexOf('<');
  const argv = redirect < 0 ? words : words.slice(0, redirect);
  const input = redirect < 0 ? undefined : words[redirect + 1];
  const { exitCode, stdout, stderr } = run(PROGRAMS[program], argv, input);
  const after = tables();
  const changed = Object.fromEntries(
    TABLES.filter((table) => after[table] !== before[table]).map((table) => [table, after[table]]),
  );
  const step = {
    program,
    argv,
    ...(input === undefined ? {} : { input }),
    ...(modelled ? {} : { notModelled: true }),
    exitCode,
    ...(stdout === '' ? {} : { stdout: withoutRemarks(stdout) }),
    ...(stderr === '' ? {} : { stderr: stderr.replaceAll(`${PROGRAMS[program]}:`, `${program}:`) }),
    ...(Object.keys(changed).length === 0 ? {} : { changed }),
  };
  return { step, after };
}

spawnSync('ip', ['netns', 'add', NAMESPACE]);
try {
  const groups = readGroups(readFileSync(new URL('./cases.txt', import.meta.url), 'utf8'));
  const recorded = groups.map((lines) => {
    run(PROGRAMS['iptables-restore'], [], emptyTables);
    let before = tables();
    return lines.map((line) => {
      const { step, after } = recordStep(line, before);
      before = after;
      return step;
    });
  });
  const target = new URL('../../../data/iptables/cases.json', import.meta.url);
  const body = recorded.map((steps) => `[\n${steps.map((step) => JSON.stringify(step)).join(',\n')}\n]`).join(',\n');
  writeFileSync(target, `[\n${body}\n]\n`);
} finally {
  spawnSync('ip', ['netns', 'delete', NAMESPACE]);
}
