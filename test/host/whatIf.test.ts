/** What commands would change: which requests, and which rule decides them before and after. */
import { describe, expect, test } from 'vitest';
import { whatIfHtml } from '../../lib/compare';
import { type ComparedRequest, loadHost, type WhatIfAnswer, whatIfText } from '../../lib/host';
import { caseDumps } from './caseFiles';

function said({ changes }: WhatIfAnswer): readonly string[] {
  return changes.map(({ question: { from, to }, kind }) => `${kind} ${from} ${to}`);
}

function rule(outcome: ComparedRequest['before'] | undefined): string {
  return `${outcome?.by?.chain} ${outcome?.by?.rule} ${outcome?.by?.text}`;
}

describe('the usual questions', () => {
  test('what is published and what containers listen at, from everywhere, and the outside from within', () => {
    const { changes, same } = loadHost(caseDumps('16')).whatIf('iptables -I DOCKER-ISOLATION-STAGE-1 -j RETURN');
    const asked = [...changes, ...same].map(({ question: { from, to } }) => `${from} ${to}`);
    for (const one of [
      'outside 192.0.2.10:80',
      'host 192.0.2.10:80',
      '172.17.0.2 192.0.2.10:80',
      '172.18.0.2 192.0.2.10:80',
      'outside 172.17.0.2:80',
      '172.18.0.2 172.17.0.2:80',
      'host 192.0.2.11:443',
      '172.18.0.2 192.0.2.11:443',
    ])
      expect(asked).toContain(one);
    expect(asked).not.toContain('172.17.0.2 172.17.0.2:80');
    expect(said({ changes } as WhatIfAnswer)).toEqual([
      'opened 172.18.0.2 192.0.2.10:80',
      'opened 172.18.0.2 172.17.0.2:80',
    ]);
  });

  test('a bridge without containers has somebody who asks', () => {
    const answer = loadHost(caseDumps('08')).whatIf('iptables -P FORWARD ACCEPT');
    expect(said(answer)).toEqual(['opened 10.20.30.2 192.0.2.11:443']);
  });

  test('with a default route somebody beyond it is asked for', () => {
    const text = '2: eth0: <UP> mtu 1500\n    inet 192.0.2.10/24 scope global eth0\n';
    const host = loadHost([{ name: 'addresses', text }]);
    expect(said(host.whatIf('iptables -A OUTPUT -d 198.51.100.0/24 -j DROP'))).toEqual([
      'closed host 198.51.100.77:443',
    ]);
  });
});

describe('the rule that decides', () => {
  const host = loadHost(caseDumps('10'));
  const question = { from: 'outside', to: '203.0.113.10:9000' };

  test('is told as it is before and after, by its number then', () => {
    const command = 'iptables -I DOCKER-USER -p tcp -m conntrack --ctorigdstport 9000 -j ACCEPT';
    const [change] = host.whatIf(command, [question]).changes;
    expect(change?.kind).toBe('opened');
    expect(rule(change?.before)).toMatch(/^DOCKER-USER 7 -d 172\.16\.0\.0\/12 .* -j DROP$/);
    expect(rule(change?.after)).toBe('DOCKER-USER 1 -p tcp -m conntrack --ctorigdstport 9000 -j ACCEPT');
  });

  test('that only has another number is the same', () => {
    const { changes, same } = host.whatIf('iptables -I DOCKER-USER -s 10.77.0.0/16 -j DROP', [question]);
    expect(changes).toEqual([]);
    expect(rule(same[0]?.after)).toMatch(/^DOCKER-USER 8 -d 172/);
  });

  test('may be another, and the fate the same', () => {
    expect(said(host.whatIf('iptables -I DOCKER-USER -j DROP', [question]))).toEqual([
      'changed outside 203.0.113.10:9000',
    ]);
  });

  test('the host itself stays as it is', () => {
    expect(host.why(question, { remedies: false }).by).toMatchObject({ chain: 'DOCKER-USER', rule: 7 });
  });
});

describe('what cannot be done', () => {
  const host = loadHost(caseDumps('10'));

  test('a command that fails is named, with what it says', () => {
    expect(() => host.whatIf('iptables -A NOPE -j DROP')).toThrow(
      'iptables -A NOPE -j DROP: iptables: No chain/target/match by that name.',
    );
  });

  test('a question of one’s own that cannot be asked is refused', () => {
    expect(() => host.whatIf('iptables -P FORWARD DROP', [{ from: 'bob', to: '192.0.2.1:80' }])).toThrow(
      'there is no "bob" on this host',
    );
  });
});

test('rules that are not modelled are told, if a request comes to them', () => {
  const text = `*filter
:INPUT ACCEPT [0:0]
-A INPUT -p tcp -m geoip --source-country DE -j DROP
-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
-A INPUT -m geoip --source-country FR -j DROP
COMMIT
`;
  const host = loadHost([{ name: 'rules', text }]);
  const answer = host.whatIf('iptables -A INPUT -p tcp --dport 80 -j DROP', [{ from: 'outside', to: '192.0.2.10:22' }]);
  expect(answer.unknown.map(({ rule, asked }) => `${rule} ${asked}`)).toEqual(['1 true', '3 false']);
  expect(whatIfText(answer)).toContain('rules line 3: filter INPUT 1 `-p tcp -m geoip --source-country DE -j DROP`');
});

test('the text says what is closed and opened first, the page escapes what the dumps say', () => {
  const host = loadHost(caseDumps('10'));
  const ask = [
    { from: 'outside', to: '203.0.113.10:9000' },
    { from: 'host', to: '203.0.113.10:9000' },
  ];
  const answer = host.whatIf(
    ['iptables -I DOCKER-USER -j ACCEPT', 'iptables -I OUTPUT -j DROP -m comment --comment "<b>"'],
    ask,
  );
  expect(whatIfText(answer).split('\n').slice(0, 8)).toEqual([
    'Of 2 requests 1 is closed and 1 is opened by these commands.',
    '  $ iptables -I DOCKER-USER -j ACCEPT',
    '  $ iptables -I OUTPUT -j DROP -m comment --comment "<b>"',
    '',
    'Closed:',
    '  host -> 203.0.113.10:9000/tcp',
    '    before: DELIVERED to container 172.17.0.2:80, which sees 203.0.113.10',
    '    after:  DROPPED in filter OUTPUT 1 `-m comment --comment "<b>" -j DROP`',
  ]);
  const page = whatIfHtml('a <host>', answer);
  expect(page).toContain('a &lt;host&gt;');
  expect(page).not.toMatch(/<b>|<host>|<script/);
});

test('of too many requests those are asked that commands name, and some of all others', () => {
  const ports = Array.from({ length: 500 }, (_, index) => 10_000 + index);
  const text = ports.map((port) => `tcp LISTEN 0 128 0.0.0.0:${port} 0.0.0.0:*`).join('\n');
  const address = '2: eth0: <UP> mtu 1500\n    inet 192.0.2.10/24 scope global eth0\n';
  const host = loadHost([
    { name: 'ss', text: `${text}\n` },
    { name: 'addresses', text: address },
  ]);
  const answer = host.whatIf('iptables -A INPUT -p tcp --dport 10377 -j DROP');
  expect(said(answer)).toEqual(['closed outside 192.0.2.10:10377', 'closed host 192.0.2.10:10377']);
  expect(answer.same.length + answer.notAsked).toBe(999);
  expect(answer.same.some(({ question: { to } }) => to.endsWith(':10498'))).toBe(true);
  expect(whatIfText(answer)).toMatch(/^Of 400 requests \(601 more were not asked\) 2 are closed by these commands\.\n/);
});
