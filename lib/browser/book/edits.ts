/** What a reader changed in a notebook: the sources of code cells, by the cells' ids. */

/** What the hash of an address begins with when it carries edits, be they sound or not. */
export const LINK_MARK = '#edits=';

/** New sources by the id of their cell. */
export type Edits = ReadonlyMap<string, string>;

/** Edits as they are kept and shared, with what tells which version of the notebook they were made in. */
export interface EditRecord {
  readonly version: string;
  readonly edits: Edits;
}

/** What tells versions of a notebook apart: FNV-1a over the sources of its code cells. */
export function versionOf(sources: readonly string[]): string {
  let hash = 0x811c9dc5;
  for (const character of JSON.stringify(sources)) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, '0');
}

/** A record as JSON. */
export function editJson({ version, edits }: EditRecord): string {
  return JSON.stringify({ version, cells: Object.fromEntries(edits) });
}

/** The record that JSON holds; undefined when it is none. */
export function parseEdits(json: string): EditRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || typeof value.version !== 'string' || !isRecord(value.cells)) return undefined;
  const entries = Object.entries(value.cells);
  if (!entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) return undefined;
  return { version: value.version, edits: new Map(entries) };
}

/** Those of `edits` that change one of the cells `ids` whose sources are `originals`. */
export function knownEdits(edits: Edits, ids: readonly string[], originals: readonly string[]): Edits {
  return new Map(
    ids.flatMap((id, index): [string, string][] => {
      const source = edits.get(id);
      return source === undefined || source === originals[index] ? [] : [[id, source]];
    }),
  );
}

/** `2 cells`. */
export function countCells(count: number): string {
  return count === 1 ? '1 cell' : `${count} cells`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
