/** Frames that real kernels sent, read and written again. */
import { expect, test } from 'vitest';
import { decodeFrame, encodeFrame, formatTcpFlags, type Ipv4Packet } from '../../lib/packet';
import { type CapturedFrame, readFrames } from './frameFile';

const ARTICLE = readFrames('article.txt');
const LOOPBACK = readFrames('loopback.txt');

const label = ({ step, interface: name }: CapturedFrame, index: number) => `${index + 1}: ${step} at ${name}`;

test.each(ARTICLE.map((frame, index) => [label(frame, index), frame.bytes] as const))(
  'frame %s comes back byte for byte, checksums included',
  (_label, bytes) => {
    expect(encodeFrame(decodeFrame(bytes))).toEqual(bytes);
  },
);

test('the first access from the client to ng1 reads as it was', () => {
  const packets = ARTICLE.filter((frame) => frame.step === '06-client-to-ng1' && frame.interface === 'client-eth0').map(
    (frame) => decodeFrame(frame.bytes).payload as Ipv4Packet,
  );
  const flags = packets.map(({ transport }) => (transport.kind === 'tcp' ? formatTcpFlags(transport.flags) : ''));
  expect(flags).toEqual(['S', 'S.', '.', 'P.', '.', 'P.', '.', 'P.', '.', 'F.', 'F.', '.']);
  const request = packets[3]!.transport;
  expect(new TextDecoder().decode(request.kind === 'tcp' ? request.payload : undefined)).toMatch(
    /^GET \/ HTTP\/1.1\r\n/,
  );
});

const CHECKSUMS: Readonly<Record<string, readonly number[]>> = {
  'udp-to-closed-port': [40, 41],
  'port-unreachable': [36, 37, 68, 69],
  'port-unreachable-cut': [36, 37, 68, 69],
  'syn-to-closed-port': [50, 51],
  'reject-of-a-syn': [36, 37, 78, 79],
  reset: [],
  'echo-request': [],
  'echo-reply': [],
  'ipv6-udp-to-closed-port': [60, 61],
  'ipv6-port-unreachable': [56, 57, 108, 109],
  'ipv6-syn-to-closed-port': [70, 71],
  'ipv6-reset': [70, 71],
  'ipv6-echo-request': [],
  'ipv6-echo-reply': [],
};

test.each(LOOPBACK.map((frame) => [frame.step, frame.bytes] as const))(
  '%s comes back but for checksums that were left to the device',
  (name, bytes) => {
    const again = encodeFrame(decodeFrame(bytes));
    expect(again.length).toBe(bytes.length);
    expect([...again.keys()].filter((at) => again[at] !== bytes[at])).toEqual(CHECKSUMS[name]);
  },
);

test('a port unreachable of 576 bytes quotes 548 bytes of a longer datagram', () => {
  const { bytes } = LOOPBACK.find((frame) => frame.step === 'port-unreachable-cut')!;
  const { transport } = decodeFrame(bytes).payload as Ipv4Packet;
  expect(transport).toMatchObject({
    type: 3,
    code: 3,
    quoted: { length: 548, packet: { totalLength: 1329, transport: { kind: 'udp', destinationPort: 9 } } },
  });
});
