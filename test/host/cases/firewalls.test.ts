/** Real questions about hosts with rules of others, ufw's, firewalld's, nftables': what the kernel gave (kernel.out of each case). */
import { describe, expect, test } from 'vitest';
import { by, counted, fate, load, remedies } from './answers';

describe('08: Docker’s policy and the guests of another bridge', () => {
  const host = load('08');
  const question = { from: '10.20.30.5', to: '192.0.2.20:80' };

  test('the answer meets the policy of FORWARD', () => {
    const answer = host.why(question);
    expect(answer.fate).toBe('dropped');
    expect(by(answer)).toBe('filter FORWARD 0');
    expect(
      counted(answer, 'filter DOCKER-USER 1', 'filter DOCKER-USER 2', 'filter FORWARD 0', 'filter FORWARD 1'),
    ).toEqual([
      '[4:240] filter FORWARD 0',
      '[7:420] filter FORWARD 1',
      '[3:180] filter DOCKER-USER 1',
      '[4:240] filter DOCKER-USER 2',
    ]);
    expect(remedies(answer)).toContain(
      'iptables -I DOCKER-USER -o lxdbr0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    );
    expect(answer.lines[0]).toContain('the SYN-ACK is DROPPED by the policy of filter FORWARD');
  });
});

describe('12: a raw DROP of engine 28 and flannel', () => {
  const host = load('12');
  const far = { from: '10.1.99.7', to: '10.1.215.5:2181' };
  const near = { from: '10.1.215.6', to: '10.1.215.5:2181' };

  test('raw drops it before DOCKER-USER is asked', () => {
    const answer = host.why(far);
    expect(by(answer)).toBe('raw PREROUTING 1');
    expect(counted(answer, 'raw PREROUTING 1', 'filter FORWARD 1')).toEqual(['[3:180] raw PREROUTING 1']);
    expect(remedies(answer)).toContain('iptables -t raw -I PREROUTING 1 -d 10.1.215.5 -i flannel.1 -j ACCEPT');
    expect(fate(host.after('iptables -I DOCKER-USER -i flannel.1 -j ACCEPT'), far)).toBe('dropped');
  });

  test('the change of who asked closes the bridge’s own way', () => {
    const changed = host.after(
      'iptables -t raw -F PREROUTING\niptables -t raw -A PREROUTING -d 10.1.215.5/32 ! -i flannel.1 -p tcp -m tcp --dport 2181 -j DROP',
    );
    expect([fate(host, near), fate(changed, far)]).toEqual(['delivered', 'delivered']);
    const answer = changed.why(near, { remedies: false });
    expect(by(answer)).toBe('raw PREROUTING 1');
    expect(counted(answer, 'raw PREROUTING 1')).toEqual(['[3:180] raw PREROUTING 1']);
  });
});

describe('14: firewalld’s second base chain', () => {
  const host = load('14');
  const question = { from: '10.2.0.3', to: '10.2.0.100:80' };

  test('nft rejects what iptables has accepted', () => {
    const answer = host.why(question);
    expect(answer).toMatchObject({ fate: 'rejected', seen: 'No route to host', by: { backend: 'nft' } });
    expect(by(answer)).toBe('inet firewalld filter_FWD_public 2');
    expect(counted(answer, 'filter FORWARD 6', 'inet firewalld filter_FWD_public 2')).toEqual([
      '[1:60] filter FORWARD 6',
      '[1:60] inet firewalld filter_FWD_public 2',
    ]);
    expect(answer.remedies.length).toBeGreaterThan(0);
  });

  test('the published port passes, and the bridge in a zone that accepts', () => {
    expect(fate(host, { from: '192.0.2.20', to: '192.0.2.10:8080' })).toBe('delivered');
    expect(by(host.why({ from: '10.2.0.3', to: '192.0.2.20:443' }))).toBe('inet firewalld filter_FWD_public 2');
    const mended = host.after('nft insert rule inet firewalld filter_FORWARD_ZONES iifname "br-92ff25fd273d" accept');
    expect(fate(mended, question)).toBe('delivered');
    expect(fate(mended, { from: '10.2.0.3', to: '192.0.2.20:443' })).toBe('delivered');
  });
});

describe('15: nftables.conf with policies that drop', () => {
  const host = load('15');
  const world = { from: '192.0.2.20', to: '192.0.2.10:9443' };
  const itself = { from: 'host', to: '127.0.0.1:9443' };

  test('both ways meet a policy of nft', () => {
    const answer = host.why(world);
    expect(by(answer)).toBe('inet filter forward 0');
    expect(counted(answer, 'filter DOCKER 1')).toEqual([]);
    expect(answer.remedies[0]?.tried).toBe('delivered');
    const own = host.why(itself);
    expect(by(own)).toBe('inet filter input 0');
    expect(remedies(own)[0]).toContain('iif lo accept');
    expect(fate(host.after('iptables -I DOCKER-USER -j ACCEPT'), world)).toBe('dropped');
  });

  test('the accepts of the thread open both', () => {
    const mended = host.after(
      [
        'nft insert rule inet filter input iif lo accept',
        'nft insert rule inet filter input ct state established,related accept',
        'nft add rule inet filter forward ct state established,related counter accept',
        'nft add rule inet filter forward ct status dnat counter accept',
      ].join('\n'),
    );
    expect(mended.why(world).to).toBe('container 172.18.0.2:9443, which sees 192.0.2.20');
    expect(mended.why(itself).to).toBe('container 172.18.0.2:9443 through docker-proxy, which sees 172.18.0.1');
    expect(counted(mended.why(world), 'inet filter forward 2')).toEqual(['[1:60] inet filter forward 2']);
  });
});

describe('21: a string in a packet', () => {
  const host = load('21');
  const request = (header: string) => ({
    from: '192.0.2.20',
    to: '192.0.2.10:80',
    payload: `GET / HTTP/1.1\r\n${header}\r\n\r\n`,
  });

  test.each([
    ['X-Forwarded-For: 198.51.100.7', 'dropped'],
    ['X-Forwarded-For: 198.51.100.77', 'dropped'],
    ['X-Forwarded-For: 198.51.100.8', 'delivered'],
    ['X-Forwarded-For: 10.0.0.1, 198.51.100.7', 'delivered'],
    ['x-forwarded-for: 198.51.100.7', 'delivered'],
  ])('%s: %s', (header, expected) => {
    const answer = host.why(request(header), { remedies: false });
    expect(answer.fate).toBe(expected);
    if (expected === 'dropped') expect(by(answer)).toBe('filter f2b-xyz_failure 1');
  });
});
