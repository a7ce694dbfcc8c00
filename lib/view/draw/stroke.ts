/** Polylines with round corners, arrowheads and crosses: the pieces of which paths, cables and marks are made. */

import { itemAt } from '../itemAt';
import { element, group, round, type Svg } from './svg';

/** A point of a polyline, px. */
export type Corner = readonly [x: number, y: number];

/** Path data along the corners, each rounded by at most `radius` px. */
export function roundedPath(corners: readonly Corner[], radius = 8): string {
  const distinct = corners.filter(
    ([x, y], index) => index === 0 || x !== itemAt(corners, index - 1)[0] || y !== itemAt(corners, index - 1)[1],
  );
  return distinct
    .map(([x, y], index) => {
      const [before, after] = [distinct[index - 1], distinct[index + 1]];
      if (!before) return `M${round(x)} ${round(y)}`;
      if (!after) return `L${round(x)} ${round(y)}`;
      const cut = (towards: Corner): string => {
        const length = Math.hypot(towards[0] - x, towards[1] - y);
        const share = Math.min(radius, length / 2) / length;
        return `${round(x + (towards[0] - x) * share)} ${round(y + (towards[1] - y) * share)}`;
      };
      return `L${cut(before)}Q${round(x)} ${round(y)} ${cut(after)}`;
    })
    .join('');
}

/** A triangle whose middle is at a point; `angle` in degrees, 0 to the right, 90 down. */
export function arrowhead(x: number, y: number, angle: number, size: number, fill: string): Svg {
  const points = `${round(size / 2)},0 ${round(-size / 2)},${round(-size / 2)} ${round(-size / 2)},${round(size / 2)}`;
  return element('polygon', { points, fill, transform: `translate(${round(x)} ${round(y)}) rotate(${angle})` });
}

/** A cross in a disc: something ended here. */
export function dropMark(x: number, y: number, colour: string, background: string): Svg {
  const arm = 3.6;
  const line = (x1: number, y1: number, x2: number, y2: number): Svg =>
    element('line', { x1, y1, x2, y2, stroke: colour, 'stroke-width': 2.2, 'stroke-linecap': 'round' });
  return group([
    element('circle', { cx: x, cy: y, r: 8, fill: background, stroke: colour, 'stroke-width': 1.8 }),
    line(x - arm, y - arm, x + arm, y + arm),
    line(x - arm, y + arm, x + arm, y - arm),
  ]);
}
