/** Interface flags and counters as net-tools and busybox word them. Linux: include/uapi/linux/if.h. */
import type { NetDevice } from '../../network';

/** IFF_* bits with their names, in the order in which ifconfig prints them. */
const FLAGS: readonly (readonly [number, string, (device: NetDevice) => boolean])[] = [
  [0x1, 'UP', ({ up }) => up],
  [0x2, 'BROADCAST', ({ kind }) => kind !== 'loopback'],
  [0x8, 'LOOPBACK', ({ kind }) => kind === 'loopback'],
  [0x40, 'RUNNING', (device) => device.up && device.carrier],
  [0x1000, 'MULTICAST', ({ kind }) => kind !== 'loopback'],
];

/** The flags as a number and by name. */
export function interfaceFlags(device: NetDevice): { readonly bits: number; readonly names: readonly string[] } {
  const set = FLAGS.filter(([, , isSet]) => isSet(device));
  return { bits: set.reduce((bits, [bit]) => bits | bit, 0), names: set.map(([, name]) => name) };
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `3.9 KiB`: one decimal place, cut and not rounded. */
export function scaledBytes(bytes: number): string {
  let unit = 0;
  let scale = 1;
  while (unit < UNITS.length - 1 && bytes >= scale * 1024) {
    scale *= 1024;
    unit += 1;
  }
  const tenths = Math.floor((bytes * 10) / scale);
  return `${Math.floor(tenths / 10)}.${tenths % 10} ${UNITS[unit]}`;
}

/** Devices by name, numbers in names by value: `eth2` before `eth10`. */
export function byName(a: NetDevice, b: NetDevice): number {
  const [, stemA = '', numberA = ''] = /^(.*?)(\d*)$/.exec(a.name) ?? [];
  const [, stemB = '', numberB = ''] = /^(.*?)(\d*)$/.exec(b.name) ?? [];
  if (stemA !== stemB) return a.name < b.name ? -1 : 1;
  return Number(numberA) - Number(numberB);
}
