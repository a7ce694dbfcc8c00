/** When a router tells of a shorter path. Linux: ip_rt_send_redirect, net/ipv4/route.c, with its load of 20 ms. */
import { expect, test } from 'vitest';
import { MILLISECOND, SECOND, UdpSocket } from '../../../lib/network';
import { ipv4 } from '../../../lib/packet';
import { ICMP_REDIRECT } from '../../../lib/packet/icmp';
import { addRoute, topology } from '../topology';

/** Sends packets by way of the router at these times; the times of redirects. All in milliseconds, rounded down. */
function redirects(sendings: readonly number[]): number[] {
  const { router, bridge, machine, clock } = topology();
  addRoute(router.net.fib, '10.9.0.0/24', bridge, '172.20.0.3');
  const { net } = machine('c1');
  for (const device of ['all', 'eth0']) net.sysctl.set(`net.ipv4.conf.${device}.accept_redirects`, '0');
  const socket = new UdpSocket(net);
  const began = clock.now;
  const times: number[] = [];
  net.device('eth0')!.taps.add((direction, { payload }) => {
    if (direction !== 'in' || payload.kind !== 'ipv4' || payload.transport.kind !== 'icmp') return;
    if (payload.transport.type === ICMP_REDIRECT) times.push(Math.floor((clock.now - began) / MILLISECOND));
  });
  for (const at of sendings) {
    clock.advance(began + at * MILLISECOND - clock.now);
    socket.sendTo(ipv4('10.9.0.1'), 9, new Uint8Array(1));
  }
  clock.advance(SECOND);
  return times;
}

/** One each millisecond, which uses all redirects up. */
const MANY = Array.from({ length: 12_000 }, (_, index) => index);

test('each comes twice as late as the one before, and nine at most', () => {
  const times = redirects(MANY);
  const gaps = times.slice(1).map((time, index) => time - times[index]!);
  expect(times).toHaveLength(9);
  gaps.forEach((gap, index) => {
    expect(gap).toBeGreaterThan(20 * 2 ** (index + 1) - 1);
    expect(gap).toBeLessThan(20 * 2 ** (index + 1) + 3);
  });
});

test('whoever has had nine is told again after twenty seconds without a packet', () => {
  expect(redirects([...MANY, 32_300, 52_600, 73_200])).toEqual([...redirects(MANY), 73_200]);
});
