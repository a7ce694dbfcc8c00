/** What of a notebook belongs into a document of figures: charts, maps and tables, below the headings of their sections. */
import { type CodeCell, codeCells, type Notebook } from '../../cells/document';
import type { Output } from '../../cells/output';
import { headingsOf } from '../book/markdown';
import { titleOf } from '../book/page';
import { type Origin, originsOf } from '../requests';
import type { Block } from './blocks';
import { escapeMarkdown } from './markdown';
import { isQuestion, type Numbers, outputBlock } from './outputs';

/** Calls that ask the learner something or hold a number right. */
const EXERCISE = /\bexercise\s*(?:<[^()]*>)?\(/;
const CHECK = /\b(?:predict|check)\s*(?:<[^()]*>)?\(/;

/** The figures and tables of `notebook`, each with where it comes from. */
export function figureBlocks(notebook: Notebook, numbers: Numbers): readonly Block[] {
  const origins = originsOf(notebook);
  const cells = codeCells(notebook);
  const blocks: Block[] = [];
  let section = '';
  let isNew = false;
  for (const cell of notebook.cells) {
    if (cell.kind === 'markdown') {
      const heading = headingsOf(cell.source)
        .filter(({ level }) => level > 1)
        .at(-1);
      if (heading === undefined) continue;
      section = heading.text;
      isNew = true;
    }
    if (cell.kind !== 'code') continue;
    const origin = originText(notebook.name, section, origins[cells.indexOf(cell)]);
    for (const block of figuresIn(cell, numbers, section)) {
      if (isNew) blocks.push({ kind: 'markdown', source: `## ${escapeMarkdown(section)}` });
      isNew = false;
      blocks.push({ ...block, origin });
    }
  }
  if (blocks.length === 0) return [];
  return [{ kind: 'markdown', source: `# ${escapeMarkdown(titleOf(notebook).trim() || notebook.name)}` }, ...blocks];
}

type FigureBlock = Extract<Block, { kind: 'figure' | 'table' }>;

function figuresIn(cell: CodeCell, numbers: Numbers, section: string): readonly FigureBlock[] {
  if (EXERCISE.test(cell.source)) return [];
  const isCheck = CHECK.test(cell.source);
  return cell.outputs
    .filter((output) => !isQuestion(output) && (!isCheck || isPicture(output)))
    .flatMap((output) => outputBlock(output, { ...numbers }, section || undefined))
    .filter((block): block is FigureBlock => block.kind === 'figure' || block.kind === 'table')
    .map((block) => ({ ...block, number: ++numbers[block.kind] }));
}

function isPicture(output: Output): boolean {
  return 'data' in output && (output.data['image/svg+xml'] !== undefined || output.data['image/png'] !== undefined);
}

function originText(name: string, section: string, origin: Origin | undefined): string {
  const place = section === '' ? `Notebook ${name}` : `Notebook ${name}, section “${section}”`;
  if (origin === undefined) return `${place}.`;
  const { requests, typed } = origin;
  if (requests.length > 0) return `${place}. ${requests.length === 1 ? 'Request' : 'Requests'}: ${requests.join('; ')}`;
  return typed === undefined ? `${place}.` : `${place}, after: ${typed}`;
}
