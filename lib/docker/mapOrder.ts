/** The order in which Go goes through a map: dockerd keeps in one what it reads of its networks and their ends at its start. */
import type { Random } from '../network';

/** How many entries a bucket of the map has room for. */
const BUCKET = 8;

/**
 * Entries, by their identifiers as dockerd's store has them: begun at a random place of the bucket, or where the map has
 * several of them in any order. Go: runtime/map.go (mapiterinit); libnetwork: datastore/cache.go (list).
 */
export function inMapOrder<Entry extends { readonly id: string }>(
  entries: readonly Entry[],
  random: Random,
): readonly Entry[] {
  const stored = [...entries].sort((a, b) => (a.id < b.id ? -1 : 1));
  if (stored.length < 2) return stored;
  if (stored.length <= BUCKET) {
    const first = random.below(BUCKET);
    return [...stored.slice(first), ...stored.slice(0, first)];
  }
  return stored
    .map((entry) => ({ entry, place: random.below(2 ** 32) }))
    .sort((a, b) => a.place - b.place)
    .map(({ entry }) => entry);
}
