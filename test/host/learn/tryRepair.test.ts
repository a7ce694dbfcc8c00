/** Repairs: what is asked of the repaired host, in which order, and which rules have to stay. */
import { describe, expect, test } from 'vitest';
import { type Demand, loadHost, QuestionError, repairs, tryRepair } from '../../../lib/host';
import { caseDumps } from '../caseFiles';

const host = loadHost([
  { name: 'addresses', text: '2: eth0: <UP> mtu 1500\n    inet 192.0.2.10/24 scope global eth0\n' },
  { name: 'rules', text: '*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp --dport 25 -j DROP\nCOMMIT\n' },
]);
const demands: readonly Demand[] = [
  { question: { from: 'outside', to: '192.0.2.10:22' }, expected: 'delivered', remark: 'Nobody gets in.' },
  { question: { from: 'outside', to: '192.0.2.10:80' }, expected: 'stopped', remark: 'Port 80 is open.' },
];
const SSH = 'iptables -A INPUT -p tcp --dport 22 -j ACCEPT';

test('a repair that meets all demands is right, and the host stays as it is', () => {
  expect(tryRepair(host, SSH, { demands })).toBe(true);
  expect(host.why({ from: 'outside', to: '192.0.2.10:22' }, { remedies: false }).fate).toBe('dropped');
});

test('the first demand that is not met is told, with what became of the request', () => {
  expect(tryRepair(host, 'iptables -A INPUT -p udp -j ACCEPT', { demands })).toMatch(
    /^Nobody gets in\. \(.*192\.0\.2\.10:22\/tcp: DROPPED by the policy of filter INPUT/,
  );
  expect(tryRepair(host, 'iptables -A INPUT -p tcp -j ACCEPT', { demands })).toMatch(
    /^Port 80 is open\. \(.*DELIVERED to the host:80/,
  );
});

test('rules and policies that are there have to stay', () => {
  expect(tryRepair(host, `${SSH}; iptables -D INPUT 1`, { demands })).toBe(
    'A rule is gone that has to stay: -t filter -A INPUT -p tcp -m tcp --dport 25 -j DROP',
  );
  expect(tryRepair(host, 'iptables -P INPUT ACCEPT', { demands: [] })).toBe(
    'A rule is gone that has to stay: -t filter -P INPUT DROP',
  );
});

test('several commands run one after the other, as many as the task allows; none is no answer', () => {
  expect(tryRepair(host, `${SSH} -m comment --comment "a; b" && iptables -N log\niptables -A log`, { demands })).toBe(
    true,
  );
  expect(tryRepair(host, `${SSH}; iptables -N log`, { commands: 1, demands })).toBe(
    'The task asks for one command, and these are 2.',
  );
  expect(tryRepair(host, ' ', { demands })).toContain('The answer is a command line in quotes');
});

test('a command that fails, or is none of a host’s, is told as the program tells it', () => {
  expect(() => tryRepair(host, 'iptables -D INPUT 7', { demands })).toThrow(QuestionError);
  expect(() => tryRepair(host, 'reboot', { demands })).toThrow('reboot is no command that changes a host here');
});

describe('who takes a request, and by which interface answers leave', () => {
  const flow =
    'udp 17 29 src=192.0.2.20 dst=192.0.2.10 sport=51999 dport=51897 [UNREPLIED] src=192.0.2.10 dst=192.0.2.20 sport=51897 dport=51999 mark=0 use=1\n';

  test('docker-proxy is somebody else', () => {
    const stale = loadHost([...caseDumps('03'), { name: 'conntrack', text: flow }]);
    const remark = tryRepair(stale, 'iptables -N nothing', repairs['10/7']);
    expect(remark).toContain('The container still does not see the peer itself. (');
    expect(remark).toContain('through docker-proxy');
  });

  test('an answer by the other uplink is told as such', () => {
    const uplinks = loadHost(caseDumps('05'));
    expect(tryRepair(uplinks, 'ip rule add from 172.17.0.2 lookup 100', repairs['10/10'])).toBe(
      'Now answers of the first uplink’s address do not leave by eno1. (The answer leaves by eno2, not by eno1 where the request came in: it is routed with the source 172.17.0.2, which becomes 10.10.24.157 only afterwards.)',
    );
  });
});
