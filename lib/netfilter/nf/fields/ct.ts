/** What is known of a packet's connection. Linux: nft_ct_get_eval, net/netfilter/nft_ct.c. */
import type { ConntrackEntry, ConntrackInfo } from '../../conntrack/entry';
import type { Direction, Tuple } from '../../conntrack/tuple';
import type { HookState } from '../../hook';
import type { SkBuff } from '../../skb';
import type { TypeName } from '../value';
import { type FieldDefinition, field } from './field';

/** NF_CT_STATE_BIT. */
export const CT_STATES = { INVALID: 1, ESTABLISHED: 2, RELATED: 4, NEW: 8, UNTRACKED: 64 } as const satisfies Readonly<
  Record<ConntrackInfo | 'UNTRACKED', number>
>;

/** enum ip_conntrack_status. */
const EXPECTED = 0x1;
const SEEN_REPLY = 0x2;
const ASSURED = 0x4;
const CONFIRMED = 0x8;
const SOURCE_NAT = 0x10;
const DESTINATION_NAT = 0x20;
const SOURCE_NAT_DONE = 0x80;
const DESTINATION_NAT_DONE = 0x100;
const DYING = 0x200;

/** Microseconds in the unit of `time`, which is 1 ms. */
const MILLISECOND = 1000;
const IPV4_FAMILY = 2;

function stateOf({ notes }: SkBuff): number {
  if (notes.untracked) return CT_STATES.UNTRACKED;
  return notes.template === undefined ? CT_STATES[notes.conntrackInfo] : CT_STATES.NEW;
}

function statusOf(entry: ConntrackEntry): number {
  return (
    (entry.expected ? EXPECTED : 0) |
    (entry.seenReply ? SEEN_REPLY : 0) |
    (entry.assured ? ASSURED : 0) |
    (entry.confirmed ? CONFIRMED : 0) |
    (entry.sourceNat ? SOURCE_NAT : 0) |
    (entry.destinationNat ? DESTINATION_NAT : 0) |
    (entry.sourceNatDone ? SOURCE_NAT_DONE : 0) |
    (entry.destinationNatDone ? DESTINATION_NAT_DONE : 0) |
    (entry.dying ? DYING : 0)
  );
}

/** A packet of no connection ends the rule. */
function ofEntry(
  type: TypeName,
  read: (entry: ConntrackEntry, skb: SkBuff, state: HookState) => number,
  bits?: number,
): FieldDefinition {
  const load = (skb: SkBuff, state: HookState) => {
    const entry = skb.notes.conntrack ?? skb.notes.template;
    return entry === undefined ? undefined : read(entry, skb, state);
  };
  return field(type, load, { bits, needsConntrack: true });
}

function ofTuple(type: TypeName, direction: Direction, read: (tuple: Tuple) => number): FieldDefinition {
  return ofEntry(type, (entry) => read(entry.tuple(direction)));
}

export const CT_FIELDS = {
  'ct state': field('ct_state', stateOf, { needsConntrack: true }),
  'ct mark': ofEntry('mark', ({ mark }) => mark),
  'ct status': ofEntry('ct_status', statusOf),
  'ct direction': ofEntry('ct_dir', (_entry, { notes }) => (notes.direction === 'original' ? 0 : 1)),
  'ct expiration': ofEntry('time', (entry, _skb, { host }) =>
    entry.confirmed ? Math.max(0, Math.floor((entry.expiresAt - host.now()) / MILLISECOND)) : 0,
  ),
  'ct l3proto': ofEntry('nf_proto', () => IPV4_FAMILY),
  'ct protocol': ofEntry('inet_proto', (entry) => entry.original.protocol),
  // The same without a family, as rules of old are written; they are listed alike as text.
  'ct original saddr': ofTuple('ipv4_addr', 'original', ({ source }) => source),
  'ct original daddr': ofTuple('ipv4_addr', 'original', ({ destination }) => destination),
  'ct reply saddr': ofTuple('ipv4_addr', 'reply', ({ source }) => source),
  'ct reply daddr': ofTuple('ipv4_addr', 'reply', ({ destination }) => destination),
  'ct original ip saddr': ofTuple('ipv4_addr', 'original', ({ source }) => source),
  'ct original ip daddr': ofTuple('ipv4_addr', 'original', ({ destination }) => destination),
  'ct original protocol': ofTuple('inet_proto', 'original', ({ protocol }) => protocol),
  'ct original proto-src': ofTuple('inet_service', 'original', ({ sourceKey }) => sourceKey),
  'ct original proto-dst': ofTuple('inet_service', 'original', ({ destinationKey }) => destinationKey),
  'ct reply ip saddr': ofTuple('ipv4_addr', 'reply', ({ source }) => source),
  'ct reply ip daddr': ofTuple('ipv4_addr', 'reply', ({ destination }) => destination),
  'ct reply protocol': ofTuple('inet_proto', 'reply', ({ protocol }) => protocol),
  'ct reply proto-src': ofTuple('inet_service', 'reply', ({ sourceKey }) => sourceKey),
  'ct reply proto-dst': ofTuple('inet_service', 'reply', ({ destinationKey }) => destinationKey),
} as const satisfies Readonly<Record<string, FieldDefinition>>;
