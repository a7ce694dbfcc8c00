/** One packet alone, and questions that cannot be asked. */
import { describe, expect, test } from 'vitest';
import { loadHost } from '../../lib/host';
import { caseDumps } from './caseFiles';

const ADDRESSES = '2: eth0: <UP> mtu 1500\n    inet 192.0.2.10/24 scope global eth0\n';
const RULES = `*filter
:INPUT DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT
-A OUTPUT -m mark --mark 0x2 -j DROP
COMMIT
`;

describe('a packet of an established connection', () => {
  const host = loadHost([
    { name: 'addresses', text: ADDRESSES },
    { name: 'rules', text: RULES },
  ]);
  const ask = (state: string, protocol: 'tcp' | 'udp' = 'tcp') =>
    host.why({ from: '192.0.2.20', to: '192.0.2.10:22', protocol, state }, { remedies: false });

  test('is let in where a new one is not, whether or not somebody listens', () => {
    expect(ask('flags S').by).toMatchObject({ chain: 'INPUT', rule: 0 });
    expect(ask('established')).toMatchObject({ fate: 'delivered', by: undefined });
    expect(ask('established flags F. length 40').lines[0]).toContain('the FIN is taken by the host');
    expect(ask('established', 'udp').fate).toBe('delivered');
  });

  test('leaves the rules as they are', () => {
    ask('established');
    expect(ask('flags .').by).toMatchObject({ chain: 'INPUT', rule: 0 });
  });

  test('is translated as its first packet was, though that would be dropped now', () => {
    const answer = loadHost(caseDumps('10')).why(
      { from: 'outside', to: '203.0.113.10:9000', state: 'established' },
      { remedies: false },
    );
    expect(answer.lines.slice(0, 2)).toEqual([
      '203.0.113.20 (in by eth0) -> 203.0.113.10:9000/tcp: the segment of 52 bytes leaves by docker0 as 203.0.113.20:40608 -> 172.17.0.2:80.',
      '1. filter FORWARD 3 `-o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT` [+1, 52].',
    ]);
  });

  test('passes nf_tables as well', () => {
    const answer = loadHost(caseDumps('14')).why(
      { from: '10.2.0.3', to: '10.2.0.100:80', state: 'established' },
      { remedies: false },
    );
    expect(answer.fate).toBe('delivered');
  });
});

describe('what is said of a packet', () => {
  const host = loadHost([
    { name: 'addresses', text: ADDRESSES },
    { name: 'rules', text: RULES },
  ]);

  test('a mark is that of what the host sends', () => {
    const question = { from: 'host', to: '192.0.2.20:22' };
    expect(host.why({ ...question, state: 'mark 2' }).by).toMatchObject({ chain: 'OUTPUT', rule: 1 });
    expect(host.why({ ...question, state: 'mark 3' }).fate).toBe('delivered');
  });

  test.each([
    [{ from: 'outside', to: '192.0.2.10:22', state: 'mark 2' }, 'a mark stays in the machine that sets it'],
    [{ from: 'host', to: '192.0.2.20:22', state: 'length 70000' }, 'length 70000: it goes from 20 to 65535'],
    [{ from: 'host', to: '192.0.2.20:22', state: 'ttl 0' }, 'ttl 0: it goes from 1 to 255'],
    [{ from: 'host', to: '192.0.2.20:22', state: '__proto__ 1' }, '"__proto__ 1" is no state'],
    [{ from: 'host', to: '192.0.2.20:22', size: 1e10 }, '10000000000 bytes are more than a server sends here'],
    [{ from: 'host', to: '192.0.2.20:22', protocol: 'icmp' as const }, 'ICMP has no ports: ask for 192.0.2.20 alone'],
    [
      { from: '[2001:db8::1]:5', to: '192.0.2.10:22' },
      '"[2001:db8::1]:5" is an address of IPv6, whose packets are not modelled',
    ],
    [{ from: 'outside', to: '2001:db8::1' }, '"2001:db8::1" is an address of IPv6'],
    [{ from: 'outside', to: '192.0.2.10:70000' }, '"192.0.2.10:70000": ports go to 65535'],
    [{ from: '192.0.2.7%wg9', to: '192.0.2.10:22' }, '"wg9" is no interface to the outside; there is eth0'],
    [{ from: 'outside', to: 'web:80' }, '"web" is neither an address of IPv4 nor a container of this host'],
  ])('%j is refused in one sentence', (question, message) => {
    expect(() => host.why(question)).toThrow(message);
  });

  test.each([
    ['16', { from: '172.17.0.2', to: '198.51.100.7:443' }, 'the host has no route to it'],
    ['04', { from: '192.0.2.20', to: '127.0.0.1:8081' }, 'the host takes no packet for such an address from outside'],
    ['10', { from: '172.17.0.2', to: '203.0.113.99:443', state: 'ttl 1' }, 'its TTL ran out in the host'],
  ])('what the kernel does without a rule is said plainly (%s)', (number, question, words) => {
    expect(loadHost(caseDumps(number)).why(question, { remedies: false }).lines[0]).toContain(`LOST: ${words}`);
  });

  test('who is not there is told who is', () => {
    const other = loadHost(caseDumps('16'));
    expect(() => other.why({ from: 'web', to: '172.17.0.2:80' })).toThrow(
      'there is no "web" on this host: ask from outside, host, an address or a container; its containers are 172.17.0.2',
    );
  });
});
