/** What has to hold of a table as a whole: no chain leads back to itself, and expressions stand where they may. Linux: nft_chain_validate. */
import { hookSet } from '../hookName';
import type { NfChain } from './chain';
import { NfError } from './error';
import type { BaseChain } from './family';
import type { NfTable } from './table';

/** Chains that a packet may be in at once. Linux: NFT_JUMP_STACK_SIZE. */
export const JUMP_STACK_SIZE = 16;

/** Throws an `NfError` for the first fault. */
export function validateTable(table: NfTable): void {
  for (const chain of table.chains.values()) {
    if (chain.base !== undefined) validateFrom(chain, chain.base, 0, new Map());
  }
}

/** `depths`: how deep each chain was looked at already: deeper ones find nothing new but too many links. */
function validateFrom(chain: NfChain, base: BaseChain, depth: number, depths: Map<NfChain, number>): void {
  if (depth === JUMP_STACK_SIZE) throw new NfError('EMLINK');
  const before = depths.get(chain);
  if (before !== undefined && before >= depth) return;
  depths.set(chain, depth);
  for (const { parts } of chain.rules) {
    for (const { place, targets } of parts) {
      if (place !== undefined) {
        const isThere =
          (place.type === undefined || place.type === base.type) && (place.hooks & hookSet(base.hook)) !== 0;
        if (!isThere) throw new NfError(place.code ?? 'EOPNOTSUPP');
      }
      if (targets === undefined) continue;
      for (const target of targets()) validateFrom(target, base, depth + 1, depths);
    }
  }
}
