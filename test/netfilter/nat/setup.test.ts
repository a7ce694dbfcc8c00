import { describe, expect, test } from 'vitest';
import { formatEndpoint, Netfilter, type SkBuff } from '../../../lib/netfilter';
import { type Ipv4Packet, ipv4, SYN } from '../../../lib/packet';
import { iptables } from '../../../lib/tools/iptables';
import { CLIENT, echo, SERVER, skbOf, stateAt, TestHost, tcp, udp } from '../skbs';

const ROUTER = ipv4('10.2.0.1');

/** A router with rules in its nat table; `send` takes a packet through it. */
class Router {
  readonly netfilter = new Netfilter();
  readonly host = new TestHost(this.netfilter.conntrack);

  constructor(...rules: readonly string[]) {
    for (const rule of rules) iptables(this.netfilter, `-t nat ${rule}`.split(' '), { version: '1.8.9' });
  }

  send(packet: Ipv4Packet): SkBuff | undefined {
    const skb = skbOf(packet);
    const passes = (['PREROUTING', 'FORWARD', 'POSTROUTING'] as const).every(
      (hook) => this.netfilter.hooks.run(skb, stateAt(hook, this.host, 'eth0', 'eth1')) === 'ACCEPT',
    );
    return passes ? skb : undefined;
  }

  /** The ends of a packet as it leaves. */
  ends(packet: Ipv4Packet): string {
    const skb = this.send(packet);
    if (skb === undefined) return 'dropped';
    const { source, destination, transport, protocol } = skb.packet;
    if (transport.kind !== 'tcp' && transport.kind !== 'udp') return 'no ports';
    return `${formatEndpoint(source, transport.sourcePort, protocol)} > ${formatEndpoint(destination, transport.destinationPort, protocol)}`;
  }
}

describe('SNAT', () => {
  test('keeps the port where it is free', () => {
    const router = new Router('-A POSTROUTING -j MASQUERADE');
    expect(router.ends(tcp(SYN))).toBe('10.2.0.1:40000 > 10.2.0.2:80');
  });

  test('draws another where the replies of two could not be told apart', () => {
    const router = new Router('-A POSTROUTING -j MASQUERADE');
    router.send(tcp(SYN));
    expect(router.ends(tcp(SYN, { source: CLIENT + 1 }))).toBe('10.2.0.1:1024 > 10.2.0.2:80');
    expect(router.ends(tcp(SYN, { source: CLIENT + 2 }))).toBe('10.2.0.1:1025 > 10.2.0.2:80');
  });

  test('keeps the port of two that go to different servers', () => {
    const router = new Router('-A POSTROUTING -j MASQUERADE');
    router.send(tcp(SYN));
    expect(router.ends(tcp(SYN, { source: CLIENT + 1, destination: SERVER + 1 }))).toBe('10.2.0.1:40000 > 10.2.0.3:80');
  });

  test('draws from ports of the same kind', () => {
    const router = new Router('-A POSTROUTING -j MASQUERADE');
    router.send(tcp(SYN, { sourcePort: 100 }));
    expect(router.ends(tcp(SYN, { source: CLIENT + 1, sourcePort: 100 }))).toBe('10.2.0.1:1 > 10.2.0.2:80');
  });

  test('draws another identifier for an echo', () => {
    const router = new Router('-A POSTROUTING -j MASQUERADE');
    router.send(echo(8, 7));
    const second = router.send(echo(8, 7, { source: CLIENT + 1 }))!;
    expect(second.notes.conntrack?.reply.tuple.sourceKey).not.toBe(7);
  });

  test('has no address to give where the interface has none', () => {
    const router = new Router('-A POSTROUTING -p tcp -j MASQUERADE');
    Object.assign(router.host, { masqueradeAddress: () => undefined });
    expect([router.ends(tcp(SYN)), router.ends(udp())]).toEqual(['dropped', '10.1.0.2:40000 > 10.2.0.2:53']);
  });

  test('leaves alone who has no address yet', () => {
    const router = new Router('-A POSTROUTING -j MASQUERADE');
    expect(router.ends(udp({ source: 0, sourcePort: 68 }))).toBe('0.0.0.0:68 > 10.2.0.2:53');
  });

  test('takes the port that the rule says', () => {
    const router = new Router('-A POSTROUTING -p tcp -j SNAT --to-source 10.2.0.9:5000-5001');
    const from = (client: number) => router.ends(tcp(SYN, { source: CLIENT + client }));
    expect([from(0), from(1)]).toEqual(['10.2.0.9:5000 > 10.2.0.2:80', '10.2.0.9:5001 > 10.2.0.2:80']);
  });
});

describe('DNAT', () => {
  test('sends a packet elsewhere, and the reply seems to come from where it went', () => {
    const router = new Router('-A PREROUTING -p tcp --dport 8080 -j DNAT --to-destination 10.9.0.1:80');
    expect(router.ends(tcp(SYN, { destination: ROUTER, destinationPort: 8080 }))).toBe('10.1.0.2:40000 > 10.9.0.1:80');
    const reply = { source: ipv4('10.9.0.1'), destination: CLIENT, sourcePort: 80, destinationPort: 40_000 };
    expect(router.ends(tcp(SYN | 16, reply))).toBe('10.2.0.1:8080 > 10.1.0.2:40000');
  });

  test('of two addresses gives a client the same one each time', () => {
    const router = new Router('-A PREROUTING -p udp -j DNAT --to-destination 10.9.0.1-10.9.0.2');
    const goal = (sourcePort: number) => router.ends(udp({ sourcePort })).split(' > ')[1];
    expect(new Set([goal(1000), goal(1001), goal(1002)]).size).toBe(1);
  });
});

describe('the nat table', () => {
  test('is asked once for a connection', () => {
    const router = new Router('-A POSTROUTING -j MASQUERADE');
    router.send(tcp(SYN));
    router.send(tcp(SYN));
    expect(router.netfilter.table('nat').builtin('POSTROUTING').rules[0]?.packets).toBe(1);
    expect(router.netfilter.table('nat').builtin('PREROUTING').packets).toBe(1);
  });

  test('is not asked at all for what conntrack does not know', () => {
    const router = new Router('-A PREROUTING -j ACCEPT', '-A POSTROUTING -j MASQUERADE');
    expect(router.ends(tcp(SYN | 16))).toBe('10.1.0.2:40000 > 10.2.0.2:80');
    expect(router.netfilter.table('nat').builtin('PREROUTING').rules[0]?.packets).toBe(0);
  });

  test('is not asked while nothing needs conntrack', () => {
    const router = new Router('-A PREROUTING -j ACCEPT');
    router.send(tcp(SYN));
    expect(router.netfilter.table('nat').builtin('PREROUTING').rules[0]?.packets).toBe(0);
  });
});

test('no two connections share the look of their replies', () => {
  const router = new Router('-A POSTROUTING -j MASQUERADE');
  const replies = new Set<string>();
  for (let index = 0; index < 300; index++) {
    const skb = router.send(tcp(SYN, { source: CLIENT + index, sourcePort: 40_000 + (index % 3) }))!;
    const { source, destination, sourceKey, destinationKey } = skb.notes.conntrack!.reply.tuple;
    replies.add([source, destination, sourceKey, destinationKey].join());
  }
  expect(replies.size).toBe(300);
});
