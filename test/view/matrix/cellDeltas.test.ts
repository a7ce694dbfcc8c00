import { expect, test } from 'vitest';
import { cellDeltas, prepared, requestMatrix } from '../../../lib/index';

test('each counter that a request moved is a row behind the cell that the request stands in', async () => {
  const requests = [{ from: 'client', to: 'host', line: 'client# ping -c 1 192.168.70.6' }];
  const cells = await requestMatrix(requests, {
    open: prepared('host# iptables -P INPUT ACCEPT'),
    closed: prepared('host# iptables -A INPUT -p icmp -j DROP'),
  });
  const rows = cellDeltas(cells).filter(({ rule }) => rule === 'rule 1');
  const cell = { from: 'client', to: 'host', machines: 'closed' };
  expect(rows).toEqual([{ ...cell, table: 'filter', chain: 'INPUT', rule: 'rule 1', packets: 1, bytes: 84 }]);
});
