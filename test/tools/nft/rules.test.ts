/** Rules as the real nft 1.0.6 lists them, or refuses them. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Lab } from '../../../lib/lab';
import { nft } from '../../../lib/tools/nft';

const CHAINS = {
  c: '',
  c2: '',
  base: '{ type filter hook prerouting priority 0; }',
  pre: '{ type nat hook prerouting priority -100; }',
  post: '{ type nat hook postrouting priority 100; }',
};
const lines = readFileSync('data/nft/rules.txt', 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t') as [string, string, string, string]);
const { host } = new Lab();
const run = (...argv: string[]) => nft(host, argv, '');

/** What becomes of a rule: how it is listed, or the complaint's first line. */
function answer(family: string, chain: string, rule: string): string {
  run('flush', 'ruleset');
  run('add', 'table', family, 't');
  for (const [name, spec] of Object.entries(CHAINS)) run('add', 'chain', family, 't', name, spec);
  const { exitCode, stderr } = run('add', 'rule', family, 't', chain, rule);
  if (exitCode !== 0) return `! ${stderr.split('\n')[0]}`;
  const listed = run('list', 'chain', family, 't', chain).stdout.split('\n');
  return listed
    .filter((line) => line.startsWith('\t\t') && !line.startsWith('\t\ttype '))
    .join('\n')
    .slice(2);
}

/** nft looks for names that are spelt alike, and asks the kernel by the way. */
function withoutGuess(complaint: string): string {
  return complaint.replace(/Error: (No such file or directory); did you mean .*/, 'Error: Could not process rule: $1');
}

/** The rules as JSON, with names and with numbers instead, as the real nft lists them. */
const inJson = JSON.parse(readFileSync('data/nft/rules.json', 'utf8')) as readonly (readonly [
  family: string,
  chain: string,
  rule: string,
  answers: readonly object[] | null,
])[];

/** The statements of the rule that was added last, and its comment. */
function statements(family: string, chain: string, ...looks: readonly string[]): object {
  const { nftables } = JSON.parse(run('-j', ...looks, 'list', 'chain', family, 't', chain).stdout);
  const { comment, expr } = nftables.at(-1).rule;
  return { ...(comment === undefined ? {} : { comment }), expr };
}

const refused = lines.filter(([family, chain, rule]) =>
  answer(family, chain, rule).endsWith('is not modelled by chainwalk'),
);

describe('a rule is listed, or refused, as by the real nft', () => {
  test.each(lines.filter((line) => !refused.includes(line)))('%s %s: %s', (family, chain, rule, expected) => {
    expect(answer(family, chain, rule)).toBe(withoutGuess(expected));
  });
});

describe('a rule is listed as JSON as by the real nft', () => {
  const known = inJson.filter(([family, chain, rule]) => !answer(family, chain, rule).startsWith('! '));
  test.each(known)('%s %s: %s', (family, chain, rule, answers) => {
    answer(family, chain, rule);
    expect([statements(family, chain), statements(family, chain, '-n', '-s')]).toEqual(answers);
  });
});

test('what is not modelled is refused by name', () => {
  const names = refused.map(([family, chain, rule]) =>
    answer(family, chain, rule).replace(/^! Error: (.*) is not modelled by chainwalk$/, '$1'),
  );
  expect([...new Set(names)].sort()).toMatchInlineSnapshot(`
    [
      "arp",
      "bits that are held against a range",
      "bits that are looked up in a set",
      "ct bytes",
      "ct count",
      "ct helper",
      "ct helper set",
      "ct packets",
      "ct zone",
      "dup",
      "esp",
      "ether type",
      "exthdr",
      "flow",
      "ip dscp set",
      "ip options",
      "ip saddr set",
      "ip ttl set",
      "jhash",
      "log level audit",
      "log snaplen",
      "meta cpu",
      "meta day",
      "meta hour",
      "meta ibrname",
      "meta iifgroup",
      "meta iiftype",
      "meta priority",
      "meta random",
      "meta sdif",
      "meta time",
      "meter",
      "osf",
      "queue",
      "raw payload (@)",
      "rt",
      "set",
      "socket",
      "symhash",
      "synproxy",
      "tcp dport set",
      "tcp option",
      "tproxy",
      "vlan",
      "xt",
    ]
  `);
});
