/** How copies stand, as a page that needs nothing else and in which nothing runs. All texts of copies are from outside. */
import { createHash } from 'node:crypto';
import { html, lines, type Markup } from '../../view/draw/markup';
import { htmlDocument } from '../../view/figure/htmlPage';
import { pageStyle } from '../pageStyle';
import type { Distribution } from './predictions';
import type { Standing } from './progress';

/** The page: who solved what, how many solved each exercise, and what was predicted. */
export function progressPage(standings: readonly Standing[], predictions: readonly Distribution[]): string {
  const style = pageStyle('live.css', 'exercises/progress.css');
  const copies = distinct(standings.map(({ copy }) => copy));
  const [only] = copies;
  const who = copies.length === 1 && only !== undefined ? only : `${copies.length} copies`;
  const answered = predictions.filter(({ answers, unknown }) => answers.length + unknown > 0);
  return htmlDocument({
    title: 'Progress',
    style,
    styleSource: `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    body: html`<main>
<h1>Progress</h1>
<p>${who}: ${solved(standings)} of ${standings.length} exercises are solved.</p>
<h2>Exercises</h2>
${copies.length === 1 ? ownTable(standings) : [copiesTable(copies, standings), exercisesTable(standings)]}
<h2>Predictions</h2>
${answered.length === 0 ? html`<p>Nobody has answered a prediction yet.</p>` : lines(answered.map(distributionHtml))}
</main>`,
  });
}

/** Every exercise of the only copy, with what the machines say to an answer that is not right. */
function ownTable(standings: readonly Standing[]): Markup {
  const rows = standings.map(
    ({ notebook, exercise, question, state, remark }) =>
      html`<tr><td>${notebook}</td><td class="number">${exercise}</td><td>${question}${remark !== '' && html`<p class="remark">${remark}</p>`}</td><td class="state">${stateHtml(state)}</td></tr>`,
  );
  return tableHtml('Each exercise', ['Notebook', 'Exercise', 'Question', 'State'], rows);
}

/** How many exercises of each notebook each copy has solved. */
function copiesTable(copies: readonly string[], standings: readonly Standing[]): Markup {
  const notebooks = distinct(standings.map(({ notebook }) => notebook));
  const share = (some: readonly Standing[]) => html`<td class="number">${solved(some)} of ${some.length}</td>`;
  const rows = copies.map((copy) => {
    const own = standings.filter((standing) => standing.copy === copy);
    const cells = notebooks.map((name) => share(own.filter(({ notebook }) => notebook === name)));
    const unread = distinct(own.filter(({ state }) => state === 'missing').map(({ remark }) => remark)).filter(Boolean);
    const why = unread.map((reason) => html`<p class="remark">${reason}</p>`);
    return html`<tr><th scope="row">${copy}${why}</th>${cells}${share(own)}</tr>`;
  });
  return tableHtml('Solved, by copy', ['Copy', ...notebooks, 'All'], rows);
}

/** How many copies have solved each exercise. */
function exercisesTable(standings: readonly Standing[]): Markup {
  const keyOf = ({ notebook, exercise }: Standing) => `${notebook} ${exercise}`;
  const rows = distinct(standings.map(keyOf)).flatMap((key) => {
    const all = standings.filter((standing) => keyOf(standing) === key);
    const [first] = all;
    if (first === undefined) return [];
    const count = solved(all);
    return html`<tr><td>${first.notebook}</td><td class="number">${first.exercise}</td><td>${first.question}</td><td>${barHtml(count / all.length, true)}</td><td class="number">${count} of ${all.length}</td></tr>`;
  });
  return tableHtml('Solved, by exercise', ['Notebook', 'Exercise', 'Question', '', 'Solved'], rows);
}

function distributionHtml({ notebook, question, found, answers, unknown, open }: Distribution): Markup {
  const all = answers.reduce((sum, { count }) => sum + count, 0) + unknown + open;
  const row = (words: Markup | string, count: number, isRight = false) =>
    count > 0 &&
    html`<tr><th scope="row">${words}</th><td>${barHtml(count / all, isRight)}</td><td class="number">${count}</td></tr>`;
  const rows = [
    ...answers.map(({ answer, count, isRight }) =>
      row(html`${shortened(answer)}${isRight && html` <span class="right">✓ right</span>`}`, count, isRight),
    ),
    row(html`<i>do not know</i>`, unknown),
    row(html`<i>no answer</i>`, open),
  ];
  return html`<section class="prediction">
<h3>${question}</h3>
<p>${notebook}. Counted: <b>${found}</b>.</p>
${tableHtml(`Answers to: ${question}`, ['Answer', '', 'Copies'], rows)}
</section>`;
}

/** `head` has the words of the columns; one that shows what the next one says has none. */
function tableHtml(caption: string, head: readonly string[], rows: readonly (Markup | false)[]): Markup {
  const columns = head.map((words) => (words === '' ? html`<td></td>` : html`<th scope="col">${words}</th>`));
  return html`<div class="scroll"><table>
<caption>${caption}</caption>
<thead><tr>${columns}</tr></thead>
<tbody>${rows}</tbody>
</table></div>
`;
}

/** A bar for `share` of all, from 0 to 1: the number stands beside it. */
function barHtml(share: number, isRight: boolean): Markup {
  const width = Math.round(share * 1000) / 10;
  return html`<svg class="bar${isRight && ' right'}" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="all" width="100" height="10"/><rect width="${width}" height="10"/></svg>`;
}

const STATES: Readonly<Record<Standing['state'], string>> = {
  right: '✓ right',
  'not yet': '✗ not yet',
  open: 'not answered',
  missing: 'not in the copy',
  unread: 'cannot be tried',
};

function stateHtml(state: Standing['state']): Markup {
  return html`<span class="${state === 'right' ? 'right' : 'other'}">${STATES[state]}</span>`;
}

/** An answer of a thousand words is none that a page should hold. */
function shortened(answer: string): string {
  return answer.length > 200 ? `${answer.slice(0, 199)}…` : answer;
}

function solved(standings: readonly Standing[]): number {
  return standings.filter(({ state }) => state === 'right').length;
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
