/** One namespace of the topology drawing: its box, plugs, bridges and processes. */
import { fitText } from '../draw/fitText';
import { textWidth } from '../draw/fontMetrics';
import { element, group, type Svg, textLine } from '../draw/svg';
import type { Theme } from '../draw/theme';
import type { TopologyChange } from './change';
import {
  ADDRESS_FONT,
  DEVICE_FONT,
  HEADING_FONT,
  LINE_HEIGHT,
  type PlacedBridge,
  type PlacedDevice,
  type PlacedNamespace,
  type PlacedProcess,
  SMALL_FONT,
} from './layout';

const PLUG_WIDTH = 10;
const BRIDGE_WIDTH = 10;
/** Where a bridge's bar stands, as a part of its box's width. */
const BRIDGE_SHARE = 0.46;

/** The outside end of a device's plug, where its cable begins. */
export function plugEnd(box: PlacedNamespace, { side, y }: PlacedDevice): { readonly x: number; readonly y: number } {
  return {
    x: side === 'left' ? box.x - PLUG_WIDTH / 2 : box.x + box.width + PLUG_WIDTH / 2,
    y: box.y + y,
  };
}

/** The middle of a bridge's bar. */
export function bridgeMiddle(
  box: PlacedNamespace,
  { top, bottom }: PlacedBridge,
): { readonly x: number; readonly y: number } {
  return { x: box.x + box.width * BRIDGE_SHARE + BRIDGE_WIDTH / 2, y: box.y + (top + bottom) / 2 };
}

/** Lines of a device: its name bold, its addresses monospaced, each cut to the room. */
function deviceText(
  lines: readonly string[],
  x: number,
  y: number,
  room: number,
  up: boolean,
  theme: Theme,
  anchor: 'start' | 'end' = 'start',
): Svg {
  return group(
    lines.map((line, index) => {
      const font = index === 0 ? DEVICE_FONT : ADDRESS_FONT;
      const fill = up ? theme.text : theme.muted;
      return textLine(x, y + index * LINE_HEIGHT, fitText(line, font, room), { ...font, fill, anchor }, line);
    }),
  );
}

/** An outline around what is new. */
function outline(x: number, y: number, width: number, height: number, theme: Theme): Svg {
  return element('rect', {
    x,
    y,
    width,
    height,
    rx: 5,
    fill: 'none',
    stroke: theme.fresh,
    'stroke-width': 2,
    'stroke-dasharray': '6 2',
  });
}

function drawPlug(box: PlacedNamespace, placed: PlacedDevice, theme: Theme): Svg {
  const x = placed.side === 'left' ? box.x - PLUG_WIDTH / 2 : box.x + box.width - PLUG_WIDTH / 2;
  const fill = placed.device.up ? theme.text : theme.idle;
  return element('rect', {
    x,
    y: box.y + placed.y - 6,
    width: PLUG_WIDTH,
    height: 12,
    rx: 2,
    fill,
    stroke: theme.background,
  });
}

function drawDevice(box: PlacedNamespace, placed: PlacedDevice, isNew: boolean, theme: Theme): Svg {
  const { side, lines, device } = placed;
  const y = box.y + placed.y;
  const x = side === 'left' ? box.x + 12 : box.x + box.width - 12;
  return group([
    drawPlug(box, placed, theme),
    deviceText(lines, x, y + 4, box.width - 24, device.up, theme, side === 'left' ? 'start' : 'end'),
    isNew && outline(box.x + 7, y - 9, box.width - 14, lines.length * LINE_HEIGHT + 5, theme),
  ]);
}

function drawBridge(box: PlacedNamespace, placed: PlacedBridge, change: TopologyChange, theme: Theme): Svg {
  const { bridge, ports, lines } = placed;
  const bar = box.x + box.width * BRIDGE_SHARE;
  const right = box.x + box.width;
  const top = box.y + placed.top;
  const height = placed.bottom - placed.top;
  const wires = ports.map((port) => {
    const y = box.y + port.y;
    const wire = { x1: bar + BRIDGE_WIDTH, x2: right, y1: y, y2: y, stroke: theme.muted, 'stroke-width': 2 };
    const isNew = change.isNewDevice(box.namespace, port.device);
    const left = bar + BRIDGE_WIDTH + 7;
    return group([
      element('line', wire),
      drawPlug(box, port, theme),
      deviceText(port.lines, left, y + 14, right - left - 6, port.device.up, theme),
      isNew && outline(left - 4, y - 6, right - left + 9, port.lines.length * LINE_HEIGHT + 12, theme),
    ]);
  });
  return group([
    element('rect', { x: bar, y: top, width: BRIDGE_WIDTH, height, rx: 3, fill: bridge.up ? theme.muted : theme.idle }),
    deviceText(lines, box.x + 12, top + 14, bar - box.x - 18, bridge.up, theme),
    change.isNewDevice(box.namespace, bridge) &&
      outline(box.x + 7, top - 4, bar + BRIDGE_WIDTH - box.x - 3, height + 8, theme),
    ...wires,
  ]);
}

function drawProcess(box: PlacedNamespace, placed: PlacedProcess, isNew: boolean, theme: Theme): Svg {
  const { lines, height, process } = placed;
  const [x, y] = [box.x + 10, box.y + placed.y];
  const look = isNew ? { stroke: theme.fresh, 'stroke-width': 2, 'stroke-dasharray': '6 2' } : { stroke: theme.border };
  const full = [`${process.command} (${process.pid})`, ...process.listening];
  return group([
    element('rect', { x, y, width: box.width - 20, height, rx: 5, fill: theme.background, ...look }),
    ...lines.map((line, index) =>
      textLine(
        x + 8,
        y + 15 + index * LINE_HEIGHT,
        line,
        { ...(index === 0 ? SMALL_FONT : ADDRESS_FONT), fill: theme.text },
        full[index],
      ),
    ),
  ]);
}

/** The whole box. */
export function drawNamespace(box: PlacedNamespace, change: TopologyChange, theme: Theme): Svg {
  const { namespace, x, y, width, height } = box;
  const isNew = change.isNewNamespace(namespace);
  const look = isNew
    ? { stroke: theme.fresh, 'stroke-width': 2.5, 'stroke-dasharray': '6 2' }
    : { stroke: theme.muted };
  const kindFits = textWidth(namespace.name, HEADING_FONT) + textWidth(namespace.kind, SMALL_FONT) + 32 < width;
  return group([
    element('rect', { x, y, width, height, rx: 8, fill: theme.surface, ...look }),
    textLine(
      x + 12,
      y + 18,
      fitText(namespace.name, HEADING_FONT, width - 24),
      { ...HEADING_FONT, fill: theme.text },
      namespace.name,
    ),
    kindFits && textLine(x + width - 12, y + 18, namespace.kind, { ...SMALL_FONT, fill: theme.muted, anchor: 'end' }),
    ...box.devices.map((placed) => drawDevice(box, placed, change.isNewDevice(namespace, placed.device), theme)),
    ...box.bridges.map((placed) => drawBridge(box, placed, change, theme)),
    ...box.processes.map((placed) => drawProcess(box, placed, change.isNewProcess(namespace, placed.process), theme)),
    box.loopback !== '' &&
      textLine(
        x + 12,
        y + box.loopbackY,
        fitText(box.loopback, SMALL_FONT, width - 24),
        { ...SMALL_FONT, fill: theme.muted },
        box.loopback,
      ),
  ]);
}
