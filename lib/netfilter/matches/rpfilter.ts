/** `-m rpfilter`: whether answers would leave by where the packet came in. Linux: rpfilter_mt, net/ipv4/netfilter/ipt_rpfilter.c. */
import { IPV4_BROADCAST, isZeronet } from '../../packet/address';
import type { MatchDefinition } from '../extension';
import type { HookState } from '../hook';
import { hookSet } from '../hookName';
import type { SkBuff } from '../skb';

/** What the path back must be. */
export interface RpfilterMatch {
  readonly kind: 'rpfilter';
  /** By any interface. */
  readonly loose: boolean;
  /** Routed by the packet's mark, which no route here asks for. */
  readonly validMark: boolean;
  /** To one of the machine's own addresses, too. */
  readonly acceptLocal: boolean;
  readonly invert: boolean;
}

const TABLES = ['raw', 'mangle'];
/** 224.0.0.0/24: groups of one link. */
const LINK_GROUPS = 0xe00000;

/** The path back. */
export const RPFILTER_MATCH: MatchDefinition<RpfilterMatch> = {
  kind: 'rpfilter',
  table: 'any',
  hooks: hookSet('PREROUTING'),
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,
  check: (_, { table }) => (TABLES.includes(table) ? undefined : 'EINVAL'),
  prepare(match) {
    return (skb, state) => comesBack(match, skb, state) !== match.invert;
  },
};

function comesBack({ loose, acceptLocal }: RpfilterMatch, { packet, notes }: SkBuff, { in: device, host }: HookState) {
  const { source, destination } = packet;
  if (notes.looped || device?.name === 'lo') return true;
  // A machine that asks for its address has none yet.
  if (isZeronet(source) && (destination === IPV4_BROADCAST || destination >>> 8 === LINK_GROUPS)) return true;
  const back = host.route(source);
  if (back?.type !== 'unicast' && !(back?.type === 'local' && acceptLocal)) return false;
  return loose || back.device?.ifindex === device?.ifindex;
}
