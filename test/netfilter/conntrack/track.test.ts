import { describe, expect, test } from 'vitest';
import {
  ConntrackTable,
  confirm,
  type HookName,
  type SkBuff,
  type TcpConntrackState,
  track,
} from '../../../lib/netfilter';
import { ACK, FIN, type Ipv4Packet, icmpError, ipv4Packet, PROTOCOL_ICMP, RST, SYN } from '../../../lib/packet';
import { CLIENT, echo, SERVER, skbOf, stateAt, TestHost, tcp, udp } from '../skbs';

const SECOND = 1_000_000;
const BACK = { source: SERVER, destination: CLIENT, sourcePort: 80, destinationPort: 40_000 };

/** A router that tracks connections and lets everything pass. */
class Router {
  readonly table = new ConntrackTable();
  readonly host = new TestHost(this.table);

  pass(packet: Ipv4Packet, reaches: HookName | 'nowhere' = 'POSTROUTING'): SkBuff {
    const skb = skbOf(packet);
    track(skb, stateAt('PREROUTING', this.host));
    if (reaches !== 'nowhere') confirm(skb, stateAt(reaches, this.host));
    return skb;
  }

  /** States and what the segments were taken for, after each of them: `>` from the client, `<` from the server. */
  follow(...segments: readonly (readonly ['>' | '<', number])[]): readonly string[] {
    return segments.map(([direction, flags]) => {
      const skb = this.pass(tcp(flags, direction === '>' ? {} : BACK));
      return `${skb.notes.conntrackInfo} ${this.state ?? 'none'}`;
    });
  }

  get state(): TcpConntrackState | undefined {
    return this.table.entries(this.host.time)[0]?.tcp?.state;
  }
}

describe('a TCP connection', () => {
  test('goes from SYN to TIME_WAIT', () => {
    const opened = [
      ['>', SYN],
      ['<', SYN | ACK],
      ['>', ACK],
    ] as const;
    const closed = [
      ['>', FIN | ACK],
      ['<', ACK],
      ['<', FIN | ACK],
      ['>', ACK],
    ] as const;
    expect(new Router().follow(...opened, ...closed)).toEqual([
      'NEW SYN_SENT',
      'ESTABLISHED SYN_RECV',
      'ESTABLISHED ESTABLISHED',
      'ESTABLISHED FIN_WAIT',
      'ESTABLISHED CLOSE_WAIT',
      'ESTABLISHED LAST_ACK',
      'ESTABLISHED TIME_WAIT',
    ]);
  });

  test('that is refused is forgotten at once', () => {
    expect(new Router().follow(['>', SYN], ['<', RST | ACK])).toEqual(['NEW SYN_SENT', 'ESTABLISHED none']);
  });

  test('that is reset later is kept for ten seconds', () => {
    const router = new Router();
    const states = router.follow(['>', SYN], ['<', SYN | ACK], ['>', ACK], ['<', RST]);
    expect(states.at(-1)).toBe('ESTABLISHED CLOSE');
    router.host.time = 10 * SECOND;
    expect(router.state).toBeUndefined();
  });

  test('is assured once it is set up', () => {
    const router = new Router();
    router.follow(['>', SYN], ['<', SYN | ACK]);
    expect(router.table.entries(0)[0]?.assured).toBe(false);
    router.follow(['>', ACK]);
    expect(router.table.entries(0)[0]?.assured).toBe(true);
  });

  test('in TIME_WAIT makes room for a new one with the same ports', () => {
    const router = new Router();
    router.follow(['>', SYN], ['<', SYN | ACK], ['>', ACK], ['>', FIN | ACK], ['<', FIN | ACK], ['>', ACK]);
    expect(router.state).toBe('TIME_WAIT');
    expect(router.follow(['>', SYN])).toEqual(['NEW SYN_SENT']);
  });

  test('may be picked up in the middle', () => {
    expect(new Router().follow(['>', ACK], ['<', ACK])).toEqual(['NEW ESTABLISHED', 'ESTABLISHED ESTABLISHED']);
  });

  test.each([
    ['SYN-ACK', SYN | ACK],
    ['FIN', FIN | ACK],
    ['RST', RST],
    ['no flag', 0],
  ])('does not begin with %s', (_name, flags) => {
    expect(new Router().follow(['>', flags])).toEqual(['INVALID none']);
  });
});

describe('a first packet', () => {
  test('that is dropped leaves nothing behind, and the next is new again', () => {
    const router = new Router();
    expect(router.pass(tcp(SYN), 'nowhere').notes.conntrackInfo).toBe('NEW');
    expect(router.table.entries(0)).toEqual([]);
    expect(router.pass(tcp(SYN)).notes.conntrackInfo).toBe('NEW');
    expect(router.table.entries(0)).toHaveLength(1);
  });

  test('that an answer to it was counted to is not confirmed by the answer', () => {
    const router = new Router();
    const syn = router.pass(tcp(SYN), 'nowhere');
    const reset = skbOf(tcp(RST | ACK, BACK));
    reset.attachTo(syn);
    expect([reset.notes.conntrackInfo, reset.notes.direction]).toEqual(['RELATED', 'reply']);
    confirm(reset, stateAt('POSTROUTING', router.host));
    expect(router.table.entries(0)).toEqual([]);
  });
});

describe('UDP', () => {
  test('is established by a reply', () => {
    const router = new Router();
    const back = { ...BACK, sourcePort: 53 };
    expect(
      [router.pass(udp()), router.pass(udp()), router.pass(udp(back)), router.pass(udp())].map(
        (skb) => skb.notes.conntrackInfo,
      ),
    ).toEqual(['NEW', 'NEW', 'ESTABLISHED', 'ESTABLISHED']);
  });

  test('is forgotten after 30 s, and after 120 s if it is a stream', () => {
    const router = new Router();
    router.pass(udp());
    expect(router.table.entries(0)[0]?.expiresAt).toBe(30 * SECOND);
    router.pass(udp({ ...BACK, sourcePort: 53 }));
    router.host.time = 3 * SECOND;
    router.pass(udp());
    expect(router.table.entries(0)[0]).toMatchObject({ expiresAt: 123 * SECOND, assured: true });
  });
});

describe('ICMP', () => {
  test('requests begin a connection, and replies belong to it', () => {
    const router = new Router();
    expect(router.pass(echo(8, 1)).notes.conntrackInfo).toBe('NEW');
    expect(router.pass(echo(0, 1, BACK)).notes.conntrackInfo).toBe('ESTABLISHED');
  });

  test('replies to nothing are invalid', () => {
    expect(new Router().pass(echo(0, 1)).notes.conntrackInfo).toBe('INVALID');
  });

  const error = (about: Ipv4Packet, source = SERVER) =>
    ipv4Packet({ source, destination: about.source, protocol: PROTOCOL_ICMP }, icmpError(3, 3, about));

  test('errors are related to the connection of the packet they quote, whoever sends them', () => {
    const router = new Router();
    router.pass(udp());
    expect(router.pass(error(udp())).notes.conntrackInfo).toBe('RELATED');
    const { notes } = router.pass(error(udp(), 0x0a090909));
    expect(notes).toMatchObject({ conntrackInfo: 'RELATED', direction: 'reply' });
  });

  test('errors about nothing known are invalid', () => {
    expect(new Router().pass(error(udp())).notes.conntrackInfo).toBe('INVALID');
  });
});
