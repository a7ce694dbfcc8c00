/** Connections across NAT: every pair of ends that one packet had, before and after, belongs to one connection. */

import { itemAt } from '../itemAt';
import { destinationOf, sourceOf } from '../packets/packetWords';
import type { Chain } from './chains';

/** Where a packet belongs. */
export interface ConnectionPlace {
  /** 0-based; packets that belong to no connection (ARP) have none. */
  readonly connection: number | undefined;
  /** In the direction of the packet that opened the connection. */
  readonly request: boolean;
}

/** The connection of each packet, numbered in the order of their first ones. */
export function connectionPlaces(chains: readonly Chain[]): readonly ConnectionPlace[] {
  const byPair = new Map<string, { readonly number: number; readonly client: string }>();
  let count = 0;
  return chains.map(({ sightings }) => {
    if (itemAt(sightings, 0).packet.protocol === 'arp') return { connection: undefined, request: true };
    const ends = sightings.map(({ packet }) => {
      const [source, destination] = [sourceOf(packet), destinationOf(packet)];
      return { source, destination, pair: [source, destination].sort().join(' ') };
    });
    const known = ends.find(({ pair }) => byPair.has(pair));
    const entry = known && byPair.get(known.pair);
    const request = entry === undefined || known?.source === entry.client;
    const number = entry?.number ?? count++;
    for (const { source, destination, pair } of ends) {
      if (!byPair.has(pair)) byPair.set(pair, { number, client: request ? source : destination });
    }
    return { connection: number, request };
  });
}
