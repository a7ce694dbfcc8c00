/**
 * What the kernel asks of a table before it takes it: chains without loops, extensions in their place.
 * Linux: mark_source_chains and translate_table, net/ipv4/netfilter/ip_tables.c.
 * As there, only what can be reached from a hook is followed: a loop that nothing leads to is accepted.
 */
import type { EntryError } from '../extension';
import { type HookSet, hookSet } from '../hookName';
import type { ChainDraft } from './chainDraft';
import { checkEntry } from './checkEntry';
import type { Family } from './family';
import type { Rule } from './rule';
import type { TableDraft } from './table';
import { builtinChains, type TableName } from './tableHooks';

/** Why a table is refused: an errno of the kernel's, and the rule that it is about, counted from 1. */
export interface ValidationError {
  readonly code: EntryError | 'ELOOP' | 'ENOENT';
  readonly chain: string;
  readonly number: number;
}

/** The first fault of a draft; `undefined` for one that may be committed. Linear in the number of chains, jumps, and rules behind the first one that changed. */
export function validateDraft(
  table: TableName,
  draft: TableDraft,
  family: Family = 'ipv4',
): ValidationError | undefined {
  const reach = new Map<string, HookSet>();
  return checkJumps(draft) ?? markSourceChains(table, draft, reach) ?? checkEntries(table, draft, reach, family);
}

/** Every jump leads to a user chain. Linux: libiptc's iptcc_map_target and the kernel's check of jump offsets. */
function checkJumps(draft: TableDraft): ValidationError | undefined {
  for (const chain of draft.values()) {
    for (const place of chain.facts.jumps) {
      const target = draft.get(targetOf(chain, place));
      if (target === undefined) return { code: 'ENOENT', chain: chain.name, number: place + 1 };
      if (target.policy !== undefined) return { code: 'EINVAL', chain: chain.name, number: place + 1 };
    }
  }
  return undefined;
}

/** The name of the chain that a rule jumps to. */
function targetOf({ rules }: ChainDraft, place: number): string {
  const { target } = (rules[place] as Rule).spec;
  return target.kind === 'jump' ? target.chain : '';
}

/** Marks each chain with the hooks that lead to it; one that leads back to itself is a loop. */
function markSourceChains(
  table: TableName,
  draft: TableDraft,
  reach: Map<string, HookSet>,
): ValidationError | undefined {
  for (const hook of builtinChains(table)) {
    const found = markFrom(draft.get(hook) as ChainDraft, hookSet(hook), draft, reach);
    if (found !== undefined) return found;
  }
  return undefined;
}

function markFrom(
  start: ChainDraft,
  bit: HookSet,
  draft: TableDraft,
  reach: Map<string, HookSet>,
): ValidationError | undefined {
  const enter = (chain: ChainDraft) => {
    reach.set(chain.name, (reach.get(chain.name) ?? 0) | bit);
    return { chain, nextJump: 0 };
  };
  const stack = [enter(start)];
  const open = new Set([start.name]);
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const { chain } = frame;
    const { jumps, reachable } = chain.facts;
    const place = jumps[frame.nextJump++] ?? reachable;
    if (place >= reachable) {
      open.delete(chain.name);
      stack.pop();
      continue;
    }
    const target = targetOf(chain, place);
    if (open.has(target)) return { code: 'ELOOP', chain: chain.name, number: place + 1 };
    if (((reach.get(target) ?? 0) & bit) !== 0) continue;
    open.add(target);
    stack.push(enter(draft.get(target) as ChainDraft));
  }
  return undefined;
}

function checkEntries(
  table: TableName,
  draft: TableDraft,
  reach: ReadonlyMap<string, HookSet>,
  family: Family,
): ValidationError | undefined {
  for (const { name, rules, facts } of draft.values()) {
    const reached = reach.get(name) ?? 0;
    // What was found stays true: of a chain's rules up to the first that changed, of a rule wherever it stands.
    const { checked } = facts;
    for (let place = checked.hooks === reached ? checked.rules : 0; place < rules.length; place++) {
      const rule = rules[place] as Rule;
      const hooks = place < facts.reachable ? reached : 0;
      if (rule.checkedHooks === hooks) continue;
      const code = checkEntry(rule.spec, table, hooks, family);
      if (code !== undefined) return { code, chain: name, number: place + 1 };
      rule.checkedHooks = hooks;
    }
    facts.checked = { rules: rules.length, hooks: reached };
  }
  return undefined;
}
