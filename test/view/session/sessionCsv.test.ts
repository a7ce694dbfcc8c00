/** The counters of a session's requests as CSV. */
import { expect, it } from 'vitest';
import { Lab, observeCommand, topology } from '../../../lib/lab';
import { sessionCsv } from '../../../lib/view/session/sessionCsv';
import type { ObservedCommand } from '../../../lib/view/session/sessionRequests';

it('has a row for each counter that grew, with the number and the line of its request', async () => {
  const lab = new Lab();
  const commands: ObservedCommand[] = [];
  const rule = 'iptables -A INPUT -p icmp -j ACCEPT';
  for (const [place, command] of [
    ['host', rule],
    ['client', 'ping -c 1 192.168.70.6'],
    ['host', 'date'],
    ['host', 'ping -c 1 127.0.0.1'],
  ] as const)
    commands.push({ observation: await observeCommand(lab, place, command), topology: topology(lab) });
  const [head = '', ...rows] = sessionCsv(commands).trimEnd().split('\r\n');
  expect(head.split(',').slice(0, 9)).toEqual([
    ...['request', 'command', 'exitCode', 'table', 'chain', 'index', 'rule', 'packets', 'bytes'],
  ]);
  expect(rows).toContain('1,client# ping -c 1 192.168.70.6,0,filter,INPUT,1,-p icmp -j ACCEPT,1,84,0,1,0,84');
  expect(rows).toContain('2,host# ping -c 1 127.0.0.1,0,filter,INPUT,1,-p icmp -j ACCEPT,2,168,1,3,84,252');
  expect(rows.every((row) => /^[12],(?:client|host)# ping/.test(row))).toBe(true);
});

it('has its head alone where nothing was asked', () => {
  expect(sessionCsv([])).toMatch(/^request,command,[^\n]*\r\n$/);
});
