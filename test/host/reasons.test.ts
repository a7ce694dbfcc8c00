/** Why rules did not match, of both engines, and what is said of rules that are not modelled. */
import { describe, expect, test } from 'vitest';
import { type Answer, loadHost, type Question } from '../../lib/host';
import { caseDumps } from './caseFiles';

const ADDRESSES = {
  name: 'addresses',
  text: '2: eth0: <UP> mtu 1500\n    inet 192.0.2.10/24 scope global eth0\n',
};
const QUESTION: Question = { from: '192.0.2.20:5000', to: '192.0.2.10:22' };

/** The reasons of all rules that were asked before the packet met the policy. */
function reasons(answer: Answer): readonly string[] {
  return answer.steps.flatMap(({ before }) => before.map(({ rule, why }) => `${rule} ${why}`));
}

function iptablesHost(...rules: readonly string[]) {
  const lines = rules.map((rule) => `-A INPUT ${rule}`).join('\n');
  return loadHost([ADDRESSES, { name: 'rules', text: `*filter\n:INPUT DROP [0:0]\n${lines}\nCOMMIT\n` }]);
}

test('of a match with several conditions the one that failed is told', () => {
  const answer = iptablesHost(
    '-p tcp -m tcp --sport 5000 --dport 80 -j ACCEPT',
    '-p tcp -m tcp --sport 53 --dport 22 -j ACCEPT',
    '-p tcp -m tcp --dport 22 --tcp-flags SYN,ACK ACK -j ACCEPT',
    '-p tcp -m multiport --dports 80,443 -j ACCEPT',
    '-m conntrack --ctstate NEW --ctorigdstport 80 -j ACCEPT',
    '-m conntrack --ctstate ESTABLISHED --ctorigdstport 22 -j ACCEPT',
    '-m mac --mac-source 02:00:00:00:00:01 -j ACCEPT',
    '-m iprange --src-range 10.0.0.1-10.0.0.9 -j ACCEPT',
    '-m mark --mark 0x7 -j ACCEPT',
  ).why(QUESTION, { remedies: false });
  expect(reasons(answer).map((reason) => reason.replace(/from (?:[0-9a-f]{2}:){5}.*/, 'from MAC'))).toEqual([
    '1 -m tcp --dport 80: it is for port 22',
    '2 -m tcp --sport 53: it is from port 5000',
    '3 -m tcp --tcp-flags SYN,ACK ACK: its flags are S',
    '4 -m multiport --dports 80,443: it is for port 22',
    '5 -m conntrack --ctorigdstport 80: its connection was asked for from 192.0.2.20:5000 to 192.0.2.10:22',
    '6 -m conntrack --ctstate ESTABLISHED: its state is NEW',
    '7 -m mac --mac-source 02:00:00:00:00:01: it is from MAC',
    '8 -m iprange --src-range 10.0.0.1-10.0.0.9: it is from 192.0.2.20 for 192.0.2.10',
    '9 -m mark --mark 0x7: its mark is 0x0',
  ]);
});

test('a match that remembers packets is not asked again', () => {
  const host = iptablesHost('-m recent --name seen --rcheck -j ACCEPT');
  expect(reasons(host.why(QUESTION, { remedies: false }))).toEqual([
    '1 -m recent --rcheck --name seen --mask 255.255.255.255 --rsource: what it remembers of packets before did not let it match',
  ]);
});

test('rules of nf_tables say which expression failed, and what the packet has', () => {
  const text = `table inet filter {
  set admins { type ipv4_addr; elements = { 10.0.0.1 } }
  chain input {
    type filter hook input priority 0; policy drop;
    iifname "lo" accept
    ct state established,related accept
    tcp dport { 80, 443 } accept
    ip saddr @admins tcp dport 22 accept
    ip saddr . tcp dport { 10.0.0.1 . 22 } accept
    udp dport 53 accept
    ip ttl 1-9 accept
    meta mark 0x7 accept
    tcp dport 80 counter accept
    limit rate over 1/second accept
  }
}
`;
  const answer = loadHost([ADDRESSES, { name: 'ruleset', text }]).why(QUESTION, { remedies: false });
  expect(answer.by).toMatchObject({ backend: 'nft', chain: 'input', rule: 0 });
  expect(reasons(answer)).toEqual([
    '1 iifname "lo": it is "eth0"',
    '2 ct state established,related: it is new',
    '3 tcp dport { 80, 443 }: it is 22',
    '4 ip saddr @admins: it is 192.0.2.20',
    '5 ip saddr . tcp dport { 10.0.0.1 . 22 }: its ip saddr is 192.0.2.20, its tcp dport is 22',
    '6 meta l4proto udp: it is tcp',
    '7 ip ttl 1-9: it is 64',
    '8 meta mark 0x00000007: it is 0x00000000',
    '9 tcp dport 80: it is 22',
    '10 what it remembers of packets before did not let it match',
  ]);
});

describe('rules that are not modelled', () => {
  const host = iptablesHost(
    '-s 10.9.0.0/16 -m geoip --source-country DE -j ACCEPT',
    '-p tcp -m geoip --source-country DE -m tcp --dport 22 -j ACCEPT',
    '-p udp -j NFQUEUE --queue-num 0',
    '-p tcp -m tcp --dport 25 -j NFQUEUE --queue-num 0',
    '-p tcp -m tcp --dport 80 -j ACCEPT',
    '-m geoip --source-country FR -j DROP',
  );

  test('both outcomes are said, and the rule’s reason', () => {
    const answer = host.why(QUESTION);
    expect(answer.lines[0]).toBe(
      '192.0.2.20:5000 (in by eth0) -> 192.0.2.10:22/tcp: DROPPED by the policy of filter INPUT (the program says “timed out”). Unless rule 2 of filter INPUT (`-p tcp -m geoip --source-country DE -m tcp --dport 22 -j ACCEPT`) matches: then delivered.',
    );
    expect(reasons(answer)[1]).toBe('2 -m geoip --source-country DE is not modelled: taken not to match');
    expect(answer.steps.at(-1)?.before[1]?.text).toBe(
      '-p tcp -m geoip --source-country DE -m tcp --dport 22 -j ACCEPT',
    );
  });

  test('what a target does that is not modelled is not known, where a packet came to it', () => {
    expect(host.why({ ...QUESTION, to: '192.0.2.10:25' }).lines[0]).toContain(
      'What rule 4 of filter INPUT (`-p tcp -m tcp --dport 25 -j NFQUEUE --queue-num 0`) does is not known.',
    );
    expect(host.why({ ...QUESTION, to: '192.0.2.10:22' }).lines[0]).not.toContain('NFQUEUE');
  });

  test('behind the rule that decided nothing is unsure', () => {
    const answer = host.why({ ...QUESTION, to: '192.0.2.10:80' });
    expect(answer.lines[0]).toBe(
      '192.0.2.20:5000 (in by eth0) -> 192.0.2.10:80/tcp: DELIVERED to the host:80, which sees 192.0.2.20.',
    );
    expect(answer.unknown.map(({ rule, asked }) => `${rule} ${asked}`)).toEqual([
      '1 true',
      '2 true',
      '3 false',
      '4 false',
      '6 false',
    ]);
  });

  test('have the numbers that commands give them', () => {
    const moved = host.after('iptables -I INPUT -p icmp -j DROP\niptables -D INPUT 2').why(QUESTION);
    expect(moved.lines[0]).toContain('Unless rule 2 of filter INPUT (`-p tcp -m geoip');
    expect(moved.unknown.map(({ rule }) => rule)).toEqual([2, 3, 4, 6]);
  });
});

test('a line of nf_tables that is not modelled is told where its chain is asked', () => {
  const text = `table inet filter {
  chain input {
    type filter hook input priority 0; policy accept;
    socket transparent 1 drop
    tcp dport 22 accept
  }
  chain forward {
    type filter hook forward priority 0; policy accept;
    socket wildcard 1 drop
  }
}
`;
  const host = loadHost([ADDRESSES, { name: 'ruleset', text }]);
  const answer = host.why({ from: '192.0.2.20', to: '192.0.2.10', protocol: 'icmp', state: 'length 84' });
  expect(answer.lines[0]).toContain(
    'What the line of inet filter input (`socket transparent 1 drop`) does is not known.',
  );
  expect(answer.unknown.filter(({ asked }) => asked).map(({ text: line }) => line)).toEqual([
    'socket transparent 1 drop',
  ]);
});

test('a published port passes the rules of INPUT: who closes it there is told where it can be closed', () => {
  const text = `*nat
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
COMMIT
*filter
:INPUT DROP [0:0]
:FORWARD ACCEPT [0:0]
-A FORWARD -j DOCKER-USER
COMMIT
`;
  const bridge = '3: docker0: <UP> mtu 1500\n    inet 172.17.0.1/16 scope global docker0\n';
  const host = loadHost([
    { name: 'addresses', text: `${ADDRESSES.text}${bridge}` },
    { name: 'rules', text },
    { name: 'settings', text: 'net.ipv4.ip_forward = 1\n' },
  ]);
  const answer = host.why({ from: 'outside', to: '192.0.2.10:8080' });
  expect(answer.fate).toBe('delivered');
  expect(answer.notes[0]).toContain('The host’s INPUT rules, such as ufw’s, are not asked');
  expect(answer.remedies[0]).toMatchObject({
    command: 'iptables -I DOCKER-USER -i eth0 -p tcp -m conntrack --ctorigdstport 8080 --ctdir ORIGINAL -j DROP',
    tried: 'dropped',
  });
  expect(answer.lines.at(-1)).toMatch(
    /^\d\. Would be stopped by `iptables -I DOCKER-USER .*` \(tried on a copy: dropped\)\.$/,
  );
});

test('who writes such rules, and what else is asked', () => {
  const notes = (number: string, question: Question) =>
    loadHost(caseDumps(number)).why(question, { remedies: false }).notes;
  expect(notes('16', { from: '172.18.0.2', to: '172.18.0.1:80' })).toEqual([
    expect.stringContaining('run docker-proxy (userland-proxy: true)'),
  ]);
  expect(notes('12', { from: '10.1.99.7', to: '10.1.215.5:2181' })).toEqual([
    expect.stringContaining('com.docker.network.bridge.trusted_host_interfaces'),
  ]);
  expect(notes('14', { from: '10.2.0.3', to: '10.2.0.100:80' })).toEqual([
    expect.stringContaining('The ACCEPT of filter FORWARD is not the last word'),
  ]);
  expect(notes('04', { from: '192.0.2.20', to: '192.0.2.10:8080' })).toEqual([
    'Port 8080 is published at 127.0.0.1 only.',
  ]);
  expect(notes('24', { from: '192.0.2.20', to: '192.0.2.10:5000' })).toEqual([
    'The container answers by its default route, by br-0back, while the request went by br-0front: the answer’s source 172.18.0.2 belongs there.',
  ]);
});
