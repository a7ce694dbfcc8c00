export { keyOf, type SetElement, type SetEntry, type SetNotes } from './element';
export { HashedEntries } from './entries';
export { type BesideMember, IpSet, networkOf, secondsLeft, widthOf } from './ipSet';
export type { CounterTest, SetDirections } from './packet';
export { SetTable, type SetTableError } from './setTable';
export { DEFAULT_SET_OPTIONS, SET_TYPES, type SetError, type SetOptions, type SetTypeName } from './setType';
