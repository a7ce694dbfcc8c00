/** What has to hold of a table as a whole: no chain leads back to itself, and expressions stand where they may. Linux: nft_chain_validate. */
import { type HookSet, hookSet } from '../hookName';
import type { NfChain, NfRule, Part } from './chain';
import { NfError } from './error';
import type { ChainType } from './family';
import type { PartPlace } from './place';
import type { NfTable } from './table';

/** Chains that a packet may be in at once. Linux: NFT_JUMP_STACK_SIZE. */
export const JUMP_STACK_SIZE = 16;

/** Throws an `NfError` for the first fault. */
export function validateTable(table: NfTable): void {
  for (const chain of table.chains.values()) {
    if (chain.base !== undefined) validateFrom(chain, chain.base.type, hookSet(chain.base.hook), 0, new Map());
  }
}

/** `depths`: how deep each chain was looked at already: deeper ones find nothing new but too many links. */
function validateFrom(
  chain: NfChain,
  type: ChainType,
  hook: HookSet,
  depth: number,
  depths: Map<NfChain, number>,
): void {
  if (depth === JUMP_STACK_SIZE) throw new NfError('EMLINK');
  const before = depths.get(chain);
  if (before !== undefined && before >= depth) return;
  depths.set(chain, depth);
  for (const { place, targets } of checkedParts(chain.rules)) {
    if (place !== undefined) {
      const isThere = (place.type === undefined || place.type === type) && (place.hooks & hook) !== 0;
      if (!isThere) throw new NfError(place.code);
    }
    if (targets === undefined) continue;
    for (const target of targets()) validateFrom(target, type, hook, depth + 1, depths);
  }
}

/** Of lists of rules. A table is looked at after each change: lists that did not change are not gone through again. */
const CHECKED = new WeakMap<readonly NfRule[], readonly Part[]>();

/** The parts of rules that lead to other chains, and the first for each place of those that may not stand everywhere. */
function checkedParts(rules: readonly NfRule[]): readonly Part[] {
  const known = CHECKED.get(rules);
  if (known !== undefined) return known;
  const parts: Part[] = [];
  const places: PartPlace[] = [];
  for (const { checked } of rules) {
    for (const part of checked) {
      const { place, targets } = part;
      if (targets === undefined && place !== undefined) {
        if (places.includes(place)) continue;
        places.push(place);
      }
      parts.push(part);
    }
  }
  CHECKED.set(rules, parts);
  return parts;
}
