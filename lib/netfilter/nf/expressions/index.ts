/** Makes the parts of rules of their expressions. */
import type { HookSet } from '../../hookName';
import type { Part } from '../chain';
import { NfError } from '../error';
import type { Expression, SetReference } from '../expression';
import type { Key } from '../fields';
import { hooksOfFib } from '../fields/fib';
import { partPlace } from '../place';
import type { Scope } from '../scope';
import { logPart, rejectPart } from './answer';
import { assignPart, notrackPart } from './assign';
import { comparePart, rangePart } from './compare';
import { dynsetPart } from './dynset';
import { lookupPart, verdictMapPart } from './lookup';
import { natPart } from './nat';
import { counterPart, limitPart, objectPart, quotaPart } from './state';
import { verdictPart } from './verdict';
import { xtMatchPart, xtTargetPart } from './xt';

/** Throws an `NfError` if a name leads nowhere. */
export function makePart(expression: Expression, scope: Scope): Part {
  const keys = keysOf(expression);
  // Whether a packet is traced can be said, but not be asked. Linux: nft_meta_get_init.
  if (keys.some((key) => key.kind === 'field' && key.name === 'meta nftrace'))
    throw new NfError('EOPNOTSUPP', scope.subject);
  const part = makeAnywhere(expression, scope);
  const hooks = hooksOfKeys(keys);
  if (hooks === undefined) return part;
  const { place } = part;
  return { ...part, place: partPlace(hooks & (place?.hooks ?? hooks), place?.type, place?.code) };
}

function makeAnywhere(expression: Expression, scope: Scope): Part {
  switch (expression.kind) {
    case 'compare':
      return comparePart(expression);
    case 'range':
      return rangePart(expression);
    case 'lookup':
      return lookupPart(expression, scope);
    case 'vmap':
      return verdictMapPart(expression, scope);
    case 'verdict':
      return verdictPart(expression, scope);
    case 'counter':
      return counterPart(expression);
    case 'object':
      return objectPart(expression, scope);
    case 'limit':
      return limitPart(expression, scope);
    case 'quota':
      return quotaPart(expression);
    case 'log':
      return logPart(expression);
    case 'reject':
      return rejectPart(expression);
    case 'nat':
      return natPart(expression, scope);
    case 'assign':
      return assignPart(expression, scope);
    case 'notrack':
      return notrackPart(expression);
    case 'xt match':
      return xtMatchPart(expression, scope);
    case 'xt target':
      return xtTargetPart(expression, scope);
    case 'dynset':
      return dynsetPart(expression, scope);
  }
}

/** The keys that an expression loads. */
export function keysOf(expression: Expression): readonly Key[] {
  switch (expression.kind) {
    case 'compare':
    case 'range':
      return [expression.key];
    case 'lookup':
    case 'vmap':
    case 'dynset':
      return expression.keys;
    case 'nat':
      return expression.map?.keys ?? [];
    case 'assign':
      if (expression.source.kind === 'key') return [expression.source.key];
      return expression.source.kind === 'map' ? expression.source.keys : [];
    default:
      return [];
  }
}

/** The sets that an expression looks something up in. */
export function setsOf(expression: Expression): readonly SetReference[] {
  switch (expression.kind) {
    case 'lookup':
    case 'vmap':
      return [expression.set];
    case 'nat':
      return expression.map === undefined ? [] : [expression.map.set];
    case 'assign':
      return expression.source.kind === 'map' ? [expression.source.set] : [];
    default:
      return [];
  }
}

/** The hooks where all that is loaded is known; `undefined` if that is everywhere. */
function hooksOfKeys(keys: readonly Key[]): HookSet | undefined {
  const sets = keys.flatMap((key) => (key.kind === 'fib' ? [hooksOfFib(key)] : []));
  return sets.length === 0 ? undefined : sets.reduce((all, one) => all & one);
}
