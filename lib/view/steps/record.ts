/**
 * A request written down for stepping through it: each rule once, with what it had counted before, and of each packet what it met, in
 * order. Plain data without addresses and counters of each step, which follow from what is there (steps.ts).
 */
import type { CounterRow } from '../../lab/observe/counters';
import type { Fate, Journey, JourneyStep, Translation } from '../../lab/observe/journey';
import { stepPlace } from '../../lab/observe/stepWords';
import type { HookName } from '../../netfilter';
import { HOOKS } from '../../netfilter/hookName';
import { hookTables } from '../../netfilter/xtables/tableHooks';
import { packetWords } from '../packets/packetWords';

/** A rule, a policy, or the end of a chain. */
export interface RecordedRule {
  readonly table: JourneyStep['table'];
  readonly chain: string;
  /** 1-based as `iptables --line-numbers` counts; 0 for a policy, -1 for the end of a chain, which counts nothing. */
  readonly index: number;
  /** As `iptables-save` writes it, without `-A CHAIN`. */
  readonly rule: string;
  /** The target, the chain jumped to, or the policy. */
  readonly verdict: string;
  /** Before the request. */
  readonly packets: number;
  /** Before the request. */
  readonly bytes: number;
}

/** What a packet met: a rule, by its number among the rules, at a hook; or NAT, which rewrote an address. */
export type RecordedStep =
  | readonly [hook: HookName, rule: number]
  | readonly [hook: HookName, field: 'source' | 'destination', after: string, byRule: boolean];

/** One packet of the request on the host. */
export interface RecordedPacket {
  /** What a reader calls it: `SYN 60`. */
  readonly words: string;
  /** IP total length in bytes. */
  readonly length: number;
  /** As it entered: `address:port`, or the address alone. */
  readonly source: string;
  readonly destination: string;
  /** The interface that it came in by; '' if the host sent it. */
  readonly in: string;
  readonly fate: Fate;
  readonly steps: readonly RecordedStep[];
}

/** All that can be stepped through. */
export interface RequestRecord {
  readonly rules: readonly RecordedRule[];
  readonly packets: readonly RecordedPacket[];
}

/** The part of an observation that is written down. */
export interface RecordedRequest {
  readonly before: readonly CounterRow[];
  readonly journeys: readonly Journey[];
}

/** Writes down the packets of a request, all of one host; `words` are what they are called, by the journeys' index, where more than their flags is known. */
export function recordRequest(
  { before, journeys }: RecordedRequest,
  words: ReadonlyMap<number, string> = new Map(),
): RequestRecord {
  const counters = new Map(before.map((row) => [keyOf(row), row]));
  const rules: RecordedRule[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (step: JourneyStep): number => {
    const rule = ruleOf(step, counters);
    const key = `${keyOf(rule)} ${rule.rule}`;
    const number = numbers.get(key) ?? rules.push(rule) - 1;
    numbers.set(key, number);
    return number;
  };
  const packets = journeys.map((journey, index): RecordedPacket => {
    const { length, source, destination, in: input, fate } = journey;
    return {
      words: words.get(index) ?? wordsOf(journey),
      length,
      source,
      destination,
      in: input,
      fate,
      steps: inOrder(journey).map(
        (met): RecordedStep =>
          'field' in met ? [met.hook, met.field, met.after, met.byRule] : [met.hook, numberOf(met)],
      ),
    };
  });
  return { rules, packets };
}

function wordsOf({ flags, protocol, length, payload, source, destination }: Journey): string {
  const seen = { time: 0, direction: 'in', source, destination, protocol, length, payload } as const;
  return packetWords(protocol === 'tcp' ? { ...seen, flags } : seen);
}

/** Rules and rewritings as they followed each other: NAT rewrites where the nat table is, also when it asks conntrack alone. */
function inOrder({ steps, translations }: Journey): readonly (JourneyStep | Translation)[] {
  const met: (JourneyStep | Translation)[] = [...steps];
  for (const translation of translations) {
    const behind = met.findIndex((other) => isBehind(other, translation));
    met.splice(behind < 0 ? met.length : behind, 0, translation);
  }
  return met;
}

/** Whether what was met comes after NAT at the hook of a rewriting. */
function isBehind(met: JourneyStep | Translation, { hook }: Translation): boolean {
  const later = placeOf(met.hook) - placeOf(hook);
  if (later !== 0) return later > 0;
  const tables: readonly string[] = hookTables[hook];
  return 'table' in met && tables.indexOf(met.table) > tables.indexOf('nat');
}

/** Where a hook comes on any path through the host: OUTPUT before POSTROUTING, and never beside PREROUTING. */
function placeOf(hook: HookName): number {
  return HOOKS.indexOf(hook);
}

function ruleOf(step: JourneyStep, counters: ReadonlyMap<string, CounterRow>): RecordedRule {
  const { table, chain, rule, verdict } = step;
  const place = stepPlace(step);
  const index = place === 'policy' ? 0 : place.startsWith('rule ') ? step.number : -1;
  const known = counters.get(keyOf({ table, chain, index }));
  // A rule that came with the request counts from 0.
  const { packets, bytes } = known?.rule === rule ? known : { packets: 0, bytes: 0 };
  return { table, chain, index, rule, verdict, packets, bytes };
}

function keyOf({ table, chain, index }: Pick<RecordedRule, 'table' | 'chain' | 'index'>): string {
  return `${table} ${chain} ${index}`;
}
