/** Writes marks, and leaves packets untracked. Linux: nft_meta_set_eval, nft_ct_set_eval, nft_notrack_eval. */
import type { HookState } from '../../hook';
import type { SkBuff } from '../../skb';
import type { Part } from '../chain';
import type { AssignTarget, Expression, Source } from '../expression';
import { loadOf, needConntrack, plainPart, type Scope } from '../scope';
import type { Scalar } from '../value';
import { finderOf, setFacts } from './lookup';

type Read = (skb: SkBuff, state: HookState) => Scalar | undefined;

export function assignPart(expression: Extract<Expression, { readonly kind: 'assign' }>, scope: Scope): Part {
  const { target, source } = expression;
  const { read, facts } = readerOf(source, scope);
  const run: Part['run'] = (skb, state) => {
    const value = read(skb, state);
    if (typeof value !== 'number') return 'BREAK';
    write(skb, target, value);
    return undefined;
  };
  return plainPart(expression, run, {
    ...facts,
    needsConntrack: target === 'ct mark' || facts.needsConntrack === true,
  });
}

function readerOf(source: Source, scope: Scope): { readonly read: Read; readonly facts: Partial<Part> } {
  switch (source.kind) {
    case 'value':
      return { read: () => source.value, facts: {} };
    case 'key': {
      const load = loadOf(source.key);
      const read: Read = (skb, state) => {
        const value = load(skb, state);
        return typeof value === 'number' ? ((value & source.mask) ^ source.xor) >>> 0 : undefined;
      };
      return { read, facts: { needsConntrack: needConntrack([source.key]) } };
    }
    case 'map': {
      const built = scope.set(source.set);
      const find = finderOf(source.keys, built.set);
      const read: Read = (skb, state) => {
        const found = find(skb, state);
        return found === undefined || found === 'BREAK' ? undefined : found.values?.[0];
      };
      return { read, facts: setFacts(source.keys, built) };
    }
  }
}

/** A packet of no connection has nothing to be marked. */
function write({ notes }: SkBuff, target: AssignTarget, value: number): void {
  if (target === 'meta mark') notes.mark = value;
  else if (target === 'meta nftrace') notes.traced = value !== 0;
  else if (notes.conntrack !== undefined) notes.conntrack.mark = value;
}

/** What has a connection, or came by the loopback device without one, stays as it is. */
export function notrackPart(expression: Extract<Expression, { readonly kind: 'notrack' }>): Part {
  return plainPart(expression, ({ notes }) => {
    if (notes.conntrack === undefined && notes.template === undefined) notes.untracked = true;
    return undefined;
  });
}
