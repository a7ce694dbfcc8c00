/** Which rules are told to be shadowed: only where every packet that they ask for is taken before, which is proved and not guessed. */
import { describe, expect, test } from 'vitest';
import { loadHost } from '../../../lib/host';

/** `2 by 1` for each shadowed rule of a chain. */
function shadowed(...rules: readonly string[]): readonly string[] {
  const text = `*filter\n:other - [0:0]\n:never - [0:0]\n:ends - [0:0]\n-A other -p udp -j ACCEPT\n-A never -p udp -j RETURN\n-A never -j DROP\n-A ends -p udp -j ACCEPT\n-A ends -j DROP\n${rules.map((rule) => `-A FORWARD ${rule}`).join('\n')}\nCOMMIT\n`;
  return loadHost([{ name: 'rules', text }])
    .audit()
    .findings.flatMap(({ sentence }) => {
      const [, late, early] = /^Rule (\d+) of filter FORWARD never matches: rule (\d+)/.exec(sentence) ?? [];
      return late === undefined ? [] : [`${late} by ${early}`];
    });
}

const INCLUDED: readonly (readonly [string, string])[] = [
  ['-j DROP', '-p tcp --dport 80 -j ACCEPT'],
  ['-s 10.0.0.0/8 -j DROP', '-s 10.1.0.0/16 -j ACCEPT'],
  ['-d 10.1.0.0/16 -j DROP', '-d 10.1.2.3/32 -p tcp -j ACCEPT'],
  ['! -s 10.0.0.0/8 -j DROP', '-s 192.168.0.0/16 -j ACCEPT'],
  ['! -s 10.1.0.0/16 -j DROP', '! -s 10.0.0.0/8 -j ACCEPT'],
  ['-i eth+ -j DROP', '-i eth0 -j ACCEPT'],
  ['! -i eth0 -j DROP', '-i docker0 -j ACCEPT'],
  ['! -o br+ -j DROP', '-o eth+ -j ACCEPT'],
  ['! -p tcp -j DROP', '-p udp -j ACCEPT'],
  ['-p tcp --dport 1:1024 -j DROP', '-p tcp -m tcp --dport 80 -j ACCEPT'],
  ['-p tcp --dport 1:1024 -j DROP', '-p tcp -m multiport --dports 22,80:90 -j ACCEPT'],
  ['-p tcp -m multiport --dports 22,80:90 -j DROP', '-p tcp --dport 85 -j ACCEPT'],
  ['-p tcp ! --dport 22 -j DROP', '-p tcp --dport 80 -j ACCEPT'],
  ['-p udp --sport 53 -j DROP', '-p udp --sport 53 --dport 1024:65535 -j ACCEPT'],
  ['-p tcp --tcp-flags FIN,SYN,RST,ACK SYN -j DROP', '-p tcp --tcp-flags FIN,SYN,RST,ACK SYN --dport 80 -j ACCEPT'],
  ['-m conntrack --ctstate RELATED,ESTABLISHED -j DROP', '-p tcp -m state --state ESTABLISHED -j ACCEPT'],
  ['-m comment --comment all -s 10.0.0.0/8 -j DROP', '-s 10.0.0.0/8 -j ACCEPT'],
  ['-m addrtype --dst-type LOCAL -j DROP', '-p tcp -m addrtype --dst-type LOCAL -j ACCEPT'],
  ['-j REJECT', '-p tcp -j ACCEPT'],
  ['-s 10.0.0.0/8 -g other', '-s 10.0.0.0/8 -j ACCEPT'],
  ['-s 10.0.0.0/8 -j ends', '-s 10.0.0.0/8 -p tcp -j ACCEPT'],
];

const NOT_INCLUDED: readonly (readonly [string, string])[] = [
  ['-s 10.1.0.0/16 -j DROP', '-s 10.0.0.0/8 -j ACCEPT'],
  ['-s 10.1.0.0/16 -j DROP', '-p tcp -j ACCEPT'],
  ['! -s 10.0.0.0/8 -j DROP', '-s 10.1.0.0/16 -j ACCEPT'],
  ['! -s 10.0.0.0/8 -j DROP', '! -s 10.1.0.0/16 -j ACCEPT'],
  ['-s 10.0.0.0/8 -j DROP', '! -s 192.168.0.0/16 -j ACCEPT'],
  ['-i eth0 -j DROP', '-i eth+ -j ACCEPT'],
  ['! -i eth0 -j DROP', '-i eth+ -j ACCEPT'],
  ['! -i eth+ -j DROP', '-i eth0 -j ACCEPT'],
  ['-i eth0 -j DROP', '-o eth0 -j ACCEPT'],
  ['-p tcp -j DROP', '-p udp -j ACCEPT'],
  ['-p tcp -j DROP', '! -p udp -j ACCEPT'],
  ['-p tcp --dport 80 -j DROP', '-p tcp --dport 79:81 -j ACCEPT'],
  ['-p tcp --dport 80 -j DROP', '-p tcp --sport 80 -j ACCEPT'],
  ['-p tcp --dport 80 -j DROP', '-p tcp ! --dport 80 -j ACCEPT'],
  ['-p tcp ! --dport 80 -j DROP', '-p tcp --dport 80:81 -j ACCEPT'],
  ['-p tcp -m multiport --dports 22,80 -j DROP', '-p tcp -m multiport --dports 22,81 -j ACCEPT'],
  ['-p tcp -m multiport ! --dports 22,80 -j DROP', '-p tcp --dport 22 -j ACCEPT'],
  ['-p tcp -m multiport --ports 22 -j DROP', '-p tcp -m multiport --dports 23 -j ACCEPT'],
  ['-p tcp --syn -j DROP', '-p tcp --dport 80 -j ACCEPT'],
  ['-m conntrack --ctstate ESTABLISHED -j DROP', '-m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT'],
  ['-m conntrack ! --ctstate NEW -j DROP', '-m conntrack --ctstate NEW -j ACCEPT'],
  ['-m conntrack --ctstate DNAT --ctdir ORIGINAL -j DROP', '-m conntrack --ctstate DNAT -j ACCEPT'],
  ['-m limit --limit 1/sec -j DROP', '-m limit --limit 1/sec -j ACCEPT'],
  ['-m statistic --mode nth --every 2 --packet 0 -j DROP', '-m statistic --mode nth --every 2 --packet 0 -j ACCEPT'],
  ['-m mark --mark 1 -j DROP', '-m mark --mark 1 -j ACCEPT'],
  ['-s 10.0.0.0/8 -j LOG', '-s 10.0.0.0/8 -j ACCEPT'],
  ['-s 10.0.0.0/8', '-s 10.0.0.0/8 -j ACCEPT'],
  ['-s 10.0.0.0/8 -j other', '-s 10.0.0.0/8 -j ACCEPT'],
  ['-s 10.0.0.0/8 -j never', '-s 10.0.0.0/8 -j ACCEPT'],
  ['-m u32 --u32 "0=1" -j DROP', '-m u32 --u32 "0=1" -j ACCEPT'],
];

describe('a rule that takes all that another asks for', () => {
  test.each(INCLUDED)('%s before %s', (wide, narrow) => {
    expect(shadowed(wide, narrow)).toEqual(['2 by 1']);
  });

  test('rules in between do not change that, and each is told with the first that takes it', () => {
    expect(shadowed('-s 10.0.0.0/8 -j DROP', '-j LOG', '-s 10.1.0.0/16 -j DROP', '-s 10.1.1.0/24 -j ACCEPT')).toEqual([
      '4 by 1',
      '3 by 1',
    ]);
  });
});

describe('a rule that some packets come to', () => {
  test.each(NOT_INCLUDED)('%s before %s', (wide, narrow) => {
    expect(shadowed(wide, narrow)).toEqual([]);
  });

  test('a rule before the one that takes all', () => {
    expect(shadowed('-p tcp -j ACCEPT', '-j DROP')).toEqual([]);
  });
});

test('what is told to be shadowed can be taken away: that was tried', () => {
  const text =
    '*filter\n-A INPUT -j ACCEPT\n-A INPUT -p tcp --dport 22 -j DROP\n-A INPUT -p tcp --dport 23 -j ACCEPT\nCOMMIT\n';
  const { findings } = loadHost([{ name: 'rules', text }]).audit();
  expect(findings.map(({ severity, at, remedy }) => `${severity} line ${at?.line}: ${remedy?.command}`)).toEqual([
    'warning line 3: iptables -t filter -D INPUT 2',
    'note line 4: iptables -t filter -D INPUT 3',
  ]);
  expect(findings[0]?.evidence).toEqual([
    { path: ['filter INPUT 1 -j ACCEPT', 'filter INPUT 2 -p tcp --dport 22 -j DROP'] },
  ]);
});

test('before tracking, what is known of a connection may change between two rules', () => {
  const rules =
    '-A PREROUTING -m conntrack --ctstate UNTRACKED -j ACCEPT\n-A PREROUTING -j CT --notrack\n-A PREROUTING -m conntrack --ctstate UNTRACKED -j DROP\n';
  const { findings } = loadHost([{ name: 'rules', text: `*raw\n${rules}COMMIT\n` }]).audit();
  expect(findings.filter(({ id }) => id === 'shadowed-rule')).toEqual([]);
});
