/** Zones keep connections apart that look alike. Linux: struct nf_conntrack_zone, include/net/netfilter/nf_conntrack_zones.h. */
import type { Direction } from './tuple';

/** A zone, and the direction whose packets belong to it; those of the other one belong to zone 0. */
export interface Zone {
  /** 0 to 65535. */
  readonly id: number;
  readonly direction: Direction | 'both';
}

/** Where nothing else is said. */
export const DEFAULT_ZONE: Zone = { id: 0, direction: 'both' };

/** The zone of the packets of a direction. Linux: nf_ct_zone_id. */
export function zoneId({ id, direction }: Zone, of: Direction): number {
  return direction === 'both' || direction === of ? id : 0;
}
