/** Where an expression may stand. */
import type { HookSet } from '../hookName';
import type { ChainType } from './family';

/** The hooks whose chains may have it, the type of those chains, and the complaint about it anywhere else. */
export interface PartPlace {
  readonly hooks: HookSet;
  readonly type: ChainType | undefined;
  readonly code: 'EINVAL' | 'EOPNOTSUPP';
}

const PLACES = new Map<string, PartPlace>();

/** A place, the same value for the same facts: of thousands of rules that ask for it one is looked at. */
export function partPlace(hooks: HookSet, type?: ChainType, code: PartPlace['code'] = 'EOPNOTSUPP'): PartPlace {
  const name = `${hooks} ${type} ${code}`;
  const known = PLACES.get(name);
  if (known !== undefined) return known;
  const made = { hooks, type, code };
  PLACES.set(name, made);
  return made;
}
