/** What of a chapter's page is covered as long as nobody has answered its predictions. */
import type { Token } from 'markdown-it';
import { cellIds } from '../../cells/cellIds';
import { type Cell, codeCells, type Notebook } from '../../cells/document';
import { type PageItem, settle } from '../../cells/settle';
import { PREDICTION_MIME, readPredictionData } from '../../lab/learn/predictionData';
import { markdownTokens } from './markdown';

/**
 * The keys of the questions that cover a cell: of a code cell one list; of a text one for what stands before its first heading of
 * level 1 or 2, and one for each such heading with what follows.
 */
export type CellCovers = readonly (readonly string[])[];

interface ChapterItem extends PageItem {
  readonly cell: Cell;
}

/** What covers the cells of `notebook`. */
export function coversOf(notebook: Notebook): ReadonlyMap<Cell, CellCovers> {
  const code = codeCells(notebook);
  const ids = cellIds(code);
  const items = notebook.cells.flatMap((cell): readonly ChapterItem[] =>
    cell.kind === 'code'
      ? [{ cell, id: ids[code.indexOf(cell)] ?? '', outputs: predictionsIn(cell.outputs), ...WITHIN }]
      : sectionStarts(cell).map((beginsSection) => ({ cell, id: '', outputs: [], ...WITHIN, beginsSection })),
  );
  const covers = settle(items, { get: () => undefined, set: () => {} });
  const found = new Map<Cell, (readonly string[])[]>(notebook.cells.map((cell) => [cell, []]));
  items.forEach(({ cell }, index) => {
    found.get(cell)?.push((covers[index] ?? []).map(({ key }) => key));
  });
  return found;
}

const WITHIN = { beginsSection: false, stays: false };

function predictionsIn(outputs: Extract<Cell, { kind: 'code' }>['outputs']): PageItem['outputs'] {
  return outputs.flatMap((output) => {
    const data = 'data' in output ? readPredictionData(output.data[PREDICTION_MIME]) : undefined;
    return data === undefined ? [] : [{ data, keep: () => {} }];
  });
}

/** For each part of a text whether a section begins with it: with what stands before its first heading none does. */
function sectionStarts({ kind, source }: Cell): readonly boolean[] {
  const tokens = kind === 'markdown' ? markdownTokens(source) : [];
  return [false, ...tokens.filter(startsSection).map(() => true)];
}

/** Whether a section begins with `token`. */
export function startsSection({ type, level, tag }: Token): boolean {
  return type === 'heading_open' && level === 0 && /^h[12]$/.test(tag);
}
