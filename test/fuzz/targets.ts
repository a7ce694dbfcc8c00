/** Random targets: verdicts, jumps, and every target that is modelled, where it may stand. */
import fc from 'fast-check';
import { REJECT_WITH, type TableName } from '../../lib/netfilter';
import type { Text } from './conditions';

export const CHAINS = ['u1', 'u2', 'u3'] as const;
/** Addresses that packets are sent to by DNAT: the router knows who has them. */
const TARGETS = [
  '10.2.0.2',
  '10.2.0.9',
  '172.20.0.2',
  '172.20.0.3',
  '10.1.0.1',
  '10.1.0.2',
  '127.0.0.1',
  '10.9.0.1',
] as const;
/** Addresses that packets seem to come from after SNAT. */
const SOURCES = ['10.2.0.1', '10.2.0.50', '10.3.0.1', '172.20.0.1', '10.9.0.5'] as const;
const natFlags = fc.constantFrom('', '', '', '', ' --persistent');
const ported = fc.constantFrom('80', '8080', '5000', '53');
const dnat = fc.oneof(
  fc.constantFrom(...TARGETS).map((to) => ` -j DNAT --to-destination ${to}`),
  fc.tuple(fc.constantFrom(...TARGETS), ported).map((to) => ` -p tcp -j DNAT --to-destination ${to.join(':')}`),
  fc.tuple(fc.constantFrom(...TARGETS), ported).map((to) => ` -p udp -j DNAT --to-destination ${to.join(':')}`),
  natFlags.map((flag) => ` -j DNAT --to-destination 10.2.0.2-10.2.0.9${flag}`),
  fc.constant(' -p tcp -j DNAT --to-destination 10.2.0.2:80-81'),
  fc.constant(' -p tcp -j DNAT --to-destination :8080'),
  fc.constantFrom(' -j REDIRECT', ' -p tcp -j REDIRECT --to-ports 80', ' -p udp -j REDIRECT --to-ports 53-54'),
  fc.constant(' -j NETMAP --to 10.9.0.0/24'),
);
const snat = fc.oneof(
  fc.constantFrom(...SOURCES).map((to) => ` -j SNAT --to-source ${to}`),
  fc.constantFrom(...SOURCES).map((to) => ` -p tcp -j SNAT --to-source ${to}:570`),
  natFlags.map((flag) => ` -j SNAT --to-source 10.2.0.50-10.2.0.59${flag}`),
  fc.constant(' -p udp -j SNAT --to-source 10.2.0.1:20000-20009'),
  fc.constant(' -j NETMAP --to 10.9.0.0/24'),
);
const mangling = fc.constantFrom(
  ' -j MARK --set-mark 1',
  ' -j MARK --set-xmark 3/1',
  ' -j MARK --and-mark 1',
  ' -j CONNMARK --set-mark 1',
  ' -j CONNMARK --or-mark 2',
  ' -j CONNMARK --save-mark',
  ' -j CONNMARK --restore-mark',
  ' -j CONNMARK --restore-mark --nfmask 3 --ctmask 1',
  ' -j TTL --ttl-set 2',
  ' -j TTL --ttl-dec 1',
  ' -j TTL --ttl-dec 63',
  ' -j TTL --ttl-inc 1',
  ' -j DSCP --set-dscp 10',
  ' -j DSCP --set-dscp-class EF',
  ' -j CHECKSUM --checksum-fill',
  ' -p tcp -m tcp --syn -j TCPMSS --set-mss 600',
  ' -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 100',
);
const masquerade = fc.constantFrom(
  ' -j MASQUERADE',
  ' -j MASQUERADE',
  ' -p tcp -j MASQUERADE --to-ports 570',
  ' -j MASQUERADE --random',
);

/** Targets that work in a chain; user chains have what works wherever they are called from. */
export function target(table: TableName, chain: string): Text {
  const position = (CHAINS as readonly string[]).indexOf(chain);
  const deeper = CHAINS.slice(position + 1);
  const options: { weight: number; arbitrary: Text }[] = [
    { weight: 2, arbitrary: fc.constantFrom('', ' -j ACCEPT', ' -j RETURN') },
  ];
  if (table !== 'nat') options.push({ weight: 1, arbitrary: fc.constant(' -j DROP') });
  if (deeper.length > 0) {
    const to = fc.tuple(fc.constantFrom('-j', '-j', '-g'), fc.constantFrom(...deeper));
    options.push({ weight: 2, arbitrary: to.map((parts) => ` ${parts.join(' ')}`) });
  }
  if (table === 'filter') {
    const plain = REJECT_WITH.filter((kind) => kind !== 'tcp-reset');
    options.push({
      weight: 1,
      arbitrary: fc.oneof(
        fc.constantFrom(...plain).map((kind) => ` -j REJECT --reject-with ${kind}`),
        fc.constant(' -p tcp -j REJECT --reject-with tcp-reset'),
      ),
    });
  }
  if (table === 'mangle') options.push({ weight: 4, arbitrary: mangling });
  if (table === 'raw')
    options.push({ weight: 3, arbitrary: fc.constantFrom(' -j NOTRACK', ' -j CT --notrack', ' -j CT') });
  options.push({ weight: 1, arbitrary: fc.constantFrom(' -j LOG', ' -j LOG --log-prefix seen') });
  if (table === 'nat') {
    if (chain === 'PREROUTING' || chain === 'OUTPUT') options.push({ weight: 6, arbitrary: dnat });
    if (chain === 'POSTROUTING') options.push({ weight: 6, arbitrary: fc.oneof(snat, masquerade) });
    if (chain === 'INPUT') options.push({ weight: 2, arbitrary: snat });
  }
  return fc.oneof(...options);
}
