/**
 * What the kernel asks of a table before it takes it: chains without loops, extensions in their place.
 * Linux: mark_source_chains and translate_table, net/ipv4/netfilter/ip_tables.c.
 * As there, only what can be reached from a hook is followed: a loop that nothing leads to is accepted.
 */
import { checkEntry, type EntryError, hookBit } from './checkEntry';
import type { HookName } from './hook';
import type { Rule } from './rule';
import { type ChainDraft, TABLE_HOOKS, type TableDraft, type TableName } from './table';

/** Why a table is refused: an errno of the kernel's, and the rule that it is about, counted from 1. */
export interface ValidationError {
  readonly code: EntryError | 'ELOOP' | 'ENOENT';
  readonly chain: string;
  readonly number: number;
}

/** The first fault of a draft; `undefined` for one that may be committed. Linear in the number of rules. */
export function validateDraft(table: TableName, draft: TableDraft): ValidationError | undefined {
  const reach = new Map<string, Uint8Array>();
  for (const { name, rules } of draft.values()) reach.set(name, new Uint8Array(rules.length));
  return checkJumps(draft) ?? markSourceChains(table, draft, reach) ?? checkEntries(table, draft, reach);
}

/** Every jump leads to a user chain. Linux: libiptc's iptcc_map_target and the kernel's check of jump offsets. */
function checkJumps(draft: TableDraft): ValidationError | undefined {
  for (const { name, rules } of draft.values()) {
    for (let index = 0; index < rules.length; index++) {
      const { spec } = rules[index] as Rule;
      if (spec.target.kind !== 'jump') continue;
      const chain = draft.get(spec.target.chain);
      if (chain === undefined) return { code: 'ENOENT', chain: name, number: index + 1 };
      if (chain.policy !== undefined) return { code: 'EINVAL', chain: name, number: index + 1 };
    }
  }
  return undefined;
}

interface Frame {
  readonly chain: ChainDraft;
  readonly marks: Uint8Array;
  next: number;
}

/** Marks each rule with the hooks that lead to it; a chain that leads back to itself is a loop. */
function markSourceChains(
  table: TableName,
  draft: TableDraft,
  reach: Map<string, Uint8Array>,
): ValidationError | undefined {
  for (const [hook] of Object.entries(TABLE_HOOKS[table])) {
    const found = markFrom(draft.get(hook) as ChainDraft, hookBit(hook as HookName), draft, reach);
    if (found !== undefined) return found;
  }
  return undefined;
}

function markFrom(
  start: ChainDraft,
  bit: number,
  draft: TableDraft,
  reach: Map<string, Uint8Array>,
): ValidationError | undefined {
  const enter = (chain: ChainDraft): Frame => ({ chain, marks: reach.get(chain.name) as Uint8Array, next: 0 });
  const stack: Frame[] = [enter(start)];
  const open = new Set([start.name]);
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const { chain, marks, next } = frame;
    const rule = chain.rules[next];
    if (rule === undefined || ((marks[next] as number) & bit) !== 0) {
      open.delete(chain.name);
      stack.pop();
      continue;
    }
    (marks[next] as number) |= bit;
    frame.next = endsChain(rule) ? chain.rules.length : next + 1;
    const { target } = rule.spec;
    if (target.kind !== 'jump') continue;
    if (open.has(target.chain)) return { code: 'ELOOP', chain: chain.name, number: next + 1 };
    open.add(target.chain);
    stack.push(enter(draft.get(target.chain) as ChainDraft));
  }
  return undefined;
}

/** What stands behind an unconditional verdict is never reached. */
function endsChain({ spec, unconditional }: Rule): boolean {
  const { kind } = spec.target;
  return unconditional && (kind === 'ACCEPT' || kind === 'DROP' || kind === 'RETURN');
}

function checkEntries(
  table: TableName,
  draft: TableDraft,
  reach: Map<string, Uint8Array>,
): ValidationError | undefined {
  for (const { name, rules } of draft.values()) {
    const marks = reach.get(name) as Uint8Array;
    for (let index = 0; index < rules.length; index++) {
      const rule = rules[index] as Rule;
      const hooks = marks[index] as number;
      // A table is put back for each rule that is added: those that were there have been checked.
      if (rule.checkedHooks === hooks) continue;
      const code = checkEntry(rule.spec, table, hooks);
      if (code !== undefined) return { code, chain: name, number: index + 1 };
      rule.checkedHooks = hooks;
    }
  }
  return undefined;
}
