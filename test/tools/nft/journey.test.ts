/** A packet's path through nf_tables, as a request's observation tells it. */
import { expect, test } from 'vitest';
import { Lab, observe } from '../../../lib/lab';

test('a journey names table, chain, rule and verdict of nf_tables', async () => {
  const machines = new Lab();
  const rules = [
    'table inet filter {',
    ' chain input { type filter hook input priority 0; policy drop; ct state established accept; jump ours; }',
    ' chain ours { icmp type echo-request counter accept comment "ping"; }',
    '}',
  ].join('\n');
  await machines.writeFile('host', '/root/rules.nft', rules);
  expect(await machines.sh('host# nft -f rules.nft')).toMatchObject({ exitCode: 0 });
  const { journeys } = await observe(machines, 'client# ping -c 1 192.168.70.6');
  const steps = journeys[0]?.steps.map(({ hook, table, chain, event, number, verdict, rule }) => [
    hook,
    table,
    chain,
    event,
    number,
    verdict,
    rule,
  ]);
  expect(steps).toEqual([
    ['INPUT', 'inet filter', 'input', 'rule', 2, 'ours', 'jump ours'],
    ['INPUT', 'inet filter', 'ours', 'rule', 1, 'ACCEPT', 'icmp type echo-request counter accept comment "ping"'],
  ]);
});

test('a packet that a policy of nf_tables drops says so', async () => {
  const machines = new Lab();
  await machines.sh('host# nft add table ip t');
  await machines.sh("host# nft add chain ip t c '{ type filter hook input priority 0; policy drop; }'");
  const { journeys } = await observe(machines, 'client# ping -c 1 -W 1 192.168.70.6');
  expect(journeys[0]?.fate).toEqual({ kind: 'dropped', reason: 'ip t c policy DROP' });
});
