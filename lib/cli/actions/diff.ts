/** A session on simulated and on real machines, and what differs. */
import { type CommandComparison, compareSession, comparisonHtml, comparisonText, count, isEqual } from '../../compare';
import { UsageError } from '../command';
import { readSessionFile, writeOutput } from './sessionFile';

/** Options of `chainwalk diff`. */
export interface DiffOptions {
  readonly format: 'text' | 'json' | 'html';
  readonly runs: number;
  /** Seconds. */
  readonly pause: number;
  readonly seed: number;
  /** The simulated host's. */
  readonly engine?: string;
  /** Where that engine makes its rules. */
  readonly firewallBackend?: 'iptables' | 'nftables';
  /** Where the page is written as well. */
  readonly html?: string;
}

/** Where a comparison's results and its progress are printed. */
export interface DiffPrinters {
  readonly print: (text: string) => void;
  readonly tell: (sentence: string) => void;
}

/** The exit code is 0 only if nothing differs. Throws a `UsageError` and a `RealMachineError`. */
export async function compareWorlds(
  file: string,
  options: DiffOptions,
  { print, tell }: DiffPrinters,
): Promise<number> {
  if (options.runs < 1) throw new UsageError('--runs takes a number from 1');
  const { name, commands } = await readSessionFile(file);
  const { runs, pause, seed, engine, firewallBackend } = options;
  const machines = {
    ...(engine !== undefined && { engine }),
    ...(firewallBackend !== undefined && { firewallBackend }),
  };
  const compared = await compareSession(commands, { runs, pause, seed, tell, ...machines });
  print(formatted(options.format, name, compared));
  if (options.html !== undefined) await writeOutput(options.html, comparisonHtml(name, compared));
  return isEqual(compared) ? 0 : 1;
}

function formatted(format: DiffOptions['format'], name: string, compared: readonly CommandComparison[]): string {
  if (format === 'html') return comparisonHtml(name, compared);
  if (format === 'text') return comparisonText(compared);
  return `${JSON.stringify({ session: name, ...count(compared), comparisons: compared }, undefined, 1)}\n`;
}
