/** Random transfers on the real kernel and on the simulated one. */
import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { MILLISECOND, type Microseconds, SECOND } from '../../../lib/network';
import { changedLines } from '../difference';
import { rows } from '../sessionFile';
import { KernelTransfers } from './kernelTransfers';
import { simulateTransfer } from './simulateTransfer';
import { type RecordedTransfer, type TransferCase, type TransferOutcome, transfers } from './transferCase';

export interface TransferOptions {
  readonly count: number;
  readonly seed: number;
  /** Ends after so many differences. */
  readonly most: number;
}

export interface TransferDifference {
  readonly transfer: TransferCase;
  readonly simulated: TransferOutcome;
  readonly real: TransferOutcome;
  readonly times: { readonly simulated: readonly number[]; readonly real: readonly number[] };
}

export interface TransferProgress {
  readonly done: number;
  /** Cases in which a segment was lost, in which one told of blocks, and segments in all. */
  readonly lossy: number;
  readonly selective: number;
  readonly segments: number;
  readonly differences: readonly TransferDifference[];
  /** The real kernel did not the same each time. */
  readonly fleeting: readonly TransferDifference[];
  /** Would have taken longer than `LONGEST` with the simulation. */
  readonly long: number;
}

/** Networks on the real kernel at a time. */
const LANES = 16;
const BATCH = 100;
/**
 * A case that differs is tried again, by routers that are slower by so many rules: what then comes out otherwise depends on
 * microseconds, of which the simulation knows no more than how long the steps of a packet take on the whole.
 */
const HINDRANCES = [0, 0, 0, 50, 150, 400, 1000];
const LONGEST: Microseconds = 4 * SECOND;

export async function fuzzTransfers(
  { count, seed, most }: TransferOptions,
  report: (progress: TransferProgress) => void,
): Promise<TransferProgress> {
  const kernel = new KernelTransfers(LANES);
  const progress = { done: 0, lossy: 0, selective: 0, segments: 0, differences: [], fleeting: [], long: 0 } as {
    -readonly [Key in keyof TransferProgress]: TransferProgress[Key];
  } & { differences: TransferDifference[]; fleeting: TransferDifference[] };
  const compare = async (transfer: TransferCase) => {
    const simulated = simulateTransfer(transfer);
    if (simulated.duration === undefined || simulated.duration > LONGEST) {
      progress.long += 1;
      return;
    }
    const { segments, counters } = simulated.outcome;
    progress.segments += segments.length;
    if (counters.some((row) => row.endsWith('-j DROP'))) progress.lossy += 1;
    if (segments.some((row) => row.includes(' sack '))) progress.selective += 1;
    const first = await kernel.run(transfer);
    if (isEqual(simulated.outcome, first.outcome)) return;
    const others = await Promise.all(HINDRANCES.map((hindrance) => kernel.run(transfer, hindrance)));
    const difference = {
      transfer,
      simulated: simulated.outcome,
      real: first.outcome,
      times: { simulated: simulated.times.map((time) => Math.round(time / MILLISECOND)), real: first.times },
    };
    const isConstant = others.every(({ outcome }) => isEqual(outcome, first.outcome));
    (isConstant ? progress.differences : progress.fleeting).push(difference);
  };
  try {
    for (let round = 0; progress.done < count && progress.differences.length < most; round++) {
      const numRuns = Math.min(BATCH, count - progress.done);
      await Promise.all(fc.sample(transfers, { numRuns, seed: seed * 100_003 + round }).map(compare));
      progress.done += numRuns;
      report(progress);
    }
    return progress;
  } finally {
    await kernel.stop();
  }
}

/** Runs transfers of files again on both sides, and keeps the real kernel's answer; the exit code. */
export async function replayTransfers(files: readonly string[], tell: (line: string) => void): Promise<number> {
  const kernel = new KernelTransfers(1);
  let differing = 0;
  try {
    for (const file of files) {
      const { real: _, ...transfer }: RecordedTransfer = JSON.parse(readFileSync(file, 'utf8'));
      const { outcome: real } = await kernel.run(transfer);
      writeFileSync(file, `${rows({ ...transfer, real })}\n`);
      const equal = isEqual(simulateTransfer(transfer).outcome, real);
      if (!equal) differing += 1;
      tell(`${file}: ${equal ? 'equal' : 'they differ'}`);
    }
  } finally {
    await kernel.stop();
  }
  return differing === 0 ? 0 : 1;
}

function isEqual(one: TransferOutcome, other: TransferOutcome): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** What differs, for a person to read. */
export function transferDifferenceText(
  { transfer, simulated, real, times }: TransferDifference,
  title = 'They differ',
): string {
  const at = simulated.segments.findIndex((row, index) => row !== real.segments[index]);
  const from = Math.max(0, at < 0 ? 0 : at - 6);
  const rows = (segments: readonly string[], when: readonly number[]) =>
    segments.slice(from, from + 26).map((row, index) => `    ${String(when[from + index]).padStart(5)} ${row}`);
  return [
    `${title}:`,
    ...Object.entries(transfer.settings).map((setting) => `  ${setting.join(' = ')}`),
    ...transfer.rules.map((rule) => `  iptables ${rule}`),
    `  client: ${transfer.client.join('; ')}`,
    `  server: ${transfer.server.join('; ')}`,
    ...changedLines([...simulated.programs, ...simulated.counters], [...real.programs, ...real.counters]),
    `  simulated, from segment ${from} on:`,
    ...rows(simulated.segments, times.simulated),
    '  real:',
    ...rows(real.segments, times.real),
  ].join('\n');
}
