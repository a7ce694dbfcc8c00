/** Where packets end: each at one place, and counters only grow. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PacketFate } from '../../lib/netfilter';
import { MILLISECOND, type NetNamespace, SECOND } from '../../lib/network';
import { startCalls } from './calls';
import { rule, type Topology, topology } from './topology';

const RULES = [
  '-A FORWARD -p udp -j DROP',
  '-A FORWARD -p tcp --dport 80 -j REJECT --reject-with tcp-reset',
  '-A FORWARD -p icmp -j REJECT',
  '-A INPUT -p udp -j REJECT',
  '-A OUTPUT -p icmp -j DROP',
  '-t nat -A PREROUTING -p tcp --dport 8080 -j DNAT --to-destination 10.2.0.2:80',
  '-t nat -A PREROUTING -d 172.20.0.1 -p udp -j DNAT --to-destination 172.20.0.3',
  '-t nat -A POSTROUTING -j MASQUERADE',
  '-t raw -A PREROUTING -s 10.3.0.0/24 -j DROP',
  '-P FORWARD DROP',
];
const NODES = ['client', 'other', 'server', 'c1', 'c2', 'router'];
const ADDRESSES = ['10.1.0.2', '10.2.0.2', '10.2.0.99', '172.20.0.1', '172.20.0.3', '10.1.0.1', '10.77.0.1'];

const call = fc.oneof(
  fc
    .tuple(fc.constantFrom(...ADDRESSES), fc.constantFrom(80, 8080))
    .map(([to, port]) => [`connect ${to} ${port} 900`, 'send 3000', 'close']),
  fc.constantFrom(...ADDRESSES).map((to) => ['udp', `sendto ${to} 53 100`]),
  fc.tuple(fc.constantFrom(...ADDRESSES), fc.constantFrom(1, 2, 64)).map(([to, ttl]) => [`ping ${to} 1 1 ${ttl}`]),
);
const traffic = fc.record({
  rules: fc.subarray(RULES),
  programs: fc.array(fc.tuple(fc.constantFrom(...NODES), fc.integer({ min: 0, max: 500 }), call), {
    minLength: 1,
    maxLength: 8,
  }),
  bridgeNetfilter: fc.constantFrom('0', '1'),
});

/** Every packet that entered a namespace, and what became of it there. */
interface Entered {
  readonly namespace: string;
  readonly fates: PacketFate[];
}

function run({ rules, programs, bridgeNetfilter }: typeof traffic extends fc.Arbitrary<infer T> ? T : never) {
  const network = topology();
  network.router.net.sysctl.set('net.bridge.bridge-nf-call-iptables', bridgeNetfilter);
  for (const text of rules) rule(network.router, text);
  const entered: Entered[] = [];
  for (const node of NODES) watch(network.machine(node).net, entered);
  startCalls(network.machine('server'), 0, ['listen 80', 'accept', 'recv 3000', 'close']);
  startCalls(network.machine('c2'), 0, ['udp 53', 'echo']);
  for (const [node, at, calls] of programs) startCalls(network.machine(node), at, calls);
  return { network, entered };
}

function watch(namespace: NetNamespace, entered: Entered[]): void {
  namespace.packetListeners.add(() => {
    const packet: Entered = { namespace: namespace.name, fates: [] };
    entered.push(packet);
    return { hook: () => {}, step: () => {}, translate: () => {}, end: (_skb, fate) => packet.fates.push(fate) };
  });
}

function counters({ router }: Topology): readonly number[] {
  return [...router.net.netfilter.tables.values()].flatMap((table) =>
    [...table.chains.values()].flatMap((chain) =>
      [chain, ...chain.rules].flatMap(({ packets, bytes }) => [packets, bytes]),
    ),
  );
}

describe('of random traffic', () => {
  test('each packet that enters a machine is delivered, dropped or sent on, and that once', () => {
    fc.assert(
      fc.property(traffic, (plan) => {
        const { network, entered } = run(plan);
        network.clock.advance(10 * SECOND);
        for (const { fates, namespace } of entered)
          expect([namespace, fates.length, ...fates]).toEqual([namespace, 1, fates[0]]);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  test('counters never go down', () => {
    fc.assert(
      fc.property(traffic, (plan) => {
        const { network } = run(plan);
        let before = counters(network);
        for (let step = 0; step < 40; step++) {
          network.clock.advance(100 * MILLISECOND);
          const after = counters(network);
          after.forEach((count, index) => {
            expect(count).toBeGreaterThanOrEqual(before[index]!);
          });
          before = after;
        }
      }),
      { numRuns: 20 },
    );
  }, 60_000);

  test('what one end of a cable sends the other receives', () => {
    fc.assert(
      fc.property(traffic, (plan) => {
        const { network } = run(plan);
        network.clock.advance(20 * SECOND);
        for (const [node, port] of [
          ['client', 'outer'],
          ['server', 'inner'],
          ['c1', 'p1'],
        ] as const) {
          const near = network.machine(node).net.device('eth0')!.statistics;
          const far = network.router.net.device(port)!.statistics;
          expect([near.txPackets, near.txBytes, near.rxPackets]).toEqual([far.rxPackets, far.rxBytes, far.txPackets]);
        }
      }),
      { numRuns: 20 },
    );
  }, 60_000);
});
