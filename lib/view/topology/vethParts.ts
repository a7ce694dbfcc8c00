/** What both layouts of a cable's close-up are made of: its two ends, their names part by part, and outlines around what belongs together. */
import type { TopologyDevice, TopologyNamespace } from '../../lab/topology';
import { fitText } from '../draw/fitText';
import type { Font } from '../draw/font';
import { textWidth } from '../draw/fontMetrics';
import { element, type Svg, textLine } from '../draw/svg';
import { FONT_SIZE, type Theme } from '../draw/theme';

/** A device where it is. */
export interface End {
  readonly namespace: TopologyNamespace;
  readonly device: TopologyDevice;
}

/** Both ends of a cable. */
export interface Pair {
  readonly host: End;
  readonly container: End;
}

/** Of namespaces. */
export const HEAD_FONT: Font = { family: 'sans', size: FONT_SIZE.heading, weight: 'bold' };
/** Of devices. */
export const NAME_FONT: Font = { family: 'mono', size: 15, weight: 'bold' };
/** Of all else. */
export const SMALL_FONT: Font = { family: 'sans', size: FONT_SIZE.small };
/** Of addresses. */
export const ADDRESS_FONT: Font = { family: 'mono', size: FONT_SIZE.small };
/** Between an index and the name, so that an outline fits around it. */
const PART_GAP = 6;

/** A word of a label, px. */
interface Part {
  readonly text: string;
  readonly x: number;
  readonly width: number;
}

/** `7: vethXXXX@if6` in its three parts, each with its place. */
export interface Label {
  readonly index: Part;
  readonly name: Part;
  /** `if6` */
  readonly peer: Part;
  readonly y: number;
}

/** The label of an end in the middle of its box, which is `width` px wide. */
export function labelOf(
  end: End,
  peer: End,
  box: { readonly middle: number; readonly width: number },
  y: number,
): Label {
  const [index, other] = [`${end.device.ifindex}`, `if${peer.device.ifindex}`];
  const ends = textWidth(index + other, NAME_FONT) + 2 * PART_GAP;
  const name = fitText(`: ${end.device.name}@`, NAME_FONT, box.width - 40 - ends);
  const widths = [index, name, other].map((text) => textWidth(text, NAME_FONT));
  let x = box.middle - PART_GAP - widths.reduce((sum, width) => sum + width, 0) / 2;
  const place = (text: string): Part => {
    const part = { text, x, width: textWidth(text, NAME_FONT) };
    x += part.width + PART_GAP;
    return part;
  };
  return { index: place(index), name: place(name), peer: place(other), y };
}

/** What belongs together has the same outline; the second one is dashed, for those who see no colours. */
function outlined({ y }: Label, { x, width }: Part, colour: string, dash: string | undefined): Svg {
  return element('rect', {
    x: x - 4,
    y: y - 16,
    width: width + 8,
    height: 22,
    rx: 5,
    fill: 'none',
    stroke: colour,
    'stroke-width': 2,
    'stroke-dasharray': dash,
  });
}

/** px. */
export function middleOf({ x, width }: Part): number {
  return x + width / 2;
}

/** What is said of an end besides its name. */
export function endWords({ namespace, device }: End) {
  return {
    heading: `${namespace.name}, ${namespace.kind === 'machine' ? 'the machine' : 'a container'}`,
    addresses: [device.mac, ...device.addresses, ...(device.up ? [] : ['down'])],
    master: device.master === undefined ? '' : `port of ${device.master}`,
  };
}

/** The names, with the outlines that pair each `ifN` with the index N at the other end. */
export function drawLabels(host: Label, container: Label, theme: Theme): readonly Svg[] {
  return [
    ...[host, container].flatMap(({ index, name, peer, y }) =>
      [index, name, peer].map(({ text, x }) => textLine(x, y, text, { ...NAME_FONT, fill: theme.text })),
    ),
    outlined(host, host.peer, theme.request, undefined),
    outlined(container, container.index, theme.request, undefined),
    outlined(container, container.peer, theme.reply, '6 3'),
    outlined(host, host.index, theme.reply, '6 3'),
  ];
}
