/** Numbers that are read off an observation by their names. */
import { HOOKS, type HookName } from '../../netfilter/hookName';
import type { RuleTable } from '../../netfilter/observer';
import type { Observation } from '../observe/observation';
import { relayed } from './matrix';

/** A number read off an observation. */
export type Measure = (seen: Observation) => number;

/** `nat DOCKER 2`, `filter INPUT`, `filter DOCKER-ISOLATION-STAGE-2 2 bytes`, `ip docker-bridges nat-PREROUTING 1` */
const COUNTER = /^(raw|mangle|nat|filter|(?:ip|inet) \S+) (\S+)(?: (\d+))?( bytes)?$/;
/** `rules in raw`, `DROP rules in filter DOCKER-USER`, `drop rules in ip docker-bridges raw-PREROUTING` */
const RULES = /^(?:(\S+) )?rules in (raw|mangle|nat|filter|(?:ip|inet) \S+)(?: (\S+))?$/;
/** `SYNs in PREROUTING`, `translated packets in INPUT` */
const AT_HOOK = /^(SYNs|translated packets) in (\S+)$/;

/** Whether `name` is a rule's or a policy's counter: what grows. */
export function isCounter(name: string): boolean {
  return COUNTER.test(name);
}

/** The measure that `name` means, as the documentation of `Claim` lists them; undefined for another name. */
export function measureNamed(name: string): Measure | undefined {
  if (name === 'exit code') return ({ outcome }) => outcome.exitCode;
  if (name === 'connections by docker-proxy') return ({ journeys }) => relayed(journeys).length;
  return counterMeasure(name) ?? rulesMeasure(name) ?? hookMeasure(name);
}

function counterMeasure(name: string): Measure | undefined {
  const [, table, chain, index = '0', bytes] = COUNTER.exec(name) ?? [];
  if (table === undefined || chain === undefined) return undefined;
  return (seen) => seen.grown(table as RuleTable, chain, Number(index))[bytes === undefined ? 'packets' : 'bytes'];
}

/** Policies are no rules; of a target, rules that jump to it. */
function rulesMeasure(name: string): Measure | undefined {
  const [, target, table, chain] = RULES.exec(name) ?? [];
  if (table === undefined) return undefined;
  return ({ after }) =>
    after.filter(
      (row) =>
        row.index > 0 &&
        row.table === table &&
        (chain === undefined || row.chain === chain) &&
        (target === undefined || row.rule.split(' ').includes(target)),
    ).length;
}

function hookMeasure(name: string): Measure | undefined {
  const [, what, at] = AT_HOOK.exec(name) ?? [];
  const hook = HOOKS.find((one): one is HookName => one === at);
  if (hook === undefined) return undefined;
  return ({ journeys }) => {
    const passing = journeys.filter(({ hooks }) => hooks.includes(hook));
    const wanted =
      what === 'SYNs'
        ? passing.filter(({ flags }) => flags === 'S')
        : passing.filter(({ destination, destinationOut }) => destination !== destinationOut);
    return wanted.length;
  };
}
