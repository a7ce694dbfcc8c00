/** Edits that are tried on the host that was asked: it is afterwards as it was. */
import { describe, expect, test } from 'vitest';
import { type LoadedHost, loadHost, type Question } from '../../lib/host';
import { runCommands } from '../../lib/host/ask/commands';
import { canBeUndone, snapshotRules } from '../../lib/host/ask/ruleSnapshot';
import { iptablesSave } from '../../lib/tools/iptables';
import { nft } from '../../lib/tools/nft';
import { caseDumps } from './caseFiles';

function saved(number: string) {
  const { machines } = loadHost(caseDumps(number));
  const { host } = machines;
  const show = () =>
    `${iptablesSave(host.net.netfilter, ['-c'], { version: '1.8.9' }).stdout.replace(/^#.*$/gm, '')}${nft(host, ['list', 'ruleset'], '').stdout}`;
  return { machines, show, netfilter: host.net.netfilter };
}

test.each([
  'iptables -I DOCKER-USER -j DROP',
  'iptables -t nat -F\niptables -P FORWARD ACCEPT',
  'iptables -N MINE\niptables -A MINE -j DROP\niptables -I FORWARD -j MINE',
  'nft insert rule inet firewalld filter_FORWARD_ZONES accept\nnft add rule inet firewalld filter_FWD_public drop',
])('%s is taken back', (commands) => {
  const { machines, show, netfilter } = saved('14');
  const before = show();
  expect(canBeUndone(commands, netfilter)).toBe(true);
  const putBack = snapshotRules(netfilter);
  expect(runCommands(machines, commands)).toBeUndefined();
  expect(show()).not.toBe(before);
  putBack();
  expect(show()).toBe(before);
});

test('what else a command changes takes new machines', () => {
  const { netfilter } = saved('10');
  for (const command of ['sysctl -w net.ipv4.ip_forward=0', 'ip rule add fwmark 2 lookup 100', 'nft add table inet x'])
    expect(canBeUndone(command, netfilter)).toBe(false);
  // Nothing was in raw so far: its hooks would stay.
  expect(canBeUndone('iptables -t raw -A PREROUTING -j DROP', netfilter)).toBe(false);
});

describe('remedies', () => {
  test('leave the host as it was, and the next answer the same', () => {
    const host = loadHost(caseDumps('10'));
    const question = { from: 'outside', to: '203.0.113.10:9000' };
    const first = host.why(question);
    expect(first.remedies.length).toBeGreaterThan(2);
    expect(host.why(question)).toMatchObject({
      lines: first.lines,
      remedies: first.remedies,
      counters: first.counters,
    });
  });

  test('come with who is served then, those first that change nothing else', () => {
    const { remedies } = loadHost(caseDumps('10')).why({ from: 'outside', to: '203.0.113.10:9000' });
    expect(remedies.map(({ command, to, opens }) => [command, to, opens.length])).toEqual([
      [
        'iptables -I DOCKER-USER -p tcp -m conntrack --ctorigdstport 9000 -j ACCEPT',
        'container 172.17.0.2:80, which sees 203.0.113.20',
        0,
      ],
      [expect.stringContaining('-I DOCKER-USER 7 '), expect.anything(), 1],
      ['iptables -D DOCKER-USER 7', expect.anything(), 1],
      ['iptables -A ufw-user-forward -d 172.17.0.2 -p tcp --dport 80 -j ACCEPT', expect.anything(), 1],
    ]);
  });

  test('firewalld’s zone comes before rules in its chains', () => {
    const [first] = loadHost(caseDumps('14')).why({ from: '10.2.0.3', to: '10.2.0.100:80' }).remedies;
    expect(first?.command).toBe('nft insert rule inet firewalld filter_FORWARD_ZONES iifname "br-92ff25fd273d" accept');
    expect(first?.why).toContain('firewall-cmd --permanent --zone=docker --add-interface=br-92ff25fd273d');
  });
});

test('an answer does not depend on what was asked before', () => {
  const inward = { from: 'outside', to: '172.17.0.2:80' };
  const outward = { from: '172.17.0.2', to: '198.51.100.77:443' };
  const addresses =
    '2: eth0: <UP> mtu 1500\n    inet 192.0.2.10/24 scope global eth0\n3: docker0: <UP> mtu 1500\n    inet 172.17.0.1/16 scope global docker0\n';
  const settings = 'net.ipv4.ip_forward = 1\n';
  const load = () => loadHost([addresses, settings].map((one, index) => ({ name: `dump${index}`, text: one })));
  const ask = (host: LoadedHost, question: Question) => host.why(question, { remedies: false }).fate;
  const host = load();
  // Outside nobody knows the way to a container's address, unless it is asked for: without MASQUERADE no answer comes.
  expect([ask(host, inward), ask(host, outward), ask(host, inward)]).toEqual(['delivered', 'lost', 'delivered']);
  expect(ask(load(), outward)).toBe('lost');
});
