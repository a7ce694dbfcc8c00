/** A large host's dump, loaded and asked, in a process of its own: prints processor time and memory as JSON. */
import { loadHost } from '../../lib/dist/host';
import { hostDump } from './hostDump';

/** Processor time in ms, and memory in bytes. */
export interface LoadedHostCosts {
  readonly rules: number;
  readonly containers: number;
  /** From the text to machines that can be asked. */
  readonly load: number;
  /** The median of some questions, after a first one. */
  readonly question: number;
  /** With the remedies of a request that is refused. */
  readonly remedies: number;
  /** Resident, at the end. */
  readonly memory: number;
}

const SIZE = { rules: 10_000, containers: 500 } as const;
const QUESTIONS = [
  { from: 'outside', to: '192.0.2.10:10400' },
  { from: 'web3', to: '198.51.100.7:443' },
  { from: 'web3', to: 'web300:80' },
  { from: 'outside', to: '192.0.2.10:22' },
  { from: 'host', to: 'web7:80' },
] as const;

function timed(work: () => void): number {
  const begun = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}

function main(): void {
  const text = hostDump(SIZE);
  let host = loadHost([]);
  const load = timed(() => {
    host = loadHost([{ name: 'host.txt', text }]);
    host.why(QUESTIONS[0], { remedies: false });
  });
  const each = QUESTIONS.map((question) => timed(() => host.why(question, { remedies: false }))).sort((a, b) => a - b);
  const remedies = timed(() => host.why({ from: 'web3', to: '192.0.2.10:23' }));
  const costs: LoadedHostCosts = {
    ...SIZE,
    load,
    question: each[Math.floor(each.length / 2)] ?? 0,
    remedies,
    memory: process.memoryUsage().rss,
  };
  console.log(JSON.stringify(costs));
}

main();
