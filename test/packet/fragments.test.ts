import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeIpv4, encodeIpv4, fragmentIpv4, type Ipv4Packet, reassembleIpv4 } from '../../lib/packet';
import { ICMP_TIME_EXCEEDED } from '../../lib/packet/icmp';
import { icmpError } from '../../lib/packet/icmpError';
import { ipv4Packet, PROTOCOL_ICMP, PROTOCOL_UDP } from '../../lib/packet/ipv4';
import { ordinaryPacket } from './arbitraryFrame';

/** A datagram of so many bytes of data, none like the next. */
function datagram(length: number): Ipv4Packet {
  const payload = Uint8Array.from({ length }, (_, index) => index);
  const header = { source: 1, destination: 2, protocol: PROTOCOL_UDP, identification: 7, dontFragment: false };
  return ipv4Packet(header, { kind: 'udp', sourcePort: 1000, destinationPort: 53, payload });
}

const places = (parts: readonly Ipv4Packet[]) =>
  parts.map(({ totalLength, fragment }) => [totalLength, fragment?.offset, fragment?.more]);
const whole = (parts: readonly Ipv4Packet[]) =>
  reassembleIpv4(parts.map((part) => ({ ...part, fragment: part.fragment! })));

describe('a packet that is too long', () => {
  test('is cut at multiples of eight bytes', () => {
    expect(places(fragmentIpv4(datagram(2972), 1500))).toEqual([
      [1500, 0, true],
      [1500, 1480, true],
      [40, 2960, false],
    ]);
    // 1397 - 20 is no multiple of 8.
    expect(places(fragmentIpv4(datagram(1400), 1397))).toEqual([
      [1396, 0, true],
      [52, 1376, false],
    ]);
  });

  test('has its ports in the first fragment, and bytes alone in the others', () => {
    const [first, second] = fragmentIpv4(datagram(2000), 1500);
    expect(first?.transport).toMatchObject({ kind: 'udp', sourcePort: 1000, destinationPort: 53 });
    expect(second?.transport.kind).toBe('opaque');
    expect(second?.transport.payload[0]).toBe((1480 - 8) % 256);
  });

  test('a fragment is cut into fragments of the same packet', () => {
    const [first, second] = fragmentIpv4(datagram(2000), 1500);
    const parts = [...fragmentIpv4(first!, 1000), ...fragmentIpv4(second!, 300)];
    expect(places(parts)).toEqual([
      [996, 0, true],
      [524, 976, true],
      [300, 1480, true],
      [268, 1760, false],
    ]);
    expect(whole(parts)).toEqual(datagram(2000));
  });

  test('a header that is cut is no header', () => {
    const [first] = fragmentIpv4(datagram(100), 28);
    expect(first?.transport).toMatchObject({ kind: 'udp', payload: new Uint8Array(0) });
    const tcp = { kind: 'tcp' as const, sourcePort: 1, destinationPort: 2, sequence: 0, acknowledgement: 0 };
    const segment = ipv4Packet(
      { source: 1, destination: 2, protocol: 6 },
      { ...tcp, flags: 2, window: 0, options: {}, payload: new Uint8Array(50) },
    );
    expect(fragmentIpv4(segment, 43)[0]?.transport.kind).toBe('opaque');
    expect(fragmentIpv4(segment, 44)[0]?.transport).toMatchObject({ kind: 'tcp', destinationPort: 2 });
  });
});

test('whatever is cut comes together again, also from bytes', () => {
  fc.assert(
    fc.property(ordinaryPacket, fc.integer({ min: 28, max: 200 }), (packet, mtu) => {
      const parts = fragmentIpv4(packet, mtu).map((part) => decodeIpv4(encodeIpv4(part)));
      for (const { totalLength } of parts) expect(totalLength).toBeLessThanOrEqual(mtu);
      if (parts.length > 1) expect(whole(parts)).toEqual({ ...packet, dontFragment: false });
    }),
  );
});

test('parts of different packets are no packet', () => {
  const [first] = fragmentIpv4(datagram(1000), 508);
  const [, second] = fragmentIpv4({ ...datagram(1000), source: 9 }, 508);
  expect(
    whole([first!, { ...second!, fragment: { ...second!.fragment!, bytes: new Uint8Array(488) } }]),
  ).toBeUndefined();
});

test('an error quotes the fragment that it is about', () => {
  const [first] = fragmentIpv4(datagram(2000), 1500);
  const header = { source: 2, destination: 1, protocol: PROTOCOL_ICMP };
  const error = decodeIpv4(encodeIpv4(ipv4Packet(header, icmpError(ICMP_TIME_EXCEEDED, 1, first!))));
  expect(error.transport).toMatchObject({
    quoted: { length: 548, packet: { identification: 7, fragment: { offset: 0, more: true }, totalLength: 1500 } },
  });
});
