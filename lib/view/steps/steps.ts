/** A request as a list of steps: where a packet comes in, each rule with its counter before and after, each rewritten address, and its end. */
import type { Fate } from '../../lab/observe/journey';
import { stepPlace } from '../../lab/observe/stepWords';
import type { HookName } from '../../netfilter';
import { isOfIptables } from '../../netfilter/xtables/tableHooks';
import { itemAt } from '../itemAt';
import type { RecordedPacket, RecordedRule, RecordedStep, RequestRecord } from './record';

/** A counter before and after a step. */
export interface StepCounter {
  readonly packetsBefore: number;
  readonly packetsAfter: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

/** What happens in a step. */
export type StepEvent =
  | { readonly kind: 'enters' }
  | {
      readonly kind: 'meets';
      readonly hook: HookName;
      readonly rule: RecordedRule;
      /** `undefined` for the end of a chain, which counts nothing. */
      readonly counter: StepCounter | undefined;
    }
  | {
      readonly kind: 'rewrites';
      readonly hook: HookName;
      readonly field: 'source' | 'destination';
      readonly before: string;
      readonly after: string;
      /** True if a rule of the nat table decided it now; false if the connection's conntrack entry did. */
      readonly byRule: boolean;
    }
  | { readonly kind: 'ends'; readonly fate: Fate };

/** One step of one packet. */
export interface RequestStep {
  /** Index of the packet in the record. */
  readonly packet: number;
  /** 0-based, among the steps of its packet. */
  readonly index: number;
  /** How many steps its packet has. */
  readonly count: number;
  readonly event: StepEvent;
  /** `address:port` once the step is done. */
  readonly source: string;
  readonly destination: string;
}

/** All steps of all packets, in order; counters go on from packet to packet. */
export function stepsOf({ rules, packets }: RequestRecord): readonly RequestStep[] {
  const counted = rules.map(({ packets, bytes }) => ({ packets, bytes }));
  const steps: RequestStep[] = [];
  for (const [number, packet] of packets.entries()) {
    const count = packet.steps.length + 2;
    let { source, destination } = packet;
    const add = (index: number, event: StepEvent) =>
      steps.push({ packet: number, index, count, event, source, destination });
    add(0, { kind: 'enters' });
    for (const [index, step] of packet.steps.entries()) {
      const event = eventOf(step, packet, { source, destination }, rules, counted);
      if (event.kind === 'rewrites' && event.field === 'source') source = event.after;
      if (event.kind === 'rewrites' && event.field === 'destination') destination = event.after;
      add(index + 1, event);
    }
    add(count - 1, { kind: 'ends', fate: packet.fate });
  }
  return steps;
}

function eventOf(
  step: RecordedStep,
  { length }: RecordedPacket,
  ends: { readonly source: string; readonly destination: string },
  rules: readonly RecordedRule[],
  counted: { packets: number; bytes: number }[],
): StepEvent {
  if (step.length === 4) {
    const [hook, field, after, byRule] = step;
    return { kind: 'rewrites', hook, field, before: ends[field], after, byRule };
  }
  const [hook, number] = step;
  const rule = itemAt(rules, number);
  if (!counts(rule)) return { kind: 'meets', hook, rule, counter: undefined };
  const counter = itemAt(counted, number);
  const before = { ...counter };
  counter.packets += 1;
  counter.bytes += length;
  return {
    kind: 'meets',
    hook,
    rule,
    counter: {
      packetsBefore: before.packets,
      packetsAfter: counter.packets,
      bytesBefore: before.bytes,
      bytesAfter: counter.bytes,
    },
  };
}

/** Every rule and policy of iptables has a counter; in nf_tables only a rule that says so. */
function counts({ table, index, rule }: RecordedRule): boolean {
  if (index < 0) return false;
  return isOfIptables(table) || (index > 0 && /(?:^| )counter(?: |$)/.test(rule.replace(/"[^"]*"/g, '')));
}

/** What happens in a step, in a few words: `nat DOCKER rule 2, DNAT to 172.17.0.2:80`. */
export function stepWords({ event, source, destination }: RequestStep, packet: RecordedPacket): string {
  switch (event.kind) {
    case 'enters':
      return `${packet.words}, ${source} to ${destination}, ${packet.in === '' ? 'sent by the host' : `comes in by ${packet.in}`}`;
    case 'meets':
      return `${event.rule.table} ${event.rule.chain} ${ruleName(event.rule)}, ${verdictWords(event.rule)}`;
    case 'rewrites':
      if (event.before === event.after) return `${event.hook}, NAT rewrites what the packet quotes`;
      return `${event.hook}, NAT rewrites the ${event.field} ${event.before} to ${event.after}, as ${event.byRule ? 'the rule' : 'the conntrack entry'} says`;
    case 'ends':
      return fateWords(event.fate);
  }
}

/** `Packet 3 of 12, step 2 of 9: …`. */
export function stepSentence(step: RequestStep, { packets }: RequestRecord): string {
  const place = `Packet ${step.packet + 1} of ${packets.length}, step ${step.index + 1} of ${step.count}`;
  return `${place}: ${stepWords(step, itemAt(packets, step.packet))}`;
}

/** `rule 2`, `policy`, `end of chain`. */
export function ruleName({ index, rule }: RecordedRule): string {
  return stepPlace({ rule, number: index });
}

function verdictWords({ index, verdict, rule }: RecordedRule): string {
  const to = /(?:--to-(?:destination|source)|(?:^| )[ds]nat to) (\S+)/.exec(rule)?.[1];
  if (index < 0) return 'back to the chain before';
  if (verdict === '') return 'no target: the next rule';
  return to === undefined ? verdict : `${verdict} to ${to}`;
}

function fateWords(fate: Fate): string {
  switch (fate.kind) {
    case 'transmitted':
      return `leaves by ${fate.device}`;
    case 'delivered':
      return `reaches ${fate.to === '' ? 'a local process' : fate.to}`;
    case 'dropped':
      return `dropped: ${fate.reason}`;
  }
}
