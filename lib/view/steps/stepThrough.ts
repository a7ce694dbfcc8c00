/** A request to step through, packet by packet and rule by rule; where no script runs it is a map of all its packets. */
import type { Journey } from '../../lab/observe/journey';
import type { Observation } from '../../lab/observe/observation';
import { svgSize } from '../draw/svgSize';
import type { Theme, ThemeName } from '../draw/theme';
import { createFigure, type Figure } from '../figure/figure';
import { type LadderPart, ladderParts } from '../ladder/ladder';
import { RowJourneys } from '../ladder/rowJourneys';
import { packetWords } from '../packets/packetWords';
import { pathMap, pathPlaces } from '../path/pathMap';
import { type SizedPicture, STEPS_MIME, type StepsData } from './data';
import { recordRequest } from './record';
import { STEP_COLUMNS, stepRows, stepsText } from './text';

/** What a request to step through says and how it looks. */
export interface StepThroughOptions {
  /** The finding, as a sentence. */
  readonly title: string;
  /** `light` unless given. */
  readonly theme?: ThemeName | Theme;
  /** Lanes of the ladder, as {@link ladder} takes them; the first of the request's wires unless given. */
  readonly lanes?: readonly string[];
  /** Of the path map where no script runs, in px; 720 unless given. */
  readonly width?: number;
}

/** The packets of a request that can be stepped through; a longer one is cut. */
const MOST_PACKETS = 100;

/** The part of an observation that is stepped through. */
export type SteppedRequest = Pick<Observation, 'before' | 'journeys' | 'packets' | 'wires'>;

/**
 * Steps through a request: in the book and in JupyterLab with buttons and keys, one packet after another, from rule to rule, with path map,
 * ladder, addresses and counters as they are then; elsewhere it is the path map, and its text has all steps. Throws a `RangeError` for a
 * lane that no interface fits, and for packets of several namespaces.
 *
 * @example
 * ```ts
 * import { lab, observe, stepThrough } from 'chainwalk';
 *
 * const machines = await lab();
 * await machines.sh('host# iptables -A INPUT -p icmp -j ACCEPT');
 * const ping = await observe(machines, 'client# ping -c 1 192.168.70.6');
 * const steps = stepThrough(ping, { title: 'An echo request ends in INPUT' });
 * steps.toText().includes('filter INPUT rule 1, ACCEPT: 0 → 1 packets'); // → true
 * ```
 */
export function stepThrough(observation: SteppedRequest, options: StepThroughOptions): Figure {
  const { title } = options;
  const map = pathMap(observation.journeys, options);
  const data = stepsData(observation, options);
  return createFigure({
    title,
    alt: map.alt,
    svg: map.toSvg,
    restyle: (look) => stepThrough(observation, { ...options, ...look }),
    text: () => stepsText(title, data.record, data.leftOut),
    rows: stepRows(data.record),
    columns: STEP_COLUMNS,
    live: () => ({ [STEPS_MIME]: data }),
  });
}

/** What a page needs to step through a request. */
export function stepsData(
  observation: SteppedRequest,
  { title, lanes = observation.wires[0] }: Pick<StepThroughOptions, 'title' | 'lanes'>,
): StepsData {
  const { packets } = observation;
  const journeys = observation.journeys.slice(0, MOST_PACKETS);
  // Drawn for light pages: a page recolours it. The title stands above.
  const [part] = lanes === undefined ? [] : ladderParts(packets, { title: '', lanes, journeys, theme: 'light' });
  const rows = rowsOf(journeys, part);
  const words = new Map([...rows].map(([index, { packet }]) => [index, packetWords(packet.first)]));
  const map = pathMap(observation.journeys, { title: '', theme: 'light' });
  const paths = pathPlaces(observation.journeys, '');
  return {
    title,
    record: recordRequest({ ...observation, journeys }, words),
    leftOut: observation.journeys.length - journeys.length,
    map: {
      ...sized(map.toSvg()),
      paths: paths.map(({ path, start, end, stations }) => ({ path, start, end, stations })),
    },
    ...(part !== undefined && { ladder: sized(part.figure.toSvg()) }),
    places: journeys.map((journey, index) => [
      paths.findIndex((path) => path.journeys.includes(journey)),
      rows.get(index)?.y ?? -1,
    ]),
  };
}

/** The rows of a ladder by the index of the journey that they are of. */
function rowsOf(journeys: readonly Journey[], ladder: LadderPart | undefined): ReadonlyMap<number, LadderRow> {
  const known = new RowJourneys(journeys);
  return new Map(
    (ladder?.rows ?? []).flatMap((row) => known.take(row.packet).map((index): [number, LadderRow] => [index, row])),
  );
}

type LadderRow = LadderPart['rows'][number];

function sized(svg: string): SizedPicture {
  return { svg, ...svgSize(svg) };
}
