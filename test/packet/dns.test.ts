/** DNS messages (RFC 1035). The first two have the lengths that tcpdump showed of glibc's question and dockerd's answer. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DecodeError } from '../../lib/packet';
import {
  DNS_TYPES,
  type DnsRecord,
  decodeDns,
  dnsAnswer,
  dnsQuery,
  encodeDns,
  isDnsName,
  reverseName,
} from '../../lib/packet/dns';

const hex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const bytes = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

const QUERY = dnsQuery(18_152, { name: 'al', type: DNS_TYPES.A });
const ADDRESS: DnsRecord = { name: 'al', type: DNS_TYPES.A, ttl: 600, data: 0xac12_0003 };

test('a question and its answer', () => {
  expect(hex(encodeDns(QUERY))).toBe('46e801000001000000000000' + '02616c0000010001');
  const answer = encodeDns({ ...dnsAnswer(QUERY), answers: [ADDRESS] });
  expect(hex(answer)).toBe(
    '46e881800001000100000000' + '02616c0000010001' + '02616c0000010001' + '00000258' + '0004ac120003',
  );
  expect(answer.length).toBe(38);
});

test('a name may point to one that came before', () => {
  const pointed = bytes('46e881800001000100000000' + '02616c0000010001' + 'c00c00050001000002580005' + '0177c00c00');
  expect(decodeDns(pointed).answers).toEqual([{ name: 'al', type: DNS_TYPES.CNAME, ttl: 600, data: 'w.al' }]);
});

test.each([
  '46e801',
  '46e801000001000000000000',
  '46e801000001000000000000026100',
  '46e801000001000000000000c00c00010001',
  '46e8010000010000000000004000',
])('what is cut, or leads nowhere, is no message: %s', (text) =>
  expect(() => decodeDns(bytes(text))).toThrow(DecodeError),
);

test('what is written is read again', () => {
  const label = fc.stringMatching(/^[a-z0-9_-]{1,63}$/);
  const name = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.'));
  const data = fc.oneof(
    fc.integer({ min: 0, max: 0xffff_ffff }).map((value) => ({ type: DNS_TYPES.A, data: value })),
    fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }).map((value) => ({ type: DNS_TYPES.AAAA, data: value })),
    name.map((value) => ({ type: DNS_TYPES.PTR, data: value })),
    fc.uint8Array({ maxLength: 20 }).map((value) => ({ type: DNS_TYPES.TXT, data: value })),
  );
  const record = fc
    .tuple(name, fc.integer({ min: 0, max: 0xffff_ffff }), data)
    .map(([owner, ttl, rest]) => ({ name: owner, ttl, ...rest }));
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 0xffff }),
      name,
      fc.array(record),
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      fc.integer({ min: 0, max: 15 }),
      (
        id,
        asked,
        records,
        [authoritative = false, truncated = false, recursionDesired = false, authenticData = false],
        code,
      ) => {
        const message = {
          ...dnsAnswer(dnsQuery(id, { name: asked, type: DNS_TYPES.MX }), code),
          authoritative,
          truncated,
          recursionDesired,
          authenticData,
          answers: records,
          authorities: records.slice(1),
          additionals: records.slice(2),
        };
        expect(decodeDns(encodeDns(message))).toEqual(message);
      },
    ),
    { seed: 7 },
  );
});

test('names of addresses, and names that are none', () => {
  expect(reverseName(0xac12_0003)).toBe('3.0.18.172.in-addr.arpa');
  expect([
    isDnsName('a.b'),
    isDnsName('a.b.'),
    isDnsName('a..b'),
    isDnsName(''),
    isDnsName('x'.repeat(63)),
    isDnsName('x'.repeat(64)),
  ]).toEqual([true, true, false, false, true, false]);
});
