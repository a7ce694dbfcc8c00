/** Which requests have another fate after commands, and what decides them before and after. */
import type { Assumption } from '../build/assumption';
import { acceptedBy } from '../reach/reach';
import type { Decider, FateKind, UndecidedRule } from './answer';
import { type Exchange, runExchange } from './exchange';
import { endingOf } from './fate';
import { type Question, QuestionError } from './question';
import type { RunningHost } from './runningHost';
import { unknownNow } from './unknownNow';

/** What becomes of a request on one of the two hosts. */
export interface RequestOutcome {
  /** What becomes of the whole exchange. */
  readonly fate: FateKind;
  /** Who took it, of what was delivered. */
  readonly to: string | undefined;
  /** What decided it; of what was delivered the rule that let it through, if there was one. */
  readonly by: Decider | undefined;
}

/** A request, asked before and after. */
export interface ComparedRequest {
  /** What was asked. */
  readonly question: Question;
  /** `changed`: its fate is the same, but somebody else decides it, or somebody else takes it. */
  readonly kind: 'opened' | 'closed' | 'changed' | 'same';
  /** On the host as it is. */
  readonly before: RequestOutcome;
  /** After the commands. */
  readonly after: RequestOutcome;
}

/** What commands would change. */
export interface WhatIfAnswer {
  /** One a line, as they were run. */
  readonly commands: readonly string[];
  /** Those that change. */
  readonly changes: readonly ComparedRequest[];
  /** Those that do not. */
  readonly same: readonly ComparedRequest[];
  /** How many of the usual requests were not asked, as there are too many. */
  readonly notAsked: number;
  /** What the dumps did not say. */
  readonly assumptions: readonly Assumption[];
  /** Rules that are not wholly modelled: taken not to match, before and after. */
  readonly unknown: readonly UndecidedRule[];
}

/** The host as it is, and after commands; each question has one on which no packet has left anything behind. @internal */
export interface ComparedHosts {
  readonly before: () => RunningHost;
  readonly after: () => RunningHost;
}

const ORDER = ['closed', 'opened', 'changed', 'same'] as const;

/** Asks both. What cannot be asked is left out, unless it was asked for: then a `QuestionError` is thrown. @internal */
export function compareHosts(
  commands: readonly string[],
  questions: readonly Question[],
  hosts: ComparedHosts,
  strict: boolean,
): Omit<WhatIfAnswer, 'notAsked'> {
  const asked = new Set<string>();
  const requests: ComparedRequest[] = [];
  for (const question of questions) {
    const pair = askBoth(question, hosts, strict, asked);
    if (pair !== undefined) requests.push(pair);
  }
  const ordered = requests.sort((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind));
  return {
    commands,
    changes: ordered.filter(({ kind }) => kind !== 'same'),
    same: ordered.filter(({ kind }) => kind === 'same'),
    assumptions: hosts.after().machines.assumptions.list,
    unknown: unknownNow(hosts.before().machines).map((rule) => ({
      ...rule,
      asked: asked.has(`${rule.table} ${rule.chain} ${rule.rule}`),
    })),
  };
}

function askBoth(
  question: Question,
  { before, after }: ComparedHosts,
  strict: boolean,
  asked: Set<string>,
): ComparedRequest | undefined {
  try {
    const [first, second] = [before, after].map((host) => {
      const running = host();
      const exchange = runExchange(running.machines, running.servers, question, { explains: false });
      if (host === before) for (const rule of exchange.asked) asked.add(rule);
      return outcomeOf(exchange, running);
    });
    if (first === undefined || second === undefined) return undefined;
    return { question, kind: kindOf(first, second), before: first, after: second };
  } catch (error) {
    if (error instanceof QuestionError && !strict) return undefined;
    throw error;
  }
}

function outcomeOf(exchange: Exchange, { machines }: RunningHost): RequestOutcome {
  const { fate, to, by } = endingOf(exchange, machines);
  if (by !== undefined || fate !== 'delivered') return { fate, to, by };
  // A policy that accepts is no news: it is there as soon as a table is.
  const accepted = acceptedBy(exchange, machines);
  return { fate, to, by: accepted?.rule === 0 ? undefined : accepted };
}

function kindOf(before: RequestOutcome, after: RequestOutcome): ComparedRequest['kind'] {
  const [was, is] = [before.fate === 'delivered', after.fate === 'delivered'];
  if (was !== is) return is ? 'opened' : 'closed';
  return before.fate === after.fate && before.to === after.to && sameDecider(before.by, after.by) ? 'same' : 'changed';
}

/** Numbers move when rules are inserted: it is the same rule all the same. */
function sameDecider(one: Decider | undefined, other: Decider | undefined): boolean {
  return one?.table === other?.table && one?.chain === other?.chain && one?.text === other?.text;
}
