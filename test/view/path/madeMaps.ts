/** Maps of made-up packets, wide and narrow, and what is found on them. */
import fc from 'fast-check';
import type { Journey } from '../../../lib/lab';
import { type Flow, flowsOf } from '../../../lib/view/path/flow';
import { pathMap } from '../../../lib/view/path/pathMap';
import { type Area, found, holds, type Shapes, type Stroke, shapesOf, type Text } from '../shapes';
import { madeJourneys } from './madeJourneys';

export const HOOKS = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'] as const;

export interface MadeMap extends Shapes {
  readonly svg: string;
  readonly flows: readonly Flow[];
  readonly width: number;
  /** The strokes of the flows, in their order. */
  readonly paths: readonly Stroke[];
  readonly cards: ReadonlyMap<string, { readonly box: Area; readonly texts: readonly Text[] }>;
}

function read(journeys: readonly Journey[], width: number): MadeMap {
  const svg = pathMap(journeys, { title: 'A map', width }).toSvg();
  const shapes = shapesOf(svg);
  const cards = HOOKS.map((hook) => {
    const name = found(
      shapes.texts.find(({ text }) => text === hook),
      hook,
    );
    const size = ({ left, right, top, bottom }: Area) => (right - left) * (bottom - top);
    const [box] = shapes.areas
      .filter((area) => area.stroke !== '' && holds(area, name))
      .sort((a, b) => size(a) - size(b));
    const around = found(box, `card of ${hook}`);
    return [hook, { box: around, texts: shapes.texts.filter((text) => holds(around, text)) }] as const;
  });
  const paths = shapes.strokes.filter(({ element, width: stroke }) => element === 'path' && stroke >= 2);
  return { ...shapes, svg, flows: flowsOf(journeys), width, paths, cards: new Map(cards) };
}

const samples = fc.sample(fc.tuple(madeJourneys, fc.constantFrom(340, 720)), { numRuns: 30, seed: 3 });
let maps: readonly MadeMap[] | undefined;

/** Tries a law on each map; each is drawn once for all laws of a file. */
export function holdsOfMaps(law: (map: MadeMap) => void): void {
  maps ??= samples.map(([journeys, width]) => read(journeys, width));
  for (const map of maps) law(map);
}

export const thousands = (count: number) => count.toLocaleString('en-US');
export const sum = (counted: readonly { readonly packets: number }[]) =>
  counted.reduce((total, { packets }) => total + packets, 0);
