/** The steps of a request in words, and as rows. */
import type { Row } from '../figure/csv';
import { formatCount } from '../figure/textTable';
import { itemAt } from '../itemAt';
import type { RequestRecord } from './record';
import { type RequestStep, ruleName, stepsOf, stepWords } from './steps';

/** All steps; of a packet that meets what an earlier one met only where it comes from and goes. */
export function stepsText(title: string, record: RequestRecord, leftOut: number): string {
  const steps = stepsOf(record);
  const walks = new Map<string, number>();
  const paragraphs = record.packets.map((packet, number) => {
    const own = steps.filter((step) => step.packet === number);
    const [first, last] = [itemAt(own, 0), itemAt(own, -1)];
    const walk = JSON.stringify(packet.steps);
    const known = walks.get(walk);
    if (known === undefined) walks.set(walk, number);
    const met =
      known === undefined
        ? own.slice(1, -1).map((step) => `  ${hookOf(step)}${stepWords(step, packet)}${counterWords(step)}`)
        : [`  as packet ${known + 1}`];
    return [`packet ${number + 1}: ${stepWords(first, packet)}`, ...met, `  ${stepWords(last, packet)}`].join('\n');
  });
  return [title, ...paragraphs, ...(leftOut > 0 ? [`${formatCount(leftOut)} more packets`] : [])].join('\n');
}

function hookOf({ event }: RequestStep): string {
  return event.kind === 'meets' ? `${event.hook} ` : '';
}

function counterWords({ event }: RequestStep): string {
  if (event.kind !== 'meets' || event.counter === undefined) return '';
  const { packetsBefore, packetsAfter } = event.counter;
  return `: ${formatCount(packetsBefore)} → ${formatCount(packetsAfter)} packets`;
}

/** The columns of {@link stepRows}. */
export const STEP_COLUMNS = [
  'packet',
  'step',
  'hook',
  'table',
  'chain',
  'rule',
  'verdict',
  'source',
  'destination',
  'packetsBefore',
  'packetsAfter',
  'bytesBefore',
  'bytesAfter',
];

/** A row for each rule that a packet met, and for each address that NAT rewrote. */
export function stepRows(record: RequestRecord): readonly Row[] {
  return stepsOf(record).flatMap(({ packet, index, event, source, destination }) => {
    const place = { packet: packet + 1, step: index + 1, source, destination };
    if (event.kind === 'rewrites') return [{ ...place, hook: event.hook, verdict: `NAT rewrites the ${event.field}` }];
    if (event.kind !== 'meets') return [];
    const { hook, rule, counter } = event;
    const { table, chain, verdict } = rule;
    return [{ ...place, hook, table, chain, rule: ruleName(rule), verdict, ...counter }];
  });
}
