/** TCPMSS on SYNs, as Linux 6.18 left them: `--set-mss` takes any size, 0 too, and only a clamp to nothing drops. */
import { describe, expect, test } from 'vitest';
import { prepareTarget, SkBuff, type TcpmssTarget } from '../../lib/netfilter';
import { ipv4Packet, PROTOCOL_TCP, SYN } from '../../lib/packet';
import { CLIENT, SERVER, stateAt, TestHost } from './skbs';

interface SynOptions {
  readonly present?: number;
  readonly data?: number;
  readonly mtu?: number;
}

function mangle(size: TcpmssTarget['size'], { present, data = 0, mtu = 1500 }: SynOptions = {}) {
  const options = present === undefined ? {} : { maximumSegmentSize: present };
  const fixed = { kind: 'tcp', sequence: 1, acknowledgement: 0, window: 1000, flags: SYN } as const;
  const segment = { ...fixed, options, sourcePort: 5555, destinationPort: 9, payload: new Uint8Array(data) };
  const skb = new SkBuff(ipv4Packet({ source: CLIENT, destination: SERVER, protocol: PROTOCOL_TCP }, segment));
  const host = Object.assign(new TestHost(), { pathMtu: () => mtu });
  const verdict = prepareTarget({ kind: 'TCPMSS', size })?.run(skb, stateAt('OUTPUT', host));
  const { transport, totalLength } = skb.packet;
  const left = transport.kind === 'tcp' ? transport.options.maximumSegmentSize : undefined;
  return [verdict, left, totalLength];
}

describe('--set-mss', () => {
  test.each([
    [0, { present: 65495 }, 0, 44],
    [1, { present: 65495 }, 1, 44],
    [0, { present: 0 }, 0, 44],
    [1, { present: 0 }, 0, 44],
    [0, {}, 0, 44],
    [1, {}, 1, 44],
    [600, {}, 536, 44],
    [0, { data: 4 }, undefined, 44],
  ])('%i for a SYN with %o', (size, syn, left, length) => {
    expect(mangle(size, syn)).toEqual(['CONTINUE', left, length]);
  });
});

describe('--clamp-mss-to-pmtu', () => {
  test('leaves what the MTU leaves', () => {
    expect(mangle('clamp', { present: 65495, mtu: 68 })).toEqual(['CONTINUE', 28, 44]);
    expect(mangle('clamp', { mtu: 68 })).toEqual(['CONTINUE', 28, 44]);
  });

  test('drops where it leaves nothing', () => {
    expect(mangle('clamp', { present: 65495, mtu: 40 })).toEqual(['DROP', 65495, 44]);
    expect(mangle('clamp', { present: 65495, mtu: 41 })).toEqual(['CONTINUE', 1, 44]);
  });
});
