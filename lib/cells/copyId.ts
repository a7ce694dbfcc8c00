/** Which copy of a notebook a file holds: what a browser keeps for one copy is not another's, though both have one name. */
import type { Notebook } from './document';

/** The key in a notebook's metadata. */
export const COPY_KEY = 'chainwalk';

/** The copy's id in the metadata under {@link COPY_KEY}; undefined for a first copy. */
export function copyIdIn(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'copy' in value && typeof value.copy === 'string'
    ? value.copy
    : undefined;
}

/** `notebook` as the copy `id`; as a first one if it is undefined. */
export function asCopy(notebook: Notebook, id?: string): Notebook {
  const { [COPY_KEY]: _, ...metadata } = notebook.metadata;
  return { ...notebook, metadata: id === undefined ? metadata : { ...metadata, [COPY_KEY]: { copy: id } } };
}
