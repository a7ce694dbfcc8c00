/** Every case that the real iptables was asked (record.mjs), answered alike: output, exit code, tables. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Netfilter, TABLE_NAMES } from '../../../lib/netfilter';
import { runIpset, Session } from '../../../lib/tools/ipset';
import { iptables, iptablesRestore, iptablesSave } from '../../../lib/tools/iptables';

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

const groups: readonly (readonly Step[])[] = JSON.parse(
  readFileSync(join(__dirname, '../../../data/iptables/cases.json'), 'utf8'),
);
const options = { version: '1.8.9' } as const;

function run(netfilter: Netfilter, { program, argv, input = '' }: Step) {
  if (program === 'iptables') return iptables(netfilter, argv, options);
  if (program === 'ipset') return runIpset(new Session(netfilter.sets, () => 1, 0), argv, input);
  if (program === 'iptables-save') return iptablesSave(netfilter, argv, options);
  return iptablesRestore(netfilter, argv, input, options);
}

function title({ program, argv, input }: Step): string {
  const words = [program, ...argv].map((word) => (/^[\w./:,+!=-]+$/.test(word) ? word : JSON.stringify(word)));
  return words.join(' ') + (input === undefined ? '' : ` < ${JSON.stringify(input)}`);
}

function tables(netfilter: Netfilter): Record<string, string> {
  return Object.fromEntries(
    TABLE_NAMES.map((table) => {
      const text = iptablesSave(netfilter, ['-c', '-t', table], options).stdout;
      return [table, text.replace(/^(#.*|\*.*|COMMIT|:\S+ ACCEPT \[0:0\])\n/gm, '')];
    }),
  );
}

describe.each(groups.map((steps) => [steps.slice(0, 1).map(title).join(), steps] as const))(
  'after empty tables: %s',
  (_, steps) => {
    const netfilter = new Netfilter();
    let expected: Record<string, string> = Object.fromEntries(TABLE_NAMES.map((table) => [table, '']));

    test.each(steps.map((step) => [title(step), step] as const))('%s', (_line, step) => {
      const { exitCode, stdout, stderr } = run(netfilter, step);
      if (step.notModelled) {
        expect(exitCode).toBe(2);
        expect(stderr).toMatch(
          /^(iptables v1\.8\.9 \(legacy\)|ipset): .* (is|are) not modelled by chainwalk\n$|^iptables-restore v1\.8\.9 \(legacy\): .* is not modelled by chainwalk\n(Error occurred at line: \d+\n)?$/,
        );
      } else {
        expected = { ...expected, ...step.changed };
        const said = stdout.replace(/^#.*\n/gm, '');
        expect({ exitCode, stdout: said, stderr }).toEqual({
          exitCode: step.exitCode,
          stdout: step.stdout ?? '',
          stderr: step.stderr ?? '',
        });
      }
      expect(tables(netfilter)).toEqual(expected);
    });
  },
);
