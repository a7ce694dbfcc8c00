/** What is known of a packet besides its bytes. Linux: nft_meta_get_eval, net/netfilter/nft_meta.c. */
import { ETHERTYPE_IPV4 } from '../../../packet/ethernet';
import { packetType } from '../../matches/pkttype';
import type { SkBuff } from '../../skb';
import { type FieldDefinition, field } from './field';

/** NFPROTO_IPV4. */
const IPV4_FAMILY = 2;
/** PACKET_HOST, PACKET_BROADCAST, PACKET_MULTICAST. */
const PACKET_TYPES = { unicast: 0, broadcast: 1, multicast: 2 } as const;

/** Only a socket that a program holds has an owner. */
function ownerOf({ notes: { owner } }: SkBuff) {
  return owner === undefined || owner === 'kernel' ? undefined : owner;
}

/** By the name that nft prints. Where there is no interface its name is empty and its index 0. */
export const META_FIELDS = {
  iif: field('iface_index', (_skb, { in: device }) => device?.ifindex ?? 0),
  oif: field('iface_index', (_skb, { out: device }) => device?.ifindex ?? 0),
  iifname: field('ifname', (_skb, { in: device }) => device?.name ?? ''),
  oifname: field('ifname', (_skb, { out: device }) => device?.name ?? ''),
  'meta length': field('integer', ({ packet }) => packet.totalLength),
  'meta l4proto': field('inet_proto', ({ packet }) => packet.protocol),
  'meta mark': field('mark', ({ notes }) => notes.mark),
  'meta nftrace': field('boolean', ({ notes }) => (notes.traced ? 1 : 0)),
  'meta nfproto': field('nf_proto', () => IPV4_FAMILY),
  'meta pkttype': field('pkt_type', (skb) => PACKET_TYPES[packetType(skb)]),
  'meta protocol': field('ether_type', () => ETHERTYPE_IPV4),
  'meta skgid': field('gid', (skb) => ownerOf(skb)?.gid),
  'meta skuid': field('uid', (skb) => ownerOf(skb)?.uid),
} as const satisfies Readonly<Record<string, FieldDefinition>>;
