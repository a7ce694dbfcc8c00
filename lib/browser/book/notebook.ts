/** The notebook of this page, as it came with it: all its cells, without their outputs. */
import type { Cell, Notebook } from '../../cells/document';

/** What the page embeds. */
interface EmbeddedNotebook {
  readonly name: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly cells: readonly Pick<Cell, 'kind' | 'id' | 'source' | 'metadata'>[];
  /** What was asked for the outputs of each code cell, as a line; empty if nothing was. */
  readonly requests?: readonly string[];
}

/** The notebook; undefined where the page has none. */
export function pageNotebook(): Notebook | undefined {
  const embedded = readEmbedded();
  if (embedded === undefined) return undefined;
  const { name, metadata, cells } = embedded;
  return {
    name,
    path: `${name}.ipynb`,
    metadata,
    cells: cells.map(({ kind, ...cell }) =>
      kind === 'code' ? { ...cell, kind, outputs: [], executionCount: null } : { ...cell, kind },
    ),
  };
}

/** The request that the outputs around `place` are about; undefined if there is none, or cells were edited since. */
export function requestAt(place: Element): string | undefined {
  const number = cellNumber(place.closest('.cell[data-cell]'));
  const edited = [...document.querySelectorAll('.cell.edited')].map(cellNumber);
  if (edited.some((other) => other <= number)) return undefined;
  return readEmbedded()?.requests?.[number - 1] || undefined;
}

function cellNumber(cell: Element | null): number {
  return Number(cell?.getAttribute('data-cell'));
}

function readEmbedded(): EmbeddedNotebook | undefined {
  const text = document.getElementById('cells:source')?.textContent;
  return text == null ? undefined : (JSON.parse(text) as EmbeddedNotebook);
}
