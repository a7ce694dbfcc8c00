/** CT and NOTRACK: leave a packet untracked, or track it in a zone. Userspace: extensions/libxt_CT.c. Not modelled: helpers, time-out policies. */
import type { CtTarget, Direction, ZoneChoice } from '../../../netfilter';
import type { Extension, OptionDefinition } from '../extension';
import { parseUnsigned } from '../numbers';
import { parameterProblem } from '../program';

const UNMODELLED: readonly OptionDefinition[] = ['helper', 'timeout'].map((name) => ({
  name,
  argument: true,
  modelled: false,
}));

/** The options of zones, each with the direction whose packets it is about. */
const ZONES: Readonly<Record<string, readonly Direction[]>> = {
  zone: [],
  'zone-orig': ['original'],
  'zone-reply': ['reply'],
};
const LARGEST_ZONE = 0xffff;

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
    ...Object.keys(ZONES).map((name) => ({ name, argument: true })),
    ...UNMODELLED,
  ],
  initial: { kind: 'CT', notrack: false, asNotrack: false },
  parse(target, { name, argument }) {
    if (name === 'notrack') return { ...target, notrack: true };
    const directions = ZONES[name];
    if (directions !== undefined) return withZone(target, argument, directions);
    return name === 'ctevents'
      ? { ...target, events: parseEvents(argument, EVENTS) }
      : { ...target, expectationEvents: parseEvents(argument, EXPECTATION_EVENTS) };
  },
  save: (target) => describe(target, '--'),
  print: (target) => ` CT${describe(target, '')}`,
};

/** The last number counts, and every direction. One of none says nothing. */
function withZone({ zone, ...target }: CtTarget, text: string, directions: readonly Direction[]): CtTarget {
  const isMark = text === 'mark';
  const id = isMark ? (zone?.id ?? 0) : parseUnsigned(text, LARGEST_ZONE);
  if (id === undefined) throw parameterProblem(`Cannot parse ${text} as a zone ID`);
  const all = [...(zone?.directions ?? []), ...directions];
  const made = {
    id,
    ofMark: isMark || zone?.ofMark === true,
    directions: (['original', 'reply'] as const).filter((direction) => all.includes(direction)),
  };
  return made.id === 0 && !made.ofMark && made.directions.length === 0 ? target : { ...target, zone: made };
}

function describeZone({ id, ofMark, directions }: ZoneChoice, dashes: string): string {
  if (id === 0 && !ofMark) return '';
  const [direction] = directions.length === 1 ? directions : [];
  const name = Object.keys(ZONES).find((one) => ZONES[one]?.[0] === direction);
  return ` ${dashes}${name} ${ofMark ? 'mark' : id}`;
}

/** In the order in which they are written. */
function parseEvents(text: string, known: readonly string[]): readonly string[] {
  const words = text.split(',');
  const unknown = words.find((word) => !known.includes(word));
  if (unknown !== undefined) throw parameterProblem(`Unknown event type "${unknown}"`);
  return known.filter((word) => words.includes(word));
}

function describe({ notrack, events, expectationEvents, zone }: CtTarget, dashes: string): string {
  return (
    (notrack ? ` ${dashes}notrack` : '') +
    (events === undefined ? '' : ` ${dashes}ctevents ${events.join()}`) +
    (expectationEvents === undefined ? '' : ` ${dashes}expevents ${expectationEvents.join()}`) +
    (zone === undefined ? '' : describeZone(zone, dashes))
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
