/** What became of a request on one engine: its verdict, who decided, and whom the server took for the sender. */

import { isOfIptables } from '../../netfilter/xtables/tableHooks';
import { answeredPath, droppedBy, type RequestPath } from '../learn/matrix';
import type { Journey, JourneyStep } from '../observe/journey';
import type { Observation } from '../observe/observation';
import { stepPlace, stepSentence } from '../observe/stepWords';
import { type Conversation, conversationsOf } from './conversations';

/** How a request ended. `no route`: nothing was sent, because there was no route, or nobody to send it. */
export type RequestVerdict = 'answered' | 'refused' | 'dropped' | 'no answer' | 'no route' | 'not modelled';

/** What became of a request on one engine. */
export interface RequestFate {
  /** One for each connection that the command began, in their order: mostly one. */
  readonly verdicts: readonly RequestVerdict[];
  /** How it went through the host, or what stopped it. */
  readonly path: RequestPath;
  /** The rules and policies that dropped, refused, translated or let through its first packets, by name and text. */
  readonly decidedBy: readonly string[];
  /** For each connection that was answered, the address that the server saw as the client's. */
  readonly sources: readonly string[];
  /** The command's exit code. */
  readonly exitCode: number;
}

/** Reads it off what was observed. `rename` takes out of a rule what an engine draws. */
export function requestFate(seen: Observation, host: string, rename: (rule: string) => string): RequestFate {
  const begun = conversationsOf(seen, host);
  const verdicts = begun.length === 0 ? [unsentVerdict(seen)] : begun.map((one) => conversationVerdict(one, seen));
  const isRelayed = begun.some(({ protocol }) => protocol === 'udp') && relaysDatagrams(seen.journeys);
  const [stopped] = verdicts.filter((verdict) => verdict !== 'answered');
  const path = verdicts.includes('answered') || stopped === undefined ? answeredPath(seen) : stopped;
  return {
    verdicts,
    path: path === 'direct' && isRelayed ? 'docker-proxy' : path,
    decidedBy: [...new Set(deciders(seen, verdicts).map(rename))],
    sources: begun.flatMap(({ saw }, index) => (verdicts[index] === 'answered' && saw !== undefined ? [saw] : [])),
    exitCode: seen.outcome.exitCode,
  };
}

/** Of a command that put nothing on a wire. */
function unsentVerdict({ journeys, outcome }: Observation): RequestVerdict {
  if (outcome.stderr.includes('not modelled')) return 'not modelled';
  return droppedBy(journeys) === undefined ? 'no route' : 'dropped';
}

function conversationVerdict({ got }: Conversation, seen: Observation): RequestVerdict {
  if (got === 'answer') return 'answered';
  if (got === 'refusal') return 'refused';
  const verdict = unsentVerdict(seen);
  return verdict === 'no route' ? 'no answer' : verdict;
}

/** Whether a process of the host sent a datagram on that it had received: docker-proxy. */
function relaysDatagrams(journeys: readonly Journey[]): boolean {
  const at = journeys.findIndex(({ protocol, fate }) => protocol === 'udp' && fate.kind === 'delivered');
  return journeys
    .slice(at + 1)
    .some((one) => at >= 0 && one.protocol === 'udp' && one.in === '' && one.destination !== journeys[at]?.source);
}

function deciders({ journeys }: Observation, verdicts: readonly RequestVerdict[]): readonly string[] {
  const dropped = verdicts.includes('dropped') ? droppedBy(journeys) : undefined;
  const steps = journeys.flatMap((journey, index) => {
    const isFirst = journey.protocol === 'tcp' ? journey.flags === 'S' : !isReply(journey, journeys.slice(0, index));
    if (verdicts.includes('refused')) return journey.steps.filter(({ verdict }) => verdict === 'REJECT');
    return verdicts.includes('answered') && isFirst && journey.fate.kind !== 'dropped' ? decidingSteps(journey) : [];
  });
  return [...steps.map(stepSentence), ...(dropped === undefined ? [] : [dropped])];
}

function isReply({ destination }: Journey, earlier: readonly Journey[]): boolean {
  return earlier.some(({ source, sourceOut }) => source === destination || sourceOut === destination);
}

const TRANSLATING = /^(DNAT|REDIRECT|SNAT|MASQUERADE|NETMAP)$/;

/**
 * Those that translated it, or left that out: a RETURN of Docker's nat chain, behind which docker-proxy is; and what the filter table,
 * and each table of nf_tables, said last of what is forwarded. That INPUT and OUTPUT are open says nothing.
 */
function decidingSteps({ steps }: Journey): readonly JourneyStep[] {
  const last = new Map(steps.filter(filters).map((step) => [step.table, step]));
  return steps.filter(
    (step) =>
      translates(step) || (last.get(step.table) === step && (step.hook === 'FORWARD' || stepPlace(step) !== 'policy')),
  );
}

function filters({ table, hook }: JourneyStep): boolean {
  return table === 'filter' || (!isOfIptables(table) && hook === 'FORWARD');
}

function translates(step: JourneyStep): boolean {
  if (!stepPlace(step).startsWith('rule ')) return false;
  if (TRANSLATING.test(step.verdict)) return step.table === 'nat' || !isOfIptables(step.table);
  return step.table === 'nat' && step.verdict === 'RETURN';
}
