/** CT and NOTRACK: leave a packet untracked. Userspace: extensions/libxt_CT.c. Not modelled: zones, helpers, time-out policies. */
import type { CtTarget } from '../../../netfilter';
import type { Extension, OptionDefinition } from '../extension';
import { parameterProblem } from '../program';

const UNMODELLED: readonly OptionDefinition[] = ['helper', 'timeout', 'zone', 'zone-orig', 'zone-reply'].map(
  (name) => ({ name, argument: true, modelled: false }),
);

const EVENTS = [
  'new',
  'related',
  'destroy',
  'reply',
  'assured',
  'protoinfo',
  'helper',
  'mark',
  'natseqinfo',
  'secmark',
];
const EXPECTATION_EVENTS = ['new'];

/** What the tool knows of target CT. */
export const CT: Extension<CtTarget> = {
  name: 'CT',
  options: [
    { name: 'notrack', argument: false },
    { name: 'ctevents', argument: true },
    { name: 'expevents', argument: true },
    ...UNMODELLED,
  ],
  initial: { kind: 'CT', notrack: false, asNotrack: false },
  parse(target, { name, argument }) {
    if (name === 'notrack') return { ...target, notrack: true };
    return name === 'ctevents'
      ? { ...target, events: parseEvents(argument, EVENTS) }
      : { ...target, expectationEvents: parseEvents(argument, EXPECTATION_EVENTS) };
  },
  save: (target) => describe(target, '--'),
  print: (target) => ` CT${describe(target, '')}`,
};

/** In the order in which they are written. */
function parseEvents(text: string, known: readonly string[]): readonly string[] {
  const words = text.split(',');
  const unknown = words.find((word) => !known.includes(word));
  if (unknown !== undefined) throw parameterProblem(`Unknown event type "${unknown}"`);
  return known.filter((word) => words.includes(word));
}

function describe({ notrack, events, expectationEvents }: CtTarget, dashes: string): string {
  return (
    (notrack ? ` ${dashes}notrack` : '') +
    (events === undefined ? '' : ` ${dashes}ctevents ${events.join()}`) +
    (expectationEvents === undefined ? '' : ` ${dashes}expevents ${expectationEvents.join()}`)
  );
}

/** What the tool knows of target NOTRACK. */
export const NOTRACK: Extension<CtTarget> = {
  name: 'NOTRACK',
  options: [],
  initial: { kind: 'CT', notrack: true, asNotrack: true },
  parse: (target) => target,
  save: () => '',
  print: () => ' NOTRACK',
};
