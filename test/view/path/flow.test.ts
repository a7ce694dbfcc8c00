import { describe, expect, it } from 'vitest';
import { flowsOf } from '../../../lib/view/path/flow';
import { clientToNg1, ng1ToHostPort, ng2ToNg1Isolated } from '../fixtures';

describe('flows', () => {
  it('are an access’s two directions', () => {
    const flows = flowsOf(clientToNg1.journeys);
    expect(
      flows.map(({ direction, connection, packets, first }) => [direction, connection, packets, first.in]),
    ).toEqual([
      ['request', 1, 7, 'ens33'],
      ['reply', 1, 5, 'docker0'],
    ]);
  });

  it('know the rule that decided at each table', () => {
    const [request, reply] = flowsOf(clientToNg1.journeys);
    const at = (flow: typeof request, table: string) =>
      flow!.decisions
        .filter((decision) => decision.table === table)
        .map(({ hook, label, packets }) => [hook, label, packets]);
    expect(at(request, 'nat')).toEqual([
      ['PREROUTING', 'DOCKER rule 2 DNAT', 1],
      ['POSTROUTING', 'policy ACCEPT', 1],
    ]);
    expect(at(request, 'filter')).toEqual([
      ['FORWARD', 'DOCKER rule 1 ACCEPT', 1],
      ['FORWARD', 'FORWARD rule 3 ACCEPT', 6],
    ]);
    expect(at(reply, 'nat')).toEqual([]);
    expect(at(reply, 'filter')).toEqual([['FORWARD', 'FORWARD rule 5 ACCEPT', 5]]);
  });

  it('tell rewriting by a rule from rewriting by conntrack', () => {
    const [request, reply] = flowsOf(clientToNg1.journeys);
    expect(request!.rewritings).toEqual([
      {
        hook: 'PREROUTING',
        field: 'destination',
        before: '192.168.70.6:8001',
        after: '172.17.0.2:80',
        packets: 7,
        byRule: 1,
      },
    ]);
    expect(reply!.rewritings).toEqual([
      {
        hook: 'POSTROUTING',
        field: 'source',
        before: '172.17.0.2:80',
        after: '192.168.70.6:8001',
        packets: 5,
        byRule: 0,
      },
    ]);
  });

  it('are four where docker-proxy makes two connections of one', () => {
    const flows = flowsOf(ng1ToHostPort.journeys);
    expect(flows.map(({ direction, connection, first }) => [direction, connection, first.in])).toEqual([
      ['request', 1, 'docker0'],
      ['reply', 2, 'docker0'],
      ['reply', 1, ''],
      ['request', 2, ''],
    ]);
  });

  it('are told apart by their way alone if there are too many addresses', () => {
    const [packet] = ng2ToNg1Isolated.journeys;
    const many = Array.from({ length: 9 }, (_, index) => ({
      ...packet!,
      packet: index + 1,
      source: `172.18.0.2:${40000 + index}`,
    }));
    const flows = flowsOf(many);
    expect(flows.map(({ packets, pairs }) => [packets, pairs])).toEqual([[9, 9]]);
  });

  it('are none without packets', () => {
    expect(flowsOf([])).toEqual([]);
  });
});
