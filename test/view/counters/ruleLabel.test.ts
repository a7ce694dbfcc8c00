import { describe, expect, it } from 'vitest';
import { ruleDetail, ruleName, ruleText } from '../../../lib/view/counters/ruleLabel';

describe('a rule as a label', () => {
  it.each([
    ['-i docker0 ! -o docker0 -j ACCEPT', '-i docker0 ! -o docker0 ACCEPT'],
    [
      '-o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
      '-o docker0 ctstate RELATED,ESTABLISHED ACCEPT',
    ],
    ['-m addrtype --dst-type LOCAL -j DOCKER', 'dst-type LOCAL DOCKER'],
    [
      '! -i docker0 -p tcp -m tcp --dport 8001 -j DNAT --to-destination 172.17.0.2:80',
      '! -i docker0 -p tcp dpt:8001 DNAT to:172.17.0.2:80',
    ],
    ['-d 172.17.0.2/32 -s 172.17.0.0/16 -j RETURN', '-d 172.17.0.2 -s 172.17.0.0/16 RETURN'],
    ['-m comment --comment "say \\"-m x\\"" -j DROP', '/* say "-m x" */ DROP'],
    ['-m statistic --mode random --probability 0.5 -j DROP', '--mode random --probability 0.5 DROP'],
    ['-m', '-m'],
    ['', ''],
  ])('%s reads %s', (rule, label) => {
    expect(ruleText(rule)).toBe(label);
  });

  it('is named by chain and number, and index 0 is the policy', () => {
    expect(ruleName('FORWARD', 5)).toBe('FORWARD 5');
    expect(`${ruleName('INPUT', 0)} ${ruleDetail('policy ACCEPT', 0)}`).toBe('INPUT policy ACCEPT');
  });
});
