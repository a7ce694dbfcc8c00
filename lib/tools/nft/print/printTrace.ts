/** What a rule did with a packet, as `nft monitor trace` writes it. Userspace: trace_print_packet, trace_print_rule, src/netlink.c. */
import { definitionOfKey, type FieldName, type NfRule, type NfTraceEvent } from '../../../netfilter/nf';
import { encodeIpv4 } from '../../../packet';
import { ICMP_HEADER_LENGTH } from '../../../packet/icmp';
import { IPV4_HEADER_LENGTH } from '../../../packet/ipv4';
import { formatScalar } from '../values';
import { formatCompare } from './printCompare';
import type { ElementLooks } from './printElements';

/** How many bytes of a packet's transport the kernel tells: NFT_TRACETYPE_TRANSPORT_HSIZE. */
const TOLD = 20;
const ECN_NAMES = ['not-ect', 'ect1', 'ect0', 'ce'];
/** Fields of transports, in the order in which nft writes them. */
const TRANSPORT_FIELDS: Readonly<Record<string, readonly FieldName[]>> = {
  icmp: ['icmp type', 'icmp code'],
  tcp: ['tcp sport', 'tcp dport', 'tcp flags', 'tcp window'],
  udp: ['udp sport', 'udp dport', 'udp length'],
};
const HEADER_LENGTHS: Readonly<Record<string, number>> = { icmp: ICMP_HEADER_LENGTH, tcp: TOLD, udp: 8 };

/** Its lines: before the first of a base chain the packet itself. */
export function formatTraceEvent(
  event: NfTraceEvent,
  id: number,
  textOf: (rule: NfRule) => string,
  looks: ElementLooks,
): string {
  const { table, chain, rule, decision, isFirst, skb } = event;
  const head = `trace id ${id.toString(16).padStart(8, '0')} ${table.title} ${chain.name}`;
  const packet = isFirst ? `${head} packet: ${formatPacket(event, looks)} \n` : '';
  if (rule !== undefined) return `${packet}${head} rule ${textOf(rule)} (verdict ${verdictOf(decision)})\n`;
  const { mark } = skb.notes;
  const marked = mark === 0 ? '' : `meta mark ${formatScalar(mark, 'mark', looks)} `;
  return `${packet}${head} policy ${verdictOf(decision)} ${marked}\n`;
}

function verdictOf(decision: NfTraceEvent['decision']): string {
  const word = decision.code.toLowerCase();
  return 'chain' in decision ? `${word} ${decision.chain.name}` : word;
}

function formatPacket({ table, skb, state }: NfTraceEvent, looks: ElementLooks): string {
  const { packet } = skb;
  const { transport } = packet;
  const field = (name: FieldName) => {
    const value = definitionOfKey({ kind: 'field', name }).load(skb, state);
    return value === undefined
      ? []
      : [formatCompare({ kind: 'compare', key: { kind: 'field', name }, operator: '==', value }, looks)];
  };
  return [
    ...(state.in === undefined ? [] : [`iif "${state.in.name}"`]),
    ...(state.out === undefined ? [] : [`oif "${state.out.name}"`]),
    ...linkLayer(state.in?.name, [...field('ether saddr'), ...field('ether daddr')]),
    ...(['ip saddr', 'ip daddr', 'ip dscp'] as const).flatMap(field),
    `ip ecn ${ECN_NAMES[packet.typeOfService & 3]}`,
    ...(['ip ttl', 'ip id'] as const).flatMap(field),
    // In tables of IPv4 alone it follows from the header behind.
    ...(table.family === 'inet' || transport.kind === 'opaque' ? field('ip protocol') : []),
    ...field('ip length'),
    ...(TRANSPORT_FIELDS[transport.kind] ?? []).flatMap(field),
    ...(transport.kind === 'icmp'
      ? [`icmp id ${transport.rest >>> 16}`, `icmp sequence ${transport.rest & 0xffff}`]
      : []),
    ...rest(encodeIpv4(packet).subarray(IPV4_HEADER_LENGTH), HEADER_LENGTHS[transport.kind] ?? 0),
  ].join(' ');
}

/** Loopback has a header without addresses. */
function linkLayer(device: string | undefined, addresses: readonly string[]): readonly string[] {
  if (device === undefined) return [];
  return device === 'lo' ? ['@ll,0,112 0x800'] : addresses;
}

/** The bytes behind the header that the kernel tells. */
function rest(bytes: Uint8Array, from: number): readonly string[] {
  const told = bytes.subarray(from, TOLD);
  if (told.length === 0) return [];
  const hexadecimal = [...told].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [`@th,${from * 8},${told.length * 8} 0x${BigInt(`0x${hexadecimal}`).toString(16)}`];
}
