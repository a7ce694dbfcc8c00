/** All fields that rules can load. */
import { CT_FIELDS } from './ct';
import { type FibKey, fibField } from './fib';
import type { FieldDefinition } from './field';
import { META_FIELDS } from './meta';
import { type NumgenKey, numgenField } from './numgen';
import { PAYLOAD_FIELDS } from './payload';

export { CT_STATES } from './ct';
export { type FibKey, ROUTE_TYPES } from './fib';
export type { FieldDefinition, HeaderName, LoadFunction } from './field';
export type { NumgenKey } from './numgen';

/** By their names, as nft prints them. */
const FIELDS = { ...PAYLOAD_FIELDS, ...META_FIELDS, ...CT_FIELDS };

export type FieldName = keyof typeof FIELDS;

/** A field by its name. */
export interface FieldKey {
  readonly kind: 'field';
  readonly name: FieldName;
}

/** What a rule loads. */
export type Key = FieldKey | FibKey | NumgenKey;

/** Whether there is a field of that name. */
export function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(FIELDS, name);
}

/** What a key loads: of a generator, one that counts by itself. */
export function definitionOfKey(key: Key): FieldDefinition {
  switch (key.kind) {
    case 'field':
      return FIELDS[key.name];
    case 'fib':
      return fibField(key);
    case 'numgen':
      return numgenField(key);
  }
}
