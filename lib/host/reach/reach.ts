/** Who reaches what: each source asks for each port, one exchange each. */

import type { Decider, FateKind } from '../ask/answer';
import { type Exchange, runExchange } from '../ask/exchange';
import { endingOf } from '../ask/fate';
import { QuestionError } from '../ask/question';
import type { RunningHost } from '../ask/runningHost';
import { deciderOf } from '../ask/steps';
import type { HostMachines } from '../build';
import type { Assumption } from '../build/assumption';
import { type ReachDetail, type ReachSource, sourcesOf } from './sources';
import { addressFor, type ReachTarget, targetsOf } from './targets';

/** What is asked. */
export interface ReachOptions {
  /** `networks`: one container that no rule names asks for all of its network; `containers`: each asks for itself. */
  readonly detail?: ReachDetail;
}

/** One source and one port. */
export interface ReachRow {
  /** Who asked, by its name. */
  readonly source: string;
  /** What was asked for, by its name. */
  readonly target: string;
  /** The sender as a question names it: `host.why({ from, to, protocol })` says more. */
  readonly from: string;
  /** The address and port that were asked for. */
  readonly to: string;
  /** TCP or UDP. */
  readonly protocol: 'tcp' | 'udp';
  /** What becomes of the whole exchange, answers included. */
  readonly fate: FateKind;
  /** Who answered. */
  readonly receiver: string | undefined;
  /** The rule or setting that ended it; of what is delivered the rule or policy that let the first packet through, if one was asked. */
  readonly by: Decider | undefined;
}

/** Who reaches what on a host. */
export interface Reach {
  /** Who asked. */
  readonly sources: readonly ReachSource[];
  /** What was asked for. */
  readonly targets: readonly ReachTarget[];
  /** By target, then by source; without those that make no sense. */
  readonly rows: readonly ReachRow[];
  /** What the dumps did not say. */
  readonly assumptions: readonly Assumption[];
}

/** Machines with containers of these addresses, on which no packet has left anything behind. @internal */
export type Ask = (named: readonly string[]) => RunningHost;

const DECIDING: ReadonlySet<string> = new Set(['FORWARD', 'INPUT', 'OUTPUT']);

/** Asks all; each question is answered as if it were the first. @internal */
export function reachOf(ask: Ask, { detail = 'networks' }: ReachOptions = {}): Reach {
  const plain = ask([]).machines;
  const sources = sourcesOf(plain, detail);
  const targets = targetsOf(plain);
  const named = sources.filter(({ kind }) => kind === 'network').map(({ from }) => from);
  const shared = ask(named);
  const next = () => (shared.machines.memory.isLasting ? ask(named) : shared);
  const rows = targets.flatMap((target) =>
    sources.flatMap((source): readonly ReachRow[] => {
      const address = addressFor(source, target);
      if (address === undefined) return [];
      const { protocol, port, name } = target;
      const question = { from: source.from, to: `${address}:${port}`, protocol };
      const answer = answerOf(next(), question);
      return answer === undefined ? [] : [{ source: source.name, target: name, ...question, ...answer }];
    }),
  );
  return { sources, targets, rows, assumptions: assumptionsOf(plain) };
}

function answerOf(
  { machines, servers }: RunningHost,
  question: Parameters<typeof runExchange>[2],
): Pick<ReachRow, 'fate' | 'receiver' | 'by'> | undefined {
  try {
    let exchange = runExchange(machines, servers, question, { explains: false });
    let ending = endingOf(exchange, machines);
    if (ending.fate !== 'delivered' && ending.path === undefined) {
      // It was stopped at a place that was not watched.
      exchange = runExchange(machines, servers, question);
      ending = endingOf(exchange, machines);
    }
    const { fate, to, by } = ending;
    return { fate, receiver: to, by: by ?? acceptedBy(exchange, machines) };
  } catch (error) {
    if (error instanceof QuestionError) return undefined;
    throw error;
  }
}

/** What let the first packet through the host's last table that decides: a rule, or a policy. @internal */
export function acceptedBy({ paths }: Exchange, machines: HostMachines): Decider | undefined {
  const first = paths.find(({ journey }) => journey.namespace === machines.host.net.name);
  const step = first?.journey.steps
    .filter(({ hook, verdict, table }) => verdict === 'ACCEPT' && table !== 'nat' && DECIDING.has(hook))
    .at(-1);
  return step === undefined ? undefined : deciderOf(step, machines);
}

function assumptionsOf({ plan, assumptions }: HostMachines): readonly Assumption[] {
  if (plan.listenersKnown) return assumptions.list;
  const text = 'Programs of the host that no dump shows are not asked for.';
  return [...assumptions.list, { text, settledBy: 'ss -lntup' }];
}
