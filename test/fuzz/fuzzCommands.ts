/** Random command lines for the real iptables and for the simulated one. */
import { isDeepStrictEqual } from 'node:util';
import { Netfilter, USUAL_TABLES } from '../../lib/netfilter';
import { iptables, iptablesRestore, iptablesSave } from '../../lib/tools/iptables';
import { optionsOf, type Program, restoreText } from './case';
import { type Argv, commandLines } from './commands';
import type { Kernel } from './kernel';
import { type Progress, type SearchOptions, searchDifferences } from './search';

/** What the tables hold before the first command. */
export const FURNISHED = restoreText(
  USUAL_TABLES.flatMap((table) => ['u1', 'u2', 'u3'].map((chain) => `-t ${table} -N ${chain}`)),
);

export interface Said {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOutcome {
  /** By command. */
  readonly said: readonly Said[];
  /** `iptables-save -c` after the last. */
  readonly saved: string;
  /** `iptables -t TABLE -nvL --line-numbers` of each table. */
  readonly listed: readonly string[];
}

export interface CommandDifference {
  readonly commands: readonly Argv[];
  readonly simulated: CommandOutcome;
  readonly real: CommandOutcome;
}

export interface CommandTally {
  /** Command lines that the simulation refuses by name. */
  readonly notModelled: number;
  readonly accepted: number;
  readonly refused: number;
}

export async function fuzzCommands(
  kernel: Kernel,
  options: SearchOptions & { readonly program: Program },
  report: (progress: Progress<CommandDifference>, tally: CommandTally) => void,
): Promise<Progress<CommandDifference>> {
  const tally = { notModelled: 0, accepted: 0, refused: 0 };
  return searchDifferences(
    commandLines,
    options,
    async (commands, isNew) => {
      const simulated = simulateCommands(commands, options.program);
      const isModelled = simulated.said.every(({ stderr }) => !stderr.includes('is not modelled by chainwalk'));
      if (isNew) {
        if (!isModelled) tally.notModelled += 1;
        tally.accepted += simulated.said.filter(({ exitCode }) => exitCode === 0).length;
        tally.refused += simulated.said.filter(({ exitCode }) => exitCode !== 0).length;
      }
      if (!isModelled) return undefined;
      const real = await kernel.runCommands(FURNISHED, commands, options.program);
      return isDeepStrictEqual(simulated, real) ? undefined : { commands, simulated, real };
    },
    (progress) => report(progress, tally),
  );
}

function simulateCommands(commands: readonly Argv[], program: Program): CommandOutcome {
  const options = optionsOf(program);
  const netfilter = new Netfilter();
  iptablesRestore(netfilter, [], FURNISHED, options);
  const said = commands.map((argv) => iptables(netfilter, argv, options));
  return {
    said: said.map(({ exitCode, stdout, stderr }) => ({ exitCode, stdout, stderr })),
    saved: withoutRemarks(iptablesSave(netfilter, ['-c'], options).stdout),
    listed: USUAL_TABLES.map((table) => iptables(netfilter, ['-t', table, '-nvL', '--line-numbers'], options).stdout),
  };
}

/** Without dates. The tables in the order of their names. */
export function withoutRemarks(saved: string): string {
  const tables = saved.replace(/^#.*\n/gm, '').split(/(?<=^COMMIT\n)/m);
  return tables.sort().join('');
}

/** What differs, for a person to read. */
export function commandDifferenceText({ commands, simulated, real }: CommandDifference): string {
  const words = (argv: Argv) =>
    argv.map((word) => (/^[\w./:,+!=-]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
  const rows = ['They differ: (- simulated, + real)'];
  for (const [index, argv] of commands.entries()) {
    rows.push(`  iptables ${words(argv)}`);
    const [ours, theirs] = [simulated.said[index], real.said[index]];
    if (!isDeepStrictEqual(ours, theirs)) rows.push(`    - ${JSON.stringify(ours)}`, `    + ${JSON.stringify(theirs)}`);
  }
  if (isDeepStrictEqual(simulated.said, real.said)) {
    const all = ({ saved, listed }: CommandOutcome) => [saved, ...listed].join('').split('\n');
    const [ours, theirs] = [all(simulated), all(real)];
    rows.push(...ours.filter((line) => !theirs.includes(line)).map((line) => `    - ${line}`));
    rows.push(...theirs.filter((line) => !ours.includes(line)).map((line) => `    + ${line}`));
  }
  return rows.join('\n');
}
