/** The exercises of a notebook as a sheet of paper: its questions and room for answers; a facilitator's has the answers there. */

import type { Notebook } from '../../cells/document';
import { answersIn } from '../../cells/learnerCopy';
import { trusted, unescapeMarkup } from '../../view/draw/markup';
import { htmlDocument } from '../../view/figure/htmlPage';
import { markdownHtml } from '../book/markdown';
import { titleOf } from '../book/page';
import { type Exercise, exercisesOf } from './find';

/** The heading that begins the exercises; the next one of its level ends them. */
const HEADING = /^## Exercises\s*$/m;
/** Hints and answers are what a notebook folds away. */
const FOLDED = /<details\b[\s\S]*?<\/details>\s*/g;
const LINE = '_'.repeat(60);
/** A question's number. What stands before the first one says how to answer in a notebook. */
const NUMBER = /^\*\*\d+\.\*\*/m;
/** A section of a notebook without such a heading, and the exercise in it. */
const SECTION = /^## \d+\. [^\n]*\n\n([\s\S]*)$/;
const SCATTERED = /^\*\*Exercise (\d+)\.\*\* ([\s\S]*)$/m;
/** Types of answers, in words. */
const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  '[number, number]': 'two numbers',
  'readonly string[]': 'a list',
};

/** The sheet as markdown, with the answers in the place of room for them, or without; undefined when `notebook` has no exercises. */
export function sheet(notebook: Notebook, withAnswers = false): string | undefined {
  const exercises = new Map(exercisesOf(notebook).map((exercise) => [exercise.cell.id, exercise]));
  if (exercises.size === 0) return undefined;
  const isTogether = notebook.cells.some(({ source }) => HEADING.test(source));
  const parts = (isTogether ? togetherParts : scatteredParts)(notebook, exercises, withAnswers);
  return `${[`# ${headOf(notebook, withAnswers)}`, ...parts].join('\n\n')}\n`;
}

/** Of a notebook with all exercises at its end. */
function togetherParts(
  notebook: Notebook,
  exercises: ReadonlyMap<string, Exercise>,
  withAnswers: boolean,
): readonly string[] {
  const parts: string[] = [];
  let isInside = false;
  let isIntroduction = notebook.cells.some(({ source }) => NUMBER.test(source));
  for (const cell of notebook.cells) {
    const exercise = exercises.get(cell.id);
    if (exercise && !withAnswers) parts.push(roomFor(exercise));
    if (cell.kind !== 'markdown') continue;
    const text = isInside ? cell.source : cell.source.split(HEADING).slice(1).join('');
    isInside ||= HEADING.test(cell.source);
    if (!isInside) continue;
    const [section = '', ...others] = text.split(/^## /m);
    const begin = isIntroduction ? section.search(NUMBER) : 0;
    if (begin >= 0) {
      isIntroduction = false;
      const asked = onPaper(section.slice(begin));
      if (asked !== '') parts.push(asked);
      if (withAnswers) parts.push(...answersIn(section.slice(begin)).map(answerOnPaper));
    }
    if (others.length > 0) isInside = false;
  }
  return parts;
}

/** Of a notebook in which each section tells a story and ends with an exercise. */
function scatteredParts(
  { cells }: Notebook,
  exercises: ReadonlyMap<string, Exercise>,
  withAnswers: boolean,
): readonly string[] {
  const parts: string[] = [];
  let story = '';
  for (const { kind, source, id } of cells) {
    const exercise = exercises.get(id);
    if (exercise && !withAnswers) parts.push(roomFor(exercise));
    if (kind !== 'markdown') continue;
    story = SECTION.exec(source)?.[1]?.split(SCATTERED)[0] ?? story;
    const [, number, question] = SCATTERED.exec(source) ?? [];
    if (number === undefined || question === undefined) continue;
    parts.push(`**${number}.** ${[story, question].map(onPaper).join('\n\n')}`);
    if (withAnswers) parts.push(...answersIn(question).map(answerOnPaper));
  }
  return parts;
}

function roomFor({ type }: Exercise): string {
  return `Answer (${KINDS[type] ?? type}): ${LINE}`;
}

function headOf(notebook: Notebook, withAnswers: boolean): string {
  return `${titleOf(notebook)}: exercises${withAnswers ? ' with answers' : ''}`;
}

/** An answer as a paragraph. Its code is marked as markdown does: else the markdown would read what is in it. */
function answerOnPaper(answer: string): string {
  return `**Answer.** ${answer.replace(/<code>([^<`]*)<\/code>/g, (_, code: string) => `\`${unescapeMarkup(code)}\``)}`;
}

/** What a text asks, without hints and answers, and without what it says of cells and their code. */
function onPaper(text: string): string {
  const asked = text
    .replace(FOLDED, '')
    .replace(/The next cell makes/g, 'There are')
    .replace(/ \([^()]*\bencoded\b[^()]*\)/g, '');
  const sentences = asked.trim().split(/(?<=[.:?!])[ \n](?=[A-Z])/);
  const said = sentences.filter((sentence) => !/\bcells?\b|`await |\bencoded\b/.test(sentence));
  return said.join(' ').replace(/:$/, '.');
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
export function sheetPage(notebook: Notebook, markdown: string, withAnswers = false): string {
  return htmlDocument({
    title: headOf(notebook, withAnswers),
    style: STYLE,
    styleSource: "'unsafe-inline'",
    body: trusted(markdownHtml(markdown)),
  });
}
