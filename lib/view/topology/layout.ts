/** Where devices, bridges and processes of a namespace stand in its box, px. */
import type { Topology, TopologyDevice, TopologyNamespace, TopologyProcess } from '../../lab/topology';
import { fitText } from '../draw/fitText';
import type { Font } from '../draw/font';
import { FONT_SIZE } from '../draw/theme';

/** Of namespaces. */
export const HEADING_FONT: Font = { family: 'sans', size: FONT_SIZE.heading, weight: 'bold' };
/** Of devices. */
export const DEVICE_FONT: Font = { family: 'sans', size: FONT_SIZE.label, weight: 'bold' };
/** Of addresses. */
export const ADDRESS_FONT: Font = { family: 'mono', size: FONT_SIZE.small };
/** Of all else. */
export const SMALL_FONT: Font = { family: 'sans', size: FONT_SIZE.small };
/** px. */
export const LINE_HEIGHT = 14;

/** Where a device's plug is on its box. */
export type Side = 'left' | 'right' | 'inside';

/** A device with its lines of text: `7: veth1a2b3c4@if6`, then its addresses. */
export interface PlacedDevice {
  readonly device: TopologyDevice;
  readonly side: Side;
  /** Middle of the plug on the box's edge, from the box's top. */
  readonly y: number;
  readonly lines: readonly string[];
}

/** A bridge with its ports; px from the box's top. */
export interface PlacedBridge {
  readonly bridge: TopologyDevice;
  readonly ports: readonly PlacedDevice[];
  readonly top: number;
  readonly bottom: number;
  readonly lines: readonly string[];
}

/** A process; px from the box's top. */
export interface PlacedProcess {
  readonly process: TopologyProcess;
  readonly y: number;
  readonly height: number;
  readonly lines: readonly string[];
}

/** A box; px. */
export interface PlacedNamespace {
  readonly namespace: TopologyNamespace;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly devices: readonly PlacedDevice[];
  readonly bridges: readonly PlacedBridge[];
  readonly processes: readonly PlacedProcess[];
  readonly loopback: string;
  readonly loopbackY: number;
}

const HEADING = 26;
const GAP = 10;

/** `7: veth1a2b3c4@if6`: the name with the other end's index, as `ip link` shows a device whose peer is elsewhere. */
export function deviceLabel(device: TopologyDevice, topology: Topology): string {
  const other = topology.namespaces
    .find(({ name }) => name === device.peer?.namespace)
    ?.devices.find(({ name }) => name === device.peer?.device);
  const peer = device.kind === 'veth' && other ? `@if${other.ifindex}` : '';
  return `${device.ifindex}: ${device.name}${peer}`;
}

function linesOf(device: TopologyDevice, topology: Topology): readonly string[] {
  return [deviceLabel(device, topology), ...device.addresses, ...(device.up ? [] : ['down'])];
}

function blockHeight(lines: readonly string[]): number {
  return lines.length * LINE_HEIGHT + 14;
}

/** Devices one under the other from `top`. */
function stack(
  devices: readonly TopologyDevice[],
  side: Side,
  top: number,
  topology: Topology,
): readonly PlacedDevice[] {
  let y = top;
  return devices.map((device) => {
    const lines = linesOf(device, topology);
    const placed = { device, side, y: y + LINE_HEIGHT / 2, lines };
    y += blockHeight(lines);
    return placed;
  });
}

function stackEnd(placed: readonly PlacedDevice[], top: number): number {
  return placed.reduce((end, { lines }) => end + blockHeight(lines), top);
}

/** Bridges one under the other, each as high as its ports need; a port's wire runs above its name. */
function placeBridges(namespace: TopologyNamespace, top: number, topology: Topology): readonly PlacedBridge[] {
  let y = top;
  return namespace.devices
    .filter(({ kind }) => kind === 'bridge')
    .map((bridge) => {
      const members = namespace.devices.filter(({ master }) => master === bridge.name);
      const ports = stack(members, 'right', y + 4, topology);
      const lines = linesOf(bridge, topology);
      const bottom = Math.max(stackEnd(ports, y + 8), y + blockHeight(lines) + 2);
      const placed = { bridge, ports, top: y, bottom, lines };
      y = bottom + 12;
      return placed;
    });
}

function placeProcesses(processes: readonly TopologyProcess[], top: number, width: number): readonly PlacedProcess[] {
  let y = top;
  return processes.map((process) => {
    const lines = [`${process.command} (${process.pid})`, ...process.listening].map((line, index) =>
      fitText(line, index === 0 ? SMALL_FONT : ADDRESS_FONT, width - 2 * GAP),
    );
    const height = lines.length * LINE_HEIGHT + 8;
    const placed = { process, y, height, lines };
    y += height + 6;
    return placed;
  });
}

/** Where a box begins, and how wide it is, px. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** A namespace as a box whose free devices have their plugs at the given side. */
export function placeNamespace(
  namespace: TopologyNamespace,
  topology: Topology,
  at: Place,
  side: Side,
): PlacedNamespace {
  const loopback = namespace.devices.find(({ kind }) => kind === 'loopback');
  const free = namespace.devices.filter(
    ({ kind, master }) => kind !== 'bridge' && kind !== 'loopback' && master === undefined,
  );
  const devices = stack(free, side, HEADING + 6, topology);
  const devicesEnd = stackEnd(devices, HEADING + 6);
  const bridges = placeBridges(namespace, devicesEnd + 4, topology);
  const network = Math.max(devicesEnd, ...bridges.map(({ bottom }) => bottom + 12));
  const processes = placeProcesses(namespace.processes, network, at.width - 2 * GAP);
  const processEnd = processes.reduce((end, { y, height }) => Math.max(end, y + height + 6), network);
  return {
    namespace,
    ...at,
    devices,
    bridges,
    processes,
    loopback: loopback ? [deviceLabel(loopback, topology), ...loopback.addresses].join('  ') : '',
    loopbackY: processEnd + 10,
    height: processEnd + (loopback ? 22 : 6),
  };
}

/** Middle of a device's plug, from the picture's top. */
export function plugY(placed: readonly PlacedNamespace[], end: TopologyDevice['peer']): number | undefined {
  const box = placed.find(({ namespace }) => namespace.name === end?.namespace);
  const device =
    box &&
    [...box.devices, ...box.bridges.flatMap(({ ports }) => ports)].find((one) => one.device.name === end?.device);
  return box && device && box.y + device.y;
}

function hasBridge({ devices }: TopologyNamespace): boolean {
  return devices.some(({ kind }) => kind === 'bridge');
}

/** The machines that stand in the middle: those with bridges, or the one with most in it. */
function hubsOf(machines: readonly TopologyNamespace[]): readonly TopologyNamespace[] {
  const bridged = machines.filter(hasBridge);
  if (bridged.length > 0) return bridged;
  const size = ({ devices, processes }: TopologyNamespace): number => devices.length + processes.length;
  return machines.filter((machine) => machine === [...machines].sort((a, b) => size(b) - size(a))[0]);
}

/** The namespaces in the order of the drawing, each group with the side at which a column's free devices face the others. */
export function groupsOf({ namespaces }: Topology) {
  const machines = namespaces.filter(({ kind }) => kind === 'machine');
  const hubs = hubsOf(machines);
  return [
    { kind: 'left', members: machines.filter((machine) => !hubs.includes(machine)), side: 'right' },
    { kind: 'hub', members: hubs, side: 'left' },
    { kind: 'right', members: namespaces.filter(({ kind }) => kind === 'container'), side: 'left' },
  ] as const;
}
