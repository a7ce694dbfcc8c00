/** The notebook of this page, as it came with it: all its cells, without their outputs. */
import type { Cell, Notebook } from '../../cells/document';

/** What the page embeds. */
interface EmbeddedNotebook {
  readonly name: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly cells: readonly Pick<Cell, 'kind' | 'id' | 'source' | 'metadata'>[];
}

/** The notebook; undefined where the page has none. */
export function pageNotebook(): Notebook | undefined {
  const text = document.getElementById('cells:source')?.textContent;
  if (text == null) return undefined;
  const { name, metadata, cells } = JSON.parse(text) as EmbeddedNotebook;
  return {
    name,
    path: `${name}.ipynb`,
    metadata,
    cells: cells.map(({ kind, ...cell }) =>
      kind === 'code' ? { ...cell, kind, outputs: [], executionCount: null } : { ...cell, kind },
    ),
  };
}
