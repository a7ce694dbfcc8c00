/** Linux: inet_peer_xrlim_allow. */
import { expect, test } from 'vitest';
import { Clock, MILLISECOND, SECOND } from '../../../lib/network';
import { IcmpRateLimit } from '../../../lib/network/ipv4/icmpRateLimit';
import { Sysctl } from '../../../lib/network/sysctl';
import {
  ICMP_DESTINATION_UNREACHABLE,
  ICMP_FRAGMENTATION_NEEDED,
  ICMP_PORT_UNREACHABLE,
} from '../../../lib/packet/icmp';

const ONE = 1;
const OTHER = 2;

function limitOf(settings: Readonly<Record<string, string>> = {}) {
  const clock = new Clock();
  const sysctl = new Sysctl();
  for (const [name, value] of Object.entries(settings)) sysctl.set(name, value);
  const limit = new IcmpRateLimit(clock, sysctl);
  const count = (to: number, code = ICMP_PORT_UNREACHABLE) =>
    Array.from({ length: 20 }, () => limit.allows(to, ICMP_DESTINATION_UNREACHABLE, code)).filter(Boolean).length;
  return { clock, limit, count };
}

test('six errors at once, then one a second, to each machine by itself', () => {
  const { clock, count } = limitOf();
  expect([count(ONE), count(OTHER)]).toEqual([6, 6]);
  clock.advance(SECOND);
  expect(count(ONE)).toBe(1);
  clock.advance(2 * SECOND);
  expect(count(ONE)).toBe(2);
});

test('path MTUs, what the mask leaves out, and a limit of 0 are not limited', () => {
  expect(limitOf().count(ONE, ICMP_FRAGMENTATION_NEEDED)).toBe(20);
  expect(limitOf({ 'net.ipv4.icmp_ratemask': '0' }).count(ONE)).toBe(20);
  expect(limitOf({ 'net.ipv4.icmp_ratelimit': '0' }).count(ONE)).toBe(20);
});

test('fifty errors at once to all machines together, more or less, and a thousand a second', () => {
  const { clock, limit } = limitOf();
  const toNew = (first: number) =>
    Array.from({ length: 200 }, (_, index) =>
      limit.allows(first + index, ICMP_DESTINATION_UNREACHABLE, ICMP_PORT_UNREACHABLE),
    ).filter(Boolean).length;
  const atOnce = toNew(1000);
  expect(atOnce).toBeGreaterThan(25);
  expect(atOnce).toBeLessThan(100);
  expect(toNew(2000)).toBe(0);
  clock.advance(20 * MILLISECOND);
  const later = toNew(3000);
  expect(later).toBeGreaterThan(8);
  expect(later).toBeLessThan(45);
});

test('none where all machines together get none', () => {
  expect(limitOf({ 'net.ipv4.icmp_msgs_per_sec': '0' }).count(ONE)).toBe(0);
});
