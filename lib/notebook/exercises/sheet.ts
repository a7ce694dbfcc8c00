/** The exercises of a notebook as a sheet of paper: its questions, room for answers, and neither hints nor answers. */

import { escapeHtml, markdownHtml } from '../book/markdown';
import { titleOf } from '../book/page';
import type { Notebook } from '../format/document';
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

/** The sheet as a page to print. */
export function sheetPage(notebook: Notebook, markdown: string): string {
  const style =
    'body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1rem/1.6 system-ui,sans-serif;overflow-wrap:anywhere}';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(titleOf(notebook))}: exercises</title><style>${style}</style></head>
<body>
${markdownHtml(markdown)}</body></html>
`;
}
