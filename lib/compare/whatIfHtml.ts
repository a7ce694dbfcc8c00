/** What commands would change on a host, as a page. */
import {
  type ComparedRequest,
  describeQuestion,
  outcomeWords,
  type WhatIfAnswer,
  whatIfHeadline,
  whatIfText,
} from '../host';
import { html, type Markup } from '../view/draw/markup';
import { hostPage } from './hostPage';

const TITLES = { closed: 'Closed', opened: 'Opened', changed: 'Changed otherwise' } as const;

/** The page. `title` is what the dumps are called. */
export function whatIfHtml(title: string, answer: WhatIfAnswer): string {
  const { commands, changes, same } = answer;
  const body = html`<pre>${commands.join('\n')}</pre>
${(['closed', 'opened', 'changed'] as const).map((kind) => {
  const some = changes.filter((one) => one.kind === kind);
  return some.length > 0 && html`<h2>${TITLES[kind]}</h2>${changedTable(some)}`;
})}
${same.length > 0 && html`<h2>As before</h2>${sameTable(same)}`}
<h2>In full</h2>
<pre tabindex="0">${whatIfText(answer)}</pre>`;
  return hostPage(whatIfHeadline(answer), title, body);
}

function changedTable(requests: readonly ComparedRequest[]): Markup {
  return html`<table>
<thead><tr><th>request</th><th>before</th><th>after</th></tr></thead>
<tbody>${requests.map(
    ({ question, before, after }) =>
      html`<tr><td>${describeQuestion(question)}</td><td data-label="before">${outcomeWords(before)}</td><td data-label="after">${outcomeWords(after)}</td></tr>`,
  )}</tbody>
</table>`;
}

function sameTable(requests: readonly ComparedRequest[]): Markup {
  return html`<table>
<thead><tr><th>request</th><th>before and after</th></tr></thead>
<tbody>${requests.map(({ question, before }) => html`<tr><td>${describeQuestion(question)}</td><td>${outcomeWords(before)}</td></tr>`)}</tbody>
</table>`;
}
