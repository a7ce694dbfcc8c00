/** Every line that the real ip6tables was asked (record6.mjs), answered alike; and what is refused by name. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Netfilter } from '../../../lib/netfilter';
import { ip6tables, ip6tablesRestore, ip6tablesSave } from '../../../lib/tools/iptables';

interface Step {
  readonly program: string;
  readonly argv: readonly string[];
  readonly input?: string;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const groups: readonly (readonly Step[])[] = JSON.parse(
  readFileSync(join(__dirname, '../../../data/iptables/cases6.json'), 'utf8'),
);
const options = { version: '1.8.9' } as const;

function run(netfilter: Netfilter, { program, argv, input = '' }: Step) {
  if (program === 'ip6tables') return ip6tables(netfilter, argv, options);
  if (program === 'ip6tables-save') return ip6tablesSave(netfilter, argv, options);
  return ip6tablesRestore(netfilter, argv, input, options);
}

describe.each(groups.map((steps) => [steps[0]?.argv.join(' '), steps] as const))(
  'after empty tables: %s',
  (_, steps) => {
    const netfilter = new Netfilter();
    test.each(steps.map((step) => [[step.program, ...step.argv, step.input].join(' '), step] as const))(
      '%s',
      (_, step) => {
        const { exitCode, stdout, stderr } = run(netfilter, step);
        expect({ exitCode, stdout: stdout.replace(/^#.*\n/gm, ''), stderr }).toEqual({
          exitCode: step.exitCode,
          stdout: step.stdout,
          stderr: step.stderr,
        });
      },
    );
  },
);

test.each([
  ['-A INPUT -m frag --fragfirst', "match `frag'"],
  ['-A INPUT -m rt --rt-type 0', "match `rt'"],
  ['-A INPUT -m iprange --src-range fd00::1-fd00::2', "match `iprange'"],
  ['-A INPUT -m conntrack --ctorigsrc fd00::1', 'option --ctorigsrc of match conntrack in ip6tables'],
  ['-t nat -A PREROUTING -d fd00::/64 -j NETMAP --to fd01::/64', "target `NETMAP'"],
])('%s is refused by name', (line, what) => {
  expect(ip6tables(new Netfilter(), line.split(' '), options)).toEqual({
    stdout: '',
    stderr: `ip6tables v1.8.9 (legacy): ${what} is not modelled by chainwalk\n`,
    exitCode: 2,
  });
});

test('the tables of the two families are apart, and share the IP sets', () => {
  const netfilter = new Netfilter();
  ip6tables(netfilter, ['-t', 'mangle', '-P', 'FORWARD', 'DROP'], options);
  expect([...netfilter.tables.keys()]).toEqual([]);
  netfilter.sets.create(
    's',
    {
      type: 'hash:net',
      family: 'inet6',
      hashSize: 64,
      maxElements: 9,
      bucketSize: 12,
      initialValue: 0,
      netmask: 128,
      from: 0,
      to: 0,
      size: 8,
      timeout: undefined,
      counters: false,
      comment: false,
    },
    false,
  );
  expect(ip6tables(netfilter, ['-A', 'INPUT', '-m', 'set', '--match-set', 's', 'src'], options).exitCode).toBe(0);
  expect(netfilter.sets.references('s')).toBe(1);
});
