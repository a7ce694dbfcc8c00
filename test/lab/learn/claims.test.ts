import { inspect } from 'node:util';
import { beforeEach, expect, test } from 'vitest';
import { Claims, lab } from '../../../lib/lab';

async function machines() {
  const fresh = await lab();
  await fresh.sh('host# systemctl start docker; docker run --name ng1 -d -p 8001:80 lkarrie/nginx1');
  return fresh;
}

const PAGE = 'curl -sS -o /dev/null http://192.168.70.6:8001';
let claims = new Claims(machines);

beforeEach(() => {
  claims = new Claims(machines, { journeys: ({ journeys }) => journeys.length });
});

test('a claim holds if all that it predicts is measured: exit codes, rules, policies, bytes, measures of its own', async () => {
  const { verdict, findings } = await claims.try({
    says: 'DNAT sees one packet',
    predicts: { 'exit code': 0, 'nat DOCKER 2': 1, 'nat DOCKER 2 bytes': 60, 'filter INPUT': 0, journeys: 'some' },
    when: { 'the client asks': [`client# ${PAGE}`] },
  });
  expect(verdict).toBe('holds');
  expect(findings[0]?.measured).toEqual({
    'exit code': 0,
    'nat DOCKER 2': 1,
    'nat DOCKER 2 bytes': 60,
    'filter INPUT': 0,
    journeys: 12,
  });
});

test('a claim does not hold if one number is another', async () => {
  const when = { 'the client asks': [`client# ${PAGE}`] } as const;
  const result = await claims.try({ says: 'INPUT grows', predicts: { 'exit code': 0, 'filter INPUT': 'some' }, when });
  expect(result.verdict).toBe('does not hold');
  expect(inspect(result)).toBe(`does not hold: INPUT grows
  predicted: exit code 0, filter INPUT grows
  found:     exit code 0, filter INPUT +0, if the client asks`);
});

test('a claim that holds under some of its conditions says which', async () => {
  const result = await claims.try({
    says: 'the jump does not count',
    predicts: { 'nat PREROUTING 1': 0, 'nat DOCKER 2': 1 },
    when: { 'the client asks': [`client# ${PAGE}`], 'the host asks': [`host# ${PAGE}`] },
  });
  expect(result.verdict).toBe('holds only if the host asks');
  const [first, ...others] = claims.rows;
  expect(first).toEqual({
    claim: 'the jump does not count',
    if: 'the client asks',
    measured: 'nat PREROUTING 1',
    predicted: 0,
    found: 1,
    verdict: 'holds only if the host asks',
  });
  expect(others).toEqual([
    { claim: '', if: '', measured: 'nat DOCKER 2', predicted: 1, found: 1, verdict: '' },
    { claim: '', if: 'the host asks', measured: 'nat PREROUTING 1', predicted: 0, found: 0, verdict: '' },
    { claim: '', if: '', measured: 'nat DOCKER 2', predicted: 1, found: 1, verdict: '' },
  ]);
});

test('only the last line is observed', async () => {
  const when = { 'asked twice': [`client# ${PAGE}`, `client# ${PAGE}`] } as const;
  expect((await claims.try({ says: 'one', predicts: { 'nat DOCKER 2': 1 }, when })).verdict).toBe('holds');
});

test('an experiment that cannot be prepared gives no verdict', async () => {
  const when = { 'there is no such rule': ['host# iptables -t nat -D DOCKER 9', `client# ${PAGE}`] } as const;
  await expect(claims.try({ says: 'it works', predicts: { 'exit code': 0 }, when })).rejects.toMatchObject({
    code: 'EXPERIMENT_FAILED',
    message: expect.stringContaining('iptables -t nat -D DOCKER 9'),
  });
  expect(claims.results).toEqual([]);
});

test('a measure that does not exist is refused', async () => {
  const when = { 'the client asks': [`client# ${PAGE}`] } as const;
  await expect(claims.try({ says: 'x', predicts: { 'nat DOCKR 2': 1 }, when })).rejects.toThrow(
    'no rule 2 in chain DOCKR',
  );
  await expect(claims.try({ says: 'x', predicts: { happiness: 1 }, when })).rejects.toThrow('"happiness" is neither');
});
