/** Random hosts: built on the real kernel, collected, loaded, and asked on both sides. */
import fc from 'fast-check';
import { type LoadedHost, loadHost } from '../../../lib/host';
import { type HostCase, type HostQuestion, hosts } from './hostCase';
import { KernelHosts, type RealAnswer } from './kernelHosts';
import type { CounterGrowth } from './savedCounters';

/** What the two sides do not agree upon. */
export interface HostDifference {
  readonly host: HostCase;
  readonly dump: string;
  /** Absent: the dump itself was not understood. */
  readonly question?: HostQuestion;
  readonly simulated: unknown;
  readonly real: unknown;
}

/** How far it is. */
export interface HostProgress {
  hosts: number;
  questions: number;
  /** Rules that grew on the real kernel. */
  counted: number;
  refused: number;
  fleeting: number;
  readonly fates: Map<string, number>;
  readonly differences: HostDifference[];
}

/** Agents at work at once: they wait most of the time. */
const SIDE_BY_SIDE = 8;

/** Asks `count` hosts from a seed on; `report` hears of each host. */
export async function fuzzHosts(
  { count, seed, most }: { readonly count: number; readonly seed: number; readonly most: number },
  report: (progress: HostProgress) => void,
): Promise<HostProgress> {
  const cases = fc.sample(hosts, { numRuns: count, seed });
  const progress: HostProgress = {
    hosts: 0,
    questions: 0,
    counted: 0,
    refused: 0,
    fleeting: 0,
    fates: new Map(),
    differences: [],
  };
  const work = async () => {
    const kernel = await KernelHosts.start();
    try {
      for (let host = cases.shift(); host !== undefined; host = cases.shift()) {
        if (progress.differences.length >= most) return;
        await askHost(kernel, host, progress);
        progress.hosts += 1;
        report(progress);
      }
    } finally {
      await kernel.stop();
    }
  };
  await Promise.all(Array.from({ length: Math.min(SIDE_BY_SIDE, count) }, work));
  return progress;
}

async function askHost(kernel: KernelHosts, host: HostCase, progress: HostProgress): Promise<void> {
  const { dump, refused } = await kernel.build(host);
  if (refused !== undefined || dump === undefined) {
    progress.refused += 1;
    return;
  }
  let loaded = loadHost([{ name: 'host.txt', text: dump }]);
  const { unread } = loaded.facts;
  const { unknown } = loaded.machines.rules;
  if (unread.length + unknown.length > 0)
    progress.differences.push({ host, dump, simulated: { unread, unknown }, real: 'all of it is modelled' });
  for (const question of host.questions) {
    progress.questions += 1;
    const real = await kernel.ask(question);
    const simulated = ask(loaded, question);
    progress.counted += Object.keys(real.grown).length;
    progress.fates.set(simulated.fate, (progress.fates.get(simulated.fate) ?? 0) + 1);
    if (isAlike(simulated, real)) continue;
    // What rules remember of packets may have parted before: once more on both sides, from the beginning.
    const again = await kernel.build(host);
    if (again.dump === undefined) continue;
    loaded = loadHost([{ name: 'host.txt', text: again.dump }]);
    const retried = { simulated: ask(loaded, question), real: await kernel.ask(question) };
    if (isAlike(retried.simulated, retried.real)) progress.fleeting += 1;
    else {
      progress.differences.push({ host, dump: again.dump, question, ...retried });
      return;
    }
  }
}

/** What the simulation says, in the same terms. */
interface SimulatedAnswer {
  readonly fate: string;
  readonly seen: string;
  readonly by: string;
  readonly grown: CounterGrowth;
}

export function ask(host: LoadedHost, { from, to, protocol }: HostQuestion): SimulatedAnswer {
  const { fate, seen, by, counters } = host.why({ from, to, protocol, size: 0 }, { remedies: false });
  const grown = Object.fromEntries(
    counters.map(({ table, chain, rule, packets, bytes }) => [`${table} ${chain} ${rule}`, `${packets}:${bytes}`]),
  );
  return { fate, seen, by: by === undefined ? '' : `${by.table} ${by.chain} ${by.rule} ${by.text}`, grown };
}

function isAlike({ fate, seen, grown }: SimulatedAnswer, real: RealAnswer): boolean {
  if (JSON.stringify(Object.entries(grown).sort()) !== JSON.stringify(Object.entries(real.grown).sort())) return false;
  if (real.outcome === 'pinged') return (fate === 'delivered') === / 1 received/.test(real.text);
  if (real.outcome === 'answered') return fate === 'delivered' && seen === `an answer: ${real.text}`;
  const said = seen.replace(/^connected, then /, '');
  return fate !== 'delivered' && said === real.text;
}

/** What was asked, what both sides say, and the counters that are not the same. */
export function hostDifferenceText({ question, simulated, real }: HostDifference): string {
  if (question === undefined) return `A dump that is not wholly understood: ${JSON.stringify(simulated)}`;
  const [own, other] = [simulated as SimulatedAnswer, real as RealAnswer];
  const places = [...new Set([...Object.keys(own.grown), ...Object.keys(other.grown)])];
  const rows = places
    .filter((place) => own.grown[place] !== other.grown[place])
    .map((place) => `  ${place}: ${own.grown[place] ?? '–'}, the kernel ${other.grown[place] ?? '–'}`);
  return [
    `${question.from} -> ${question.to}/${question.protocol}: ${own.fate}, ${own.seen}; the kernel: ${other.outcome}, ${other.text}`,
    ...rows,
  ].join('\n');
}
