/** What is random in the names of networks' bridges is no difference. */
import { expect, test } from 'vitest';
import { BridgeNames, type Cells } from '../../lib/compare';
import type { CounterRow } from '../../lib/lab';

function cells(first: string, second: string): Cells {
  const rules = [`-i ${second} -j RETURN`, `-i ${first} -j RETURN`];
  const packets = { kind: 'packets', name: `host ${first}`, lines: [`in ${first}`] } as const;
  return new BridgeNames().rename(
    new Map([['packets', packets]]),
    rules.map((rule) => ({ rule }) as CounterRow),
  );
}

test('bridges are counted in the order of the rules that name them', () => {
  const run = cells('br-41ff0d16986b', 'br-d267b944a119');
  expect([...run]).toEqual([['packets host br-2', { kind: 'packets', name: 'host br-2', lines: ['in br-2'] }]]);
  expect([...cells('br-6d77ec2b2f43', 'br-000000000000')]).toEqual([...run]);
});
