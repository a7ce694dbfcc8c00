/** What is wrong with a picture of any kind, however wide: nothing, if it is right. */
import { THEMES, type ThemeName } from '../../lib/view/draw/theme';
import {
  crossedByStrokes,
  crossedOut,
  cutByEdges,
  looseArrows,
  offCentre,
  outside,
  roomBelow,
  type Shapes,
  textsOutside,
  twistedArrows,
} from './shapes';
import { overlaps } from './textBoxes';

/** Between a picture's lower edge and what is lowest in it, px. */
const ROOM = { least: 8, most: 24 } as const;

/** Each law that is broken, with what breaks it. */
export function faultsOf(shapes: Shapes, theme: ThemeName = 'light'): Readonly<Record<string, readonly string[]>> {
  const { grid, background } = THEMES[theme];
  const room = roomBelow(shapes);
  const all = {
    'texts over each other': overlaps(shapes.texts).map((pair) => pair.join(' and ')),
    'beyond an edge of the picture': [...textsOutside(shapes), ...outside(shapes)],
    'texts over the edge of a box': cutByEdges(shapes),
    'texts under a stroke': crossedByStrokes(shapes, grid),
    'texts under a cross': crossedOut(shapes),
    'arrowheads without a stroke': looseArrows(shapes),
    'arrowheads across their stroke': twistedArrows(shapes),
    'lines not halfway up in their box': offCentre(shapes, background),
    'room under the picture': room >= ROOM.least && room <= ROOM.most ? [] : [`${room} px`],
  };
  return Object.fromEntries(Object.entries(all).filter(([, found]) => found.length > 0));
}
