/** Real questions about uplinks, MTU and rp_filter: what the kernel gave (kernel.out of each case). */
import { describe, expect, test } from 'vitest';
import { counted, fate, load, remedies } from './answers';

describe('05: a second uplink and policy routing', () => {
  const host = load('05');
  const question = { from: '203.0.113.20', to: '10.10.26.160:8080' };

  test('the answer leaves by the other uplink', () => {
    const answer = host.why(question);
    expect(answer.notes[0]).toBe(
      'The answer leaves by eno1, not by eno2 where the request came in: it is routed with the source 172.17.0.2, which becomes 10.10.26.160 only afterwards.',
    );
    expect(answer.remedies[0]?.command).toContain('ip rule add fwmark 2 lookup 100');
    expect(host.why({ from: '203.0.113.20', to: '10.10.24.157:8080' }).notes).toEqual([]);
    expect(host.why({ from: '203.0.113.20', to: '10.10.26.160:9000' }).notes).toEqual([]);
  });

  test('with rp_filter 1 the request itself is lost, after DNAT', () => {
    const strict = host.after('sysctl -w net.ipv4.conf.all.rp_filter=1');
    const answer = strict.why(question, { remedies: false });
    expect(answer).toMatchObject({ fate: 'lost', by: { backend: 'kernel', text: 'rp_filter on eno2' } });
    expect(counted(answer, 'nat DOCKER 2')).toEqual(['[3:180] nat DOCKER 2']);
    expect(fate(strict, { from: '203.0.113.20', to: '10.10.26.160:9000' })).toBe('delivered');
  });

  test('marks by the interface bring the answer back by it', () => {
    const mended = host.after(
      'iptables -t mangle -A PREROUTING -i eno2 -m conntrack --ctstate NEW -j CONNMARK --set-mark 2\niptables -t mangle -A PREROUTING -i docker0 -j CONNMARK --restore-mark\nip rule add fwmark 2 lookup 100',
    );
    expect(mended.why(question)).toMatchObject({ fate: 'delivered', notes: [] });
  });
});

describe('18: an uplink with a smaller MTU, and silent routers', () => {
  const host = load('18');
  const question = { from: '172.17.0.2', to: '203.0.113.20:443' };

  test('large answers do not arrive', () => {
    const answer = host.why(question);
    expect(answer).toMatchObject({ fate: 'lost', seen: 'connected, then timed out' });
    expect(answer.by?.text).toBe('it is longer than the MTU 1400 of the link at eth0, and its sender is not told');
    expect(answer.remedies[0]?.command).toContain('--clamp-mss-to-pmtu');
    expect(answer.assumptions.some(({ text }) => text.includes('ICMP'))).toBe(true);
  });

  test('the host itself, the published port, and a clamped MSS are well', () => {
    const large = { size: 20_000, silentRouters: true };
    expect(fate(host, { from: 'host', to: '203.0.113.20:443' })).toBe('delivered');
    expect(fate(host, { from: '203.0.113.20', to: '192.0.2.10:8080', ...large })).toBe('delivered');
    expect(fate(host, { ...question, size: 20_000 })).toBe('delivered');
    host.why({ ...question, ...large });
    expect(fate(host, { ...question, size: 20_000 })).toBe('delivered');
    const clamped = host.after(
      'iptables -t mangle -A FORWARD -o eth0 -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu',
    );
    const answer = clamped.why({ ...question, ...large });
    expect(answer.fate).toBe('delivered');
    expect(counted(answer, 'mangle FORWARD 1')).toEqual(['[1:60] mangle FORWARD 1']);
  });
});

describe('19: a reset without a connection', () => {
  const host = load('19');
  const question = { from: '172.17.0.2:40608', to: '192.0.2.20:443', state: 'flags R. length 52' };

  test('leaves with the container’s own address', () => {
    const answer = host.why(question);
    expect(answer.lines[0]).toBe(
      'container 172.17.0.2:40608 -> 192.0.2.20:443/tcp: the RST leaves by eth0 UNCHANGED, source 172.17.0.2.',
    );
    expect(counted(answer, 'filter FORWARD 5', 'nat POSTROUTING 1')).toEqual(['[1:52] filter FORWARD 5']);
    expect(remedies(answer)).toEqual(['iptables -I FORWARD -m conntrack --ctstate INVALID -j DROP']);
    const mended = host.after('iptables -I FORWARD -m conntrack --ctstate INVALID -j DROP').why(question);
    expect(counted(mended, 'filter FORWARD 1')).toEqual(['[1:52] filter FORWARD 1']);
  });
});

describe('24: two networks and rp_filter', () => {
  const host = load('24');
  const question = { from: '192.0.2.20', to: '192.0.2.10:5000' };

  test('the SYN-ACK dies on the bridge of the default route', () => {
    const answer = host.why(question);
    expect(answer).toMatchObject({ fate: 'lost', by: { backend: 'kernel', text: 'rp_filter on br-0back' } });
    expect(counted(answer, 'filter DOCKER 1', 'filter FORWARD 1', 'filter FORWARD 3', 'filter FORWARD 4')).toEqual([
      '[3:180] filter FORWARD 1',
      '[2:120] filter FORWARD 3',
      '[1:60] filter FORWARD 4',
      '[1:60] filter DOCKER 1',
    ]);
    expect(remedies(answer)).toEqual(['sysctl -w net.ipv4.conf.br-0back.rp_filter=2']);
    expect(fate(host, { from: 'host', to: '192.0.2.10:5000' })).toBe('lost');
  });

  test.each([0, 2])('rp_filter %i lets it in', (value) => {
    const set = ['all', 'br-0front', 'br-0back'].map((name) => `sysctl -w net.ipv4.conf.${name}.rp_filter=${value}`);
    expect(fate(host.after(set.join('\n')), question)).toBe('delivered');
  });
});
