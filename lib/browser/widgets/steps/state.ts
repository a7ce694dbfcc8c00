/** Where the packet is in a step: its addresses, what NAT made of them, and the counter of the rule that it meets. */
import type { RecordedPacket } from '../../../view/steps/record';
import { type RequestStep, ruleName } from '../../../view/steps/steps';
import { element } from '../../book/button';

/** Shows a step in `place`. */
export function showState(place: HTMLElement, step: RequestStep, packet: RecordedPacket): void {
  const { event } = step;
  const counter = event.kind === 'meets' ? event.counter : undefined;
  place.replaceChildren(
    entry('source', addressOf('source', step, packet)),
    entry('destination', addressOf('destination', step, packet)),
    entry('counter', counter === undefined ? ['nothing counts here'] : counterOf(counter)),
    entry(
      'rule',
      event.kind === 'meets'
        ? [`${event.rule.table} ${event.rule.chain} ${ruleName(event.rule)}`, element('code', '', event.rule.rule)]
        : ['–'],
    ),
  );
}

type Content = readonly (string | Node)[];

function entry(name: string, content: Content): HTMLElement {
  return element('div', name, element('dt', '', name), element('dd', '', ...content));
}

/** The address; in the step that rewrites it with the one before, and afterwards with the one that it came in with. */
function addressOf(field: 'source' | 'destination', step: RequestStep, packet: RecordedPacket): Content {
  const { event } = step;
  const now = step[field];
  if (event.kind === 'rewrites' && event.field === field && event.before !== event.after)
    return [element('del', '', event.before), ' → ', element('ins', '', now)];
  return now === packet[field] ? [now] : [now, element('small', '', ` was ${packet[field]}`)];
}

function counterOf(
  counter: { readonly [part in 'packetsBefore' | 'packetsAfter' | 'bytesBefore' | 'bytesAfter']: number },
): Content {
  const count = (value: number) => value.toLocaleString('en');
  return [
    `${count(counter.packetsBefore)} → `,
    element('b', '', count(counter.packetsAfter)),
    ' packets, ',
    `${count(counter.bytesBefore)} → `,
    element('b', '', count(counter.bytesAfter)),
    ' bytes',
  ];
}
