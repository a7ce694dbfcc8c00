/** Every case that the real iptables was asked (record.mjs), answered alike by both variants: output, exit code, tables. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Netfilter, TABLE_NAMES, USUAL_TABLES } from '../../../lib/netfilter';
import { runIpset, Session } from '../../../lib/tools/ipset';
import { iptables, iptablesRestore, iptablesSave } from '../../../lib/tools/iptables';
import { nft } from '../../../lib/tools/nft';
import { world } from '../world';

interface Step {
  readonly program: string;
  readonly argv: readonly string[];
  readonly input?: string;
  readonly notModelled?: true;
  readonly exitCode: number;
  readonly stdout?: string;
  readonly stderr?: string;
  /** The lines of each table that changed, less those that an empty table has too. */
  readonly changed?: Readonly<Record<string, string>>;
}

type Variant = 'legacy' | 'nft';

function read<Data>(name: string): Data {
  return JSON.parse(readFileSync(join(__dirname, '../../../data/iptables', name), 'utf8'));
}

const legacyGroups = read<readonly (readonly Step[])[]>('cases.json');
/** 0: as legacy. */
const nftGroups = read<readonly (readonly (Step | 0)[])[]>('cases-nft.json').map((steps, group) =>
  steps.map((step, index) => (step === 0 ? legacyGroups[group]![index]! : step)),
);
/** What `nft -a list ruleset` prints after each group, and its remarks. */
const listed = read<readonly (readonly [string, string?])[]>('listed-by-nft.json');

function run(netfilter: Netfilter, { program, argv, input = '' }: Step, variant: Variant) {
  const options = { version: '1.8.9', variant } as const;
  if (program === 'iptables') return iptables(netfilter, argv, options);
  if (program === 'ipset') return runIpset(new Session(netfilter.sets, () => 1, 0), argv, input);
  if (program === 'iptables-save') return iptablesSave(netfilter, argv, options);
  return iptablesRestore(netfilter, argv, input, options);
}

function title({ program, argv, input }: Step): string {
  const words = [program, ...argv].map((word) => (/^[\w./:,+!=-]+$/.test(word) ? word : JSON.stringify(word)));
  return words.join(' ') + (input === undefined ? '' : ` < ${JSON.stringify(input)}`);
}

/** Looking at the table `security` would make it. */
function tables(netfilter: Netfilter, variant: Variant): Record<string, string> {
  const { nf } = netfilter;
  const hasSecurity =
    variant === 'legacy' ? netfilter.tables.has('security') : nf.tables.some(({ title }) => title === 'ip security');
  const unseen = hasSecurity ? {} : { security: '' };
  return Object.fromEntries([
    ...Object.entries(unseen),
    ...TABLE_NAMES.filter((table) => table !== 'security' || hasSecurity).map((table) => {
      const text = iptablesSave(netfilter, ['-c', '-t', table], { version: '1.8.9', variant }).stdout;
      return [table, text.replace(/^(#.*|\*.*|COMMIT|:\S+ ACCEPT \[0:0\])\n/gm, '')];
    }),
  ]);
}

function isListed({ notModelled }: Step): boolean {
  return notModelled !== true;
}

/** Tables are counted up for as long as the kernel runs. */
function withoutTableHandles(text: string): string {
  return text.replace(/^(table .*) # handle \d+$/gm, '$1');
}

const REFUSED =
  /^(iptables v1\.8\.9 \((legacy|nf_tables)\)|ipset): .* (is|are) not modelled by chainwalk\n$|^iptables-restore v1\.8\.9 \((legacy|nf_tables)\): .* is not modelled by chainwalk\n(Error occurred at line: \d+\n)?$/;

describe.each(['legacy', 'nft'] as const)('iptables-%s', (variant) => {
  const groups = variant === 'nft' ? nftGroups : legacyGroups;
  const named = groups.map((steps, index) => [steps.slice(0, 1).map(title).join(), steps, index] as const);

  describe.each(named)('after empty tables: %s', (_, steps, index) => {
    const { host } = world();
    const { netfilter } = host.net;
    // As where they were recorded: the table `security` is touched last.
    if (variant === 'legacy') for (const table of USUAL_TABLES) netfilter.table(table);
    let expected: Record<string, string> = Object.fromEntries(TABLE_NAMES.map((table) => [table, '']));

    test.each(steps.map((step) => [title(step), step] as const))('%s', (_line, step) => {
      const { exitCode, stdout, stderr } = run(netfilter, step, variant);
      if (step.notModelled) {
        expect(exitCode).toBe(2);
        expect(stderr).toMatch(REFUSED);
      } else {
        expected = { ...expected, ...step.changed };
        const said = stdout.replace(/^#.*\n/gm, '');
        expect({ exitCode, stdout: said, stderr }).toEqual({
          exitCode: step.exitCode,
          stdout: step.stdout ?? '',
          stderr: step.stderr ?? '',
        });
      }
      expect(tables(netfilter, variant)).toEqual(expected);
    });

    const [text = '', remarks = ''] = listed[index] ?? [];
    test.runIf(variant === 'nft' && steps.every(isListed))('nft lists the rules as the real one', () => {
      const { stdout, stderr } = nft(host, ['-a', 'list', 'ruleset'], '');
      expect(withoutTableHandles(stdout)).toBe(text);
      expect(stderr).toBe(remarks);
    });
  });
});
