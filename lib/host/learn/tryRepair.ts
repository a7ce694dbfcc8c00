/** An answer that repairs a host: tried on a copy, and held against requests that have to be answered, and others that must not be. */
import { splitCommands, tooManyCommands } from '../../lab/learn/splitCommands';
import { TABLE_NAMES } from '../../netfilter';
import { iptables } from '../../tools/iptables';
import type { Answer } from '../ask/answer';
import type { LoadedHost } from '../ask/loadedHost';
import type { Question } from '../ask/question';

/** A request, and what has to become of it on the repaired host. */
export interface Demand {
  /** What is asked. */
  readonly question: Question;
  /** `stopped`: dropped, rejected or lost. */
  readonly expected: 'delivered' | 'stopped';
  /** Who has to take it, as an answer's `to` says it. */
  readonly to?: string;
  /** The interface that packets to whoever asked have to leave by. */
  readonly answersBy?: string;
  /** What to say if it is not so. */
  readonly remark: string;
}

/** What a repair has to bring about. Rules of iptables may be added; those that are there have to stay. */
export interface Repair {
  /** How many commands it may have; as many as it takes unless given. */
  readonly commands?: number;
  /** Asked in this order; the first that is not met is told. */
  readonly demands: readonly Demand[];
}

/**
 * Runs commands on a copy of a host, as root there, and says whether they repair it: true, or what is not as it has to be, in a
 * sentence, and what became of that request. The host stays as it is. Throws a `QuestionError` with what a command says that fails.
 *
 * @example
 * ```ts
 * import { loadHost, tryRepair } from 'chainwalk/host';
 *
 * const host = loadHost([
 *   { name: 'addresses', text: '2: eth0: <UP> mtu 1500\n    inet 192.0.2.10/24 scope global eth0\n' },
 *   { name: 'rules', text: '*filter\n:INPUT DROP [0:0]\nCOMMIT\n' },
 * ]);
 * const demands = [
 *   { question: { from: 'outside', to: '192.0.2.10:22' }, expected: 'delivered', remark: 'Nobody gets in.' },
 *   { question: { from: 'outside', to: '192.0.2.10:80' }, expected: 'stopped', remark: 'Other ports are open.' },
 * ] as const;
 * tryRepair(host, 'iptables -A INPUT -p tcp --dport 22 -j ACCEPT', { demands }); // → true
 * tryRepair(host, 'iptables -A INPUT -j ACCEPT', { demands }).toString().split(' (')[0]; // → 'Other ports are open.'
 * ```
 */
export function tryRepair(host: LoadedHost, commands: string, { commands: most, demands }: Repair): true | string {
  if (typeof commands !== 'string' || commands.trim() === '')
    return 'The answer is a command line in quotes, such as ‘iptables -nvL’.';
  const typed = splitCommands(commands);
  const tooMany = tooManyCommands(typed, most ?? Number.POSITIVE_INFINITY);
  if (tooMany !== undefined) return tooMany;
  const repaired = host.after(typed.join('\n'));
  for (const demand of demands) {
    const answer = repaired.why(demand.question, { remedies: false });
    if (!isMet(demand, answer)) return `${demand.remark} (${whatHappened(demand, answer)})`;
  }
  const after = new Set(listRules(repaired));
  const gone = listRules(host).find((rule) => !after.has(rule));
  return gone === undefined || `A rule is gone that has to stay: ${gone}`;
}

function isMet({ expected, to, answersBy }: Demand, { fate, to: taker, journeys }: Answer): boolean {
  if ((fate === 'delivered') !== (expected === 'delivered')) return false;
  if (to !== undefined && taker !== to) return false;
  const [first] = journeys;
  return (
    answersBy === undefined ||
    journeys.every(
      ({ destinationOut, fate }) =>
        destinationOut !== first?.source || (fate.kind === 'transmitted' && fate.device === answersBy),
    )
  );
}

/** Where an interface was asked for, the note about it says more than that the request was delivered. */
function whatHappened({ answersBy }: Demand, { fate, lines, notes }: Answer): string | undefined {
  return answersBy !== undefined && fate === 'delivered' ? (notes[0] ?? lines[0]) : lines[0];
}

/** All of iptables, as `-S` prints it. */
function listRules({ machines }: LoadedHost): readonly string[] {
  const { netfilter } = machines.host.net;
  return TABLE_NAMES.filter((table) => netfilter.tables.has(table)).flatMap((table) =>
    iptables(netfilter, ['-t', table, '-S'], { version: '1.8.9' })
      .stdout.trim()
      .split('\n')
      .map((rule) => `-t ${table} ${rule}`),
  );
}
