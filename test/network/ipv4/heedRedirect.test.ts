import { beforeEach, expect, test } from 'vitest';
import { Process } from '../../../lib/machine';
import { SECOND, TcpSocket } from '../../../lib/network';
import { ipv4 } from '../../../lib/packet';
import { programs } from '../../../lib/tools';
import { loadPrograms } from '../../tools/loaded';
import { addRoute, type Topology, topology } from '../topology';

/** Behind c2, which is on the same bridge as c1; c1 knows only the router. */
const THERE = '10.9.0.1';
loadPrograms();

let network: Topology;

beforeEach(() => {
  network = topology();
  addRoute(network.router.net.fib, '10.9.0.0/24', network.bridge, '172.20.0.3');
  c1('ping -c 1 172.20.0.3');
});

function c1(command: string): string {
  const argv = command.split(' ');
  const process = new Process({ place: network.machine('c1'), argv, program: programs.get(argv[0] ?? '')! });
  network.clock.runUntil(() => !process.running);
  return process.stdout + process.stderr;
}

/** Whether later packets no longer go by the router. */
function isHeeded(): boolean {
  c1(`ping -c 1 -W 1 ${THERE}`);
  let routed = 0;
  network.bridge.taps.add((_direction, { payload }) => {
    if (payload.kind === 'ipv4' && payload.destination === ipv4(THERE)) routed += 1;
  });
  c1(`ping -c 1 -W 1 ${THERE}`);
  return routed === 0;
}

const set = (name: string, value: string) => {
  for (const device of ['all', 'eth0']) network.machine('c1').net.sysctl.set(`net.ipv4.conf.${device}.${name}`, value);
};

test('a better router on the same network is believed for five minutes, for one destination', () => {
  expect(isHeeded()).toBe(true);
  expect(c1(`ip route get ${THERE}`)).toMatch(
    /^10\.9\.0\.1 via 172\.20\.0\.3 dev eth0 src 172\.20\.0\.2 uid 0 \n {4}cache <redirected> expires 29[89]sec \n$/,
  );
  expect(c1('ip route show cache')).toMatch(/^10\.9\.0\.1 via 172\.20\.0\.3 dev eth0 \n {4}cache <redirected> expires/);
  expect(c1('ip route get 10.9.0.2')).toContain('via 172.20.0.1 ');
  network.clock.advance(301 * SECOND);
  expect(c1(`ip route get ${THERE}`)).toContain('via 172.20.0.1 ');
});

test('not where redirects are not accepted', () => {
  set('accept_redirects', '0');
  expect(isHeeded()).toBe(false);
});

test('a router has to accept them by both settings', () => {
  const { sysctl } = network.machine('c1').net;
  sysctl.set('net.ipv4.ip_forward', '1');
  set('accept_redirects', '1');
  sysctl.set('net.ipv4.conf.all.accept_redirects', '0');
  expect(isHeeded()).toBe(false);
});

test('on a cable of one network only routers that are known are believed, unless any may be (secure_redirects)', () => {
  set('shared_media', '0');
  expect(isHeeded()).toBe(false);
  addRoute(network.machine('c1').net.fib, '10.8.0.0/24', network.machine('c1').net.device('eth0'), '172.20.0.3');
  expect(isHeeded()).toBe(true);
});

test('any station of the network is, where redirects need not be secure', () => {
  set('shared_media', '0');
  set('secure_redirects', '0');
  expect(isHeeded()).toBe(true);
});

test('whoever is named has to show first that it is there', () => {
  c1('ip neigh flush dev eth0');
  c1(`ping -c 1 -W 1 ${THERE}`);
  expect(c1(`ip route get ${THERE}`)).toContain('via 172.20.0.1 ');
  expect(c1('ip neigh')).toContain('172.20.0.3 dev eth0 lladdr');
  // Another redirect comes no sooner than the router sends one.
  network.clock.advance(SECOND);
  expect(isHeeded()).toBe(true);
});

test('a connection goes by the better router as well', () => {
  new TcpSocket(network.machine('c1').net).connect(ipv4(THERE), 80);
  network.clock.advance(SECOND / 2);
  expect(c1(`ip route get ${THERE}`)).toContain('via 172.20.0.3 ');
});
