/** Counters near the end of their 64 bits, as Linux 6.18 and iptables 1.8.9 have them after one UDP packet of 30 bytes. */
import { expect, test } from 'vitest';
import { Netfilter, SkBuff, traverseTable } from '../../../lib/netfilter';
import { ipv4Packet, PROTOCOL_UDP } from '../../../lib/packet';
import { iptables, iptablesRestore, iptablesSave } from '../../../lib/tools/iptables';
import { CLIENT, SERVER, stateAt } from '../skbs';

const options = { version: '1.8.9' } as const;

function netfilterWith(text: string): Netfilter {
  const netfilter = new Netfilter();
  expect(iptablesRestore(netfilter, ['-c'], text, options).stderr).toBe('');
  return netfilter;
}

function send(netfilter: Netfilter): void {
  const header = { source: CLIENT, destination: SERVER, protocol: PROTOCOL_UDP };
  const ports = { sourcePort: 40_000, destinationPort: 9 };
  const packet = ipv4Packet(header, { kind: 'udp', ...ports, payload: new Uint8Array(2) });
  traverseTable(netfilter.table('filter'), new SkBuff(packet), stateAt('OUTPUT'));
}

function saved(netfilter: Netfilter): readonly string[] {
  const lines = iptablesSave(netfilter, ['-c', '-t', 'filter'], options).stdout.split('\n');
  return lines.filter((line) => line.includes('OUTPUT'));
}

const LARGEST = `*filter
:OUTPUT ACCEPT [18446744073709551615:18446744073709551610]
[18446744073709551615:18446744073709551600] -A OUTPUT
[9007199254740991:9007199254740991] -A OUTPUT -p udp
COMMIT
`;

test('begin again at 0, and are exact where numbers are not', () => {
  const netfilter = netfilterWith(LARGEST);
  send(netfilter);
  expect(saved(netfilter)).toEqual([
    ':OUTPUT ACCEPT [0:24]',
    '[0:14] -A OUTPUT',
    '[9007199254740992:9007199254741021] -A OUTPUT -p udp',
  ]);
  send(netfilter);
  expect(saved(netfilter)[2]).toBe('[9007199254740993:9007199254741051] -A OUTPUT -p udp');
});

test('go on from where they were when another rule changes', () => {
  const netfilter = netfilterWith(LARGEST);
  send(netfilter);
  iptables(netfilter, ['-A', 'FORWARD'], options);
  send(netfilter);
  expect(saved(netfilter)).toEqual([
    ':OUTPUT ACCEPT [1:30]',
    '[1:44] -A OUTPUT',
    '[9007199254740993:9007199254741051] -A OUTPUT -p udp',
  ]);
});

test('are zeroed as a whole', () => {
  const netfilter = netfilterWith(LARGEST);
  send(netfilter);
  iptables(netfilter, ['-Z', 'OUTPUT', '2'], options);
  expect(saved(netfilter)).toEqual([':OUTPUT ACCEPT [0:0]', '[0:14] -A OUTPUT', '[0:0] -A OUTPUT -p udp']);
  send(netfilter);
  expect(saved(netfilter)[2]).toBe('[1:30] -A OUTPUT -p udp');
});
