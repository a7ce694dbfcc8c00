/** Random rules and packets on the real kernel and on the simulated one. */
import { setTimeout } from 'node:timers/promises';
import type { FuzzSession, Outcome, Program } from './case';
import type { Kernel } from './kernel';
import { type Progress, type SearchOptions, searchDifferences } from './search';
import { simulate } from './simulate';
import { cases, nftCases } from './traffic';

/**
 * Milliseconds before a case is run again. The kernel counts a connection's first sequence number up by one each 64 ns, so that a number
 * that is small by chance, and is taken for a generated one, is small for 64 ms. Linux: seq_scale, net/core/secure_seq.c.
 */
const PAUSE = 200;

/** A case that the two sides answer differently. */
export interface Difference {
  readonly session: FuzzSession;
  readonly simulated: Outcome;
  readonly real: Outcome;
}

export interface Tally {
  /** Differences that were gone when the case was run again, with other draws on both sides: by chance, or the machine was busy. */
  readonly fleeting: readonly Difference[];
  /** Rules that `iptables-restore` did not take. */
  readonly refused: number;
  readonly packets: number;
  /** Rules that counted something. */
  readonly hits: number;
}

export function isEqual(a: Outcome, b: Outcome): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted({ packets, ...rest }: Outcome): unknown {
  return { ...rest, packets: Object.entries(packets).sort(([a], [b]) => (a < b ? -1 : 1)) };
}

/** Runs cases from a seed on; `report` hears of each batch and of each difference. */
export async function fuzzKernel(
  kernel: Kernel,
  options: SearchOptions & {
    readonly nft?: boolean;
    readonly program?: Program;
    readonly kept?: (session: FuzzSession, real: Outcome) => void;
  },
  report: (progress: Progress<Difference>, tally: Tally) => void,
): Promise<Progress<Difference>> {
  const fleeting: Difference[] = [];
  const program = options.program === 'iptables-nft' ? options.program : undefined;
  const tally = { fleeting, refused: 0, packets: 0, hits: 0 };
  return searchDifferences(
    options.nft === true ? nftCases : cases,
    options,
    async (random, isNew) => {
      const { session, outcome: simulated } = simulate({ ...random, ...(program && { program }) });
      const real = await kernel.run(session);
      if (isNew) {
        if (simulated.refused !== undefined) tally.refused += 1;
        tally.packets += session.steps.length;
        tally.hits += real.counters.filter((row) => row.includes('] -A ')).length;
      }
      if (isEqual(simulated, real)) {
        if (isNew) options.kept?.(session, real);
        return undefined;
      }
      await setTimeout(PAUSE);
      const again = { session, simulated: simulate(session, {}, 1).outcome, real: await kernel.run(session) };
      if (!isEqual(again.simulated, again.real)) return again;
      if (isNew) fleeting.push({ session, simulated, real });
      return undefined;
    },
    (progress) => report(progress, tally),
  );
}
