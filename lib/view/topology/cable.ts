/** The cables of the topology drawing. */
import { round } from '../draw/svg';
import { itemAt } from '../itemAt';
import { plugEnd } from './box';
import type { PlacedDevice, PlacedNamespace } from './layout';

/** An end of a cable: a device, and the box that it is at. */
export interface CableEnd {
  readonly box: PlacedNamespace;
  readonly placed: PlacedDevice;
}

/** Both ends. */
export type Cable = readonly [CableEnd, CableEnd];

/** Every cable once. */
export function cablesOf(boxes: readonly PlacedNamespace[]): readonly Cable[] {
  const ends = boxes.flatMap((box) =>
    [...box.devices, ...box.bridges.flatMap(({ ports }) => ports)].map((placed): CableEnd => ({ box, placed })),
  );
  return ends.flatMap((end, index) => {
    const { peer } = end.placed.device;
    const other = ends.findIndex(
      ({ box, placed }) => box.namespace.name === peer?.namespace && placed.device.name === peer?.device,
    );
    return other > index ? [[end, itemAt(ends, other)] as const] : [];
  });
}

/** The curve that it lies on, as an SVG path from its first end to its second. */
export function cablePath([one, other]: Cable): string {
  const [from, to] = [plugEnd(one.box, one.placed), plugEnd(other.box, other.placed)];
  // It leaves each plug straight, as a cable does.
  const pull = (end: CableEnd): number => (end.placed.side === 'left' ? -26 : 26);
  const curve = [from.x + pull(one), from.y, to.x + pull(other), to.y, to.x, to.y].map(round).join(' ');
  return `M${round(from.x)} ${round(from.y)}C${curve}`;
}
