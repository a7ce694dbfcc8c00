/** Whatever can be said in values can be said in bytes, and the other way round. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DecodeError,
  decodeFrame,
  decodeIpv4,
  type EthernetFrame,
  encodeFrame,
  encodeIpv4,
  frameLength,
  type Ipv4Packet,
  icmpError,
  internetChecksum,
  ipv4Packet,
} from '../../lib/packet';
import { frameWithCutQuote, ordinaryPacket, wholeFrame } from './arbitraryFrame';
import { readFrames } from './frameFile';

const anyFrame = fc.oneof(wholeFrame, frameWithCutQuote);

test('decoding what was encoded gives the same frame', () => {
  fc.assert(
    fc.property(wholeFrame, (frame) => {
      expect(decodeFrame(encodeFrame(frame))).toEqual(frame);
    }),
    { numRuns: 1000 },
  );
});

test('an encoded frame is as long as an interface counts it', () => {
  fc.assert(fc.property(anyFrame, (frame) => encodeFrame(frame).length === frameLength(frame.payload)));
});

test('bytes around a frame are neither read nor kept', () => {
  fc.assert(
    fc.property(
      wholeFrame,
      fc.uint8Array({ maxLength: 20 }),
      fc.uint8Array({ maxLength: 46 }),
      (frame, before, after) => {
        const encoded = encodeFrame(frame);
        const buffer = Uint8Array.of(...before, ...encoded, ...after);
        const decoded = decodeFrame(buffer.subarray(before.length));
        buffer.fill(0);
        expect(decoded).toEqual(frame);
      },
    ),
  );
});

describe('an ICMP error that quotes a part of a packet', () => {
  test('keeps the length of the quote, and the header and ports in it', () => {
    fc.assert(
      fc.property(frameWithCutQuote, (frame) => {
        const quoted = quoteOf(frame);
        const again = quoteOf(decodeFrame(encodeFrame(frame)));
        expect(again.length).toBe(quoted.length);
        expect({ ...again.packet, transport: 0 }).toEqual({ ...quoted.packet, transport: 0 });
        expect(portsOf(again.packet)).toEqual(portsOf(quoted.packet));
      }),
      { numRuns: 1000 },
    );
  });

  test('loses nothing more when it is written and read again', () => {
    fc.assert(
      fc.property(frameWithCutQuote, (frame) => {
        const once = decodeFrame(encodeFrame(frame));
        expect(decodeFrame(encodeFrame(once))).toEqual(once);
      }),
      { numRuns: 1000 },
    );
  });

  test('comes back byte for byte if it has the 8 bytes of a TCP header that RFC 792 asks for', () => {
    fc.assert(
      fc.property(ordinaryPacket, (about) => {
        if (about.totalLength < 28) return;
        const message = { ...icmpError(3, 1, about), quoted: { packet: about, length: 28 } };
        const header = { source: 1, destination: about.source, protocol: 1 };
        const bytes = encodeIpv4(ipv4Packet(header, message));
        const again = encodeIpv4(decodeIpv4(bytes));
        if (about.transport.kind === 'tcp' || about.transport.kind === 'opaque') expect(again).toEqual(bytes);
        else expect(again.length).toBe(bytes.length);
      }),
    );
  });
});

describe('any bytes', () => {
  test('of any length are a frame or a DecodeError', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), decodesOrRefuses), { numRuns: 5000 });
  });

  test('that start as a frame does are a frame or a DecodeError', () => {
    const frames = fc.oneof(
      anyFrame.map(encodeFrame),
      fc.constantFrom(...[...readFrames('article.txt'), ...readFrames('loopback.txt')].map(({ bytes }) => bytes)),
    );
    const damage = fc.array(fc.tuple(fc.nat({ max: 90 }), fc.nat({ max: 255 })), { maxLength: 4 });
    fc.assert(
      fc.property(frames, damage, fc.boolean(), fc.nat({ max: 100 }), (frame, changes, repair, cut) => {
        const bytes = frame.slice(0, repair ? frame.length : Math.max(0, frame.length - cut));
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        if (repair) repairChecksums(bytes);
        decodesOrRefuses(bytes);
      }),
      { numRuns: 20_000 },
    );
  });
});

/** What can be decoded is the same after another turn. */
function decodesOrRefuses(bytes: Uint8Array): void {
  let frame: EthernetFrame;
  try {
    frame = decodeFrame(bytes);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    expect(error.code).toMatch(/^DECODE_(TRUNCATED|INCONSISTENT|CHECKSUM|UNSUPPORTED)$/);
    expect(error.message).toMatch(/^[A-Z].*\.$/);
    return;
  }
  expect(decodeFrame(encodeFrame(frame))).toEqual(frame);
}

/** Lets damage get past the checksums of an IPv4 packet without options. */
function repairChecksums(bytes: Uint8Array): void {
  if (bytes.length < 42) return;
  const write = (at: number, sum: number) => bytes.set([sum >> 8, sum & 255], at);
  const at: number | undefined = { 1: 36, 6: 50, 17: 40 }[bytes[23]!];
  if (at !== undefined && at + 2 <= bytes.length) {
    write(at, 0);
    const body = bytes.subarray(34);
    const pseudo = Uint8Array.of(...bytes.subarray(26, 34), 0, bytes[23]!, body.length >> 8, body.length & 255);
    write(at, bytes[23] === 1 ? internetChecksum(body) : internetChecksum(pseudo, body));
  }
  write(24, 0);
  write(24, internetChecksum(bytes.subarray(14, 34)));
}

function quoteOf(frame: EthernetFrame) {
  const { transport } = frame.payload as Ipv4Packet;
  if (transport.kind !== 'icmp' || transport.quoted === undefined) throw new Error('not an ICMP error');
  return transport.quoted;
}

function portsOf({ transport }: Ipv4Packet) {
  if (transport.kind === 'tcp' || transport.kind === 'udp') return [transport.sourcePort, transport.destinationPort];
  return transport.kind === 'icmp' ? [transport.type, transport.code, transport.rest] : [];
}
