/** The exercises of a notebook as a sheet of paper: its questions, room for answers, and neither hints nor answers. */

import type { Notebook } from '../../cells/document';
import { trusted } from '../../view/draw/markup';
import { htmlDocument } from '../../view/figure/htmlPage';
import { markdownHtml } from '../book/markdown';
import { titleOf } from '../book/page';
import { exercisesOf } from './find';

/** The heading that begins the exercises; the next one of its level ends them. */
const HEADING = /^## Exercises\s*$/m;
/** Hints and answers are what a notebook folds away. */
const FOLDED = /<details\b[\s\S]*?<\/details>\s*/g;
const LINE = '_'.repeat(60);

/** The sheet as markdown; undefined when `notebook` has no exercises. */
export function sheet(notebook: Notebook): string | undefined {
  const exercises = new Map(exercisesOf(notebook).map((exercise) => [exercise.cell.id, exercise]));
  if (exercises.size === 0) return undefined;
  const parts = [`# ${titleOf(notebook)}: exercises`];
  let isInside = false;
  for (const cell of notebook.cells) {
    const exercise = exercises.get(cell.id);
    if (exercise) parts.push(`Answer (${exercise.type}): ${LINE}`);
    if (cell.kind !== 'markdown') continue;
    const text = isInside ? cell.source : cell.source.split(HEADING).slice(1).join('');
    isInside ||= HEADING.test(cell.source);
    if (!isInside) continue;
    const [section = '', ...others] = text.split(/^## /m);
    if (section.replace(FOLDED, '').trim() !== '') parts.push(section.replace(FOLDED, '').trim());
    if (others.length > 0) isInside = false;
  }
  return `${parts.join('\n\n')}\n`;
}

/** How a sheet looks on a screen; paper takes the same. */
const STYLE = `body {
  max-width: 42rem;
  margin: 2rem auto;
  padding: 0 1rem;
  font: 1rem/1.6 system-ui, sans-serif;
  overflow-wrap: anywhere;
}`;

/** The sheet as a page to print, in which nothing runs. */
export function sheetPage(notebook: Notebook, markdown: string): string {
  return htmlDocument({
    title: `${titleOf(notebook)}: exercises`,
    style: STYLE,
    styleSource: "'unsafe-inline'",
    body: trusted(markdownHtml(markdown)),
  });
}
