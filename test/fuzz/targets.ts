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
/** How an address is chosen; what is drawn is masked. */
const natFlags = (...flags: string[]): Text =>
  fc.oneof({ weight: 4, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constantFrom(...flags) });
const destinationFlags = natFlags(' --persistent', ' --random');
const sourceFlags = natFlags(' --persistent', ' --random', ' --random-fully', ' --random --persistent');
const masqueradeFlags = natFlags(' --random', ' --random-fully');
const ported = fc.constantFrom('80', '8080', '5000', '53');
const transport = fc.constantFrom('tcp', 'udp');
const joined = (...parts: Text[]): Text => fc.tuple(...parts).map((texts) => texts.join(''));
const to = (option: string, addresses: readonly string[]): Text =>
  fc.constantFrom(...addresses).map((address) => `${option} ${address}`);

const dnat = fc.oneof(
  joined(to(' -j DNAT --to-destination', TARGETS), destinationFlags),
  fc
    .tuple(transport, fc.constantFrom(...TARGETS), ported)
    .map(([protocol, address, port]) => ` -p ${protocol} -j DNAT --to-destination ${address}:${port}`),
  joined(fc.constant(' -j DNAT --to-destination 10.2.0.2-10.2.0.9'), destinationFlags),
  fc.constantFrom(
    ' -p tcp -j DNAT --to-destination 10.2.0.2:80-81',
    ' -p tcp -j DNAT --to-destination :8080',
    ' -p tcp -j DNAT --to-destination 10.2.0.2:80-89/4000',
    ' -p udp -j DNAT --to-destination 10.2.0.2:53-57/50',
    ' -p udp -j DNAT --to-destination 10.2.0.2-10.2.0.9:20000-20009 --random',
    ' -p icmp -j DNAT --to-destination 10.2.0.2:570',
    ' -j REDIRECT',
    ' -p tcp -j REDIRECT --to-ports 80',
    ' -p udp -j REDIRECT --to-ports 53-54',
    ' -p udp -j REDIRECT --to-ports 20000-20009 --random',
    ' -j NETMAP --to 10.9.0.0/24',
  ),
);
const snat = fc.oneof(
  joined(to(' -j SNAT --to-source', SOURCES), sourceFlags),
  fc
    .tuple(transport, fc.constantFrom(...SOURCES, ''))
    .map(([protocol, address]) => ` -p ${protocol} -j SNAT --to-source ${address}:570`),
  joined(fc.constant(' -j SNAT --to-source 10.2.0.50-10.2.0.59'), sourceFlags),
  joined(fc.constant(' -p udp -j SNAT --to-source 10.2.0.1:20000-20009'), sourceFlags),
  fc.constantFrom(
    ' -p icmp -j SNAT --to-source 10.2.0.1:570',

    ' -j NETMAP --to 10.9.0.0/24',
  ),
);
const masquerade = fc.oneof(
  joined(fc.constant(' -j MASQUERADE'), masqueradeFlags),
  fc.constant(' -p tcp -j MASQUERADE --to-ports 570'),
  joined(
    transport.map((protocol) => ` -p ${protocol} -j MASQUERADE --to-ports 20000-20009`),
    masqueradeFlags,
  ),
);

const SYN_ONLY = [
  ' -p tcp -m tcp --syn',
  ' -p tcp -m tcp --tcp-flags SYN,RST SYN',
  ' -p tcp -m tcp --tcp-flags SYN SYN',
];
const tcpmss = (...sizes: string[]): Text =>
  fc.tuple(fc.constantFrom(...SYN_ONLY), fc.constantFrom(...sizes)).map(([syn, size]) => `${syn} -j TCPMSS ${size}`);
const setMss = tcpmss('--set-mss 100', '--set-mss 600', '--set-mss 1360', '--set-mss 9000');
/** These work in every table. */
const marking = fc.constantFrom(
  ' -j MARK --set-mark 1',
  ' -j MARK --set-xmark 3/1',
  ' -j MARK --and-mark 1',
  ' -j MARK --or-mark 2',
  ' -j MARK --xor-mark 3',
  ' -j CONNMARK --set-mark 1',
  ' -j CONNMARK --set-xmark 3/2',
  ' -j CONNMARK --and-mark 1',
  ' -j CONNMARK --or-mark 2',
  ' -j CONNMARK --xor-mark 1',
  ' -j CONNMARK --save-mark',
  ' -j CONNMARK --save-mark --nfmask 1 --ctmask 3',
  ' -j CONNMARK --restore-mark',
  ' -j CONNMARK --restore-mark --mask 2',
  ' -j CONNMARK --restore-mark --nfmask 3 --ctmask 1',
);
const mangling = fc.constantFrom(
  ' -j TTL --ttl-set 2',
  ' -j TTL --ttl-dec 1',
  ' -j TTL --ttl-dec 63',
  ' -j TTL --ttl-inc 1',
  ' -j DSCP --set-dscp 10',
  ' -j DSCP --set-dscp-class EF',
  ' -j TOS --set-tos 0x10/0x1c',
  ' -j TOS --xor-tos 4',
  ' -j TOS --and-tos 0xfc',
  ' -j TOS --or-tos 8',
  ' -j CHECKSUM --checksum-fill',
);
const NFLOG = [
  ' -j NFLOG',
  ' -j NFLOG --nflog-group 5 --nflog-prefix seen',
  ' -j NFLOG --nflog-size 64 --nflog-threshold 10',
  ' -j NFLOG --nflog-range 64',
] as const;
/** Into sets of the router, and out of them. */
const setting = fc.constantFrom(
  ' -j SET --add-set seen src',
  ' -j SET --add-set seen dst --exist',
  ' -j SET --add-set seen dst --exist --timeout 200',
  ' -j SET --del-set seen src',
  ' -j SET --add-set asked src,dst',
  ' -j SET --add-set asked src,dst --del-set ips dst',
  ' -j SET --del-set ips src',
  ' -j SET --add-set nets src',
  ' -j SET --add-set numbers dst',
  ' -j SET --add-set all src',
);
/** What a chain's packets can be clamped to: they have a way out. */
const clamp = tcpmss('--clamp-mss-to-pmtu');

/** The user chains that a chain may call: of nat, u1 holds translations of destinations, u2 of sources, u3 none. */
function callable(table: TableName, chain: string): readonly string[] {
  const deeper = CHAINS.slice((CHAINS as readonly string[]).indexOf(chain) + 1);
  if (table !== 'nat') return deeper;
  if (chain === 'PREROUTING' || chain === 'OUTPUT') return ['u1', 'u3'];
  return chain === 'u3' ? [] : chain === 'u1' || chain === 'u2' ? ['u3'] : ['u2', 'u3'];
}

/** Targets that work in a chain; user chains have what works wherever they are called from. */
export function target(table: TableName, chain: string): Text {
  const options: { weight: number; arbitrary: Text }[] = [
    { weight: 2, arbitrary: fc.constantFrom('', ' -j ACCEPT', ' -j RETURN') },
    { weight: 1, arbitrary: fc.constantFrom(' -j LOG', ' -j LOG --log-prefix seen', ...NFLOG) },
    { weight: 1, arbitrary: fc.oneof({ weight: 3, arbitrary: marking }, { weight: 1, arbitrary: setMss }) },
  ];
  options.push({ weight: 1, arbitrary: setting });
  if (table !== 'nat') options.push({ weight: 1, arbitrary: fc.constant(' -j DROP') });
  const chains = callable(table, chain);
  if (chains.length > 0) {
    const call = fc.tuple(fc.constantFrom('-j', '-j', '-g'), fc.constantFrom(...chains));
    options.push({ weight: 2, arbitrary: call.map((parts) => ` ${parts.join(' ')}`) });
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
  if (table === 'mangle') {
    options.push({ weight: 2, arbitrary: marking }, { weight: 2, arbitrary: mangling });
    if (['FORWARD', 'OUTPUT', 'POSTROUTING'].includes(chain)) options.push({ weight: 1, arbitrary: clamp });
  }
  if (table === 'raw')
    options.push({
      weight: 3,
      arbitrary: fc.constantFrom(
        ' -j NOTRACK',
        ' -j CT --notrack',
        ' -j CT',
        ' -j CT --ctevents new,mark',
        ' -j CT --expevents new',
        ' -j TRACE',
      ),
    });
  if (table === 'nat') {
    if (chain === 'PREROUTING' || chain === 'OUTPUT') options.push({ weight: 6, arbitrary: dnat });
    if (chain === 'POSTROUTING') options.push({ weight: 6, arbitrary: fc.oneof(snat, masquerade) });
    if (chain === 'INPUT' || chain === 'u2') options.push({ weight: 2, arbitrary: snat });
    if (chain === 'u1') options.push({ weight: 2, arbitrary: dnat });
  }
  return fc.oneof(...options);
}
