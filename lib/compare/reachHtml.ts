/** Who reaches what, and what a change opened or closed, as pages of their own that load nothing and run nothing. */
import { createHash } from 'node:crypto';
import { type Reach, type ReachChange, reachChangeRows, reachDifferenceText, reachMatrix, reachSummary } from '../host';
import { html, type Markup, trusted } from '../view/draw/markup';
import { htmlFrame } from '../view/figure/htmlPage';

const STYLE = `:root{color-scheme:light dark;--line:#bbb;--yes:#e3f1e7;--no:#f7e6e3;--plain:#f4f4f2}
body{margin:0;font:1rem/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff}
main{padding:1rem}
h1{font-size:1.3rem;line-height:1.35}
h2{font-size:1.1rem;margin:1.6rem 0 .4rem}
code{font-family:ui-monospace,monospace;font-size:.9rem;overflow-wrap:anywhere}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:.9rem}
th,td{border:1px solid var(--line);padding:.25rem .5rem;text-align:left;vertical-align:top}
thead th{background:var(--plain)}
tbody th{font-weight:400;font-family:ui-monospace,monospace}
.delivered{background:var(--yes)}
.ended{background:var(--no)}
li{margin:.25rem 0}
@media (prefers-color-scheme:dark){:root{--line:#555;--yes:#17352a;--no:#43221d;--plain:#262626}body{color:#eee;background:#181818}a{color:#8ab4f8}}
@media print{:root{--line:#999;--yes:#fff;--no:#eee;--plain:#fff}body{color:#000;background:#fff}a{color:#000}.wide{overflow:visible}}
`;

/** The page of a matrix. `title` is what the host is called. */
export function reachHtml(title: string, reach: Reach): string {
  const { columns, lines, notes } = reachMatrix(reach);
  const head = ['Port', 'Leads to', ...columns].map((column) => html`<th scope="col">${column}</th>`);
  const body = lines.map(
    ({ target, serves, cells }) => html`<tr><th scope="row">${target}</th><td>${serves}</td>${cells.map(cellHtml)}</tr>
`,
  );
  const assumed = reach.assumptions.map(({ text }) => html`<li>${text}</li>`);
  return page(
    `Who reaches what: ${title}`,
    html`<p>${reachSummary(reach)}</p>
<div class="wide" tabindex="0"><table>
<thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody>
</table></div>
${notes.length > 0 && html`<h2>Ended by</h2><ol>${notes.map((note, index) => html`<li id="note-${index + 1}"><code>${note}</code></li>`)}</ol>`}
${assumed.length > 0 && html`<h2>Assumed</h2><ul>${assumed}</ul>`}`,
  );
}

/** The page of a comparison. */
export function reachDifferenceHtml(before: string, after: string, changes: readonly ReachChange[]): string {
  const rows = reachChangeRows(changes).map(
    ({ change, source, target, before: was, after: is, ruleBefore, ruleAfter }) =>
      html`<tr class="${change === 'opened' ? 'delivered' : 'ended'}"><td>${String(change)}</td><td>${String(source)}</td><th scope="row">${String(target)}</th><td>${String(was ?? 'not there')}</td><td>${String(is ?? 'not there')}</td><td><code>${String(ruleBefore ?? '')}</code></td><td><code>${String(ruleAfter ?? '')}</code></td></tr>
`,
  );
  const [summary = ''] = reachDifferenceText(changes).split('\n');
  const heads = ['', 'Who', 'Port', 'Before', 'After', 'Decided before by', 'Decided after by'];
  return page(
    `What was opened and closed from ${before} to ${after}`,
    html`<p>${summary.replace(/:$/, '.')}</p>
${
  rows.length > 0 &&
  html`<div class="wide" tabindex="0"><table>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${rows}</tbody>
</table></div>`
}`,
  );
}

function cellHtml(cell: ReturnType<typeof reachMatrix>['lines'][number]['cells'][number]): Markup {
  if (cell === undefined) return html`<td></td>`;
  if (cell.row.fate === 'delivered') return html`<td class="delivered">yes</td>`;
  const note = cell.note !== undefined && html` <a href="#note-${cell.note}">${cell.note}</a>`;
  return html`<td class="ended">${cell.row.fate}${note}</td>`;
}

function page(title: string, body: Markup): string {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  return htmlFrame({
    title,
    policy: `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    head: html`<style>${trusted(STYLE)}</style>`,
    body: html`<main>
<h1>${title}</h1>
${body}
</main>`,
  });
}
