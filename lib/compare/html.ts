/** A comparison as a page of its own that loads nothing and runs nothing. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { packageFile } from '../node/packageFile';
import { html, lines, type Markup, trusted } from '../view/draw/markup';
import { htmlFrame } from '../view/figure/htmlPage';
import { type CommandComparison, type Difference, isEqual } from './compare';
import { cellName, countText, diffLines, verdictText } from './text';

/** The page. `title` is what the session is called. */
export function comparisonHtml(title: string, commands: readonly CommandComparison[]): string {
  const differing = commands.filter(({ differences }) => differences.length > 0);
  const heading = `Two worlds: ${title}`;
  const verdict = isEqual(commands) ? 'The simulated machines equal the real ones.' : 'The two worlds differ.';
  return comparisonPage(
    heading,
    html`<p><strong>${verdict}</strong> ${countText(commands)}.</p>
<p class="legend"><span class="before">- simulated</span> <span class="after">+ real kernel</span></p>
${lines(differing.map(commandHtml))}`,
  );
}

/** The frame of a page that compares two sides, of classes `before` and `after`. */
export function comparisonPage(heading: string, content: Markup): string {
  const style = readFileSync(packageFile('compare/comparison.css'), 'utf8');
  const hash = createHash('sha256').update(style).digest('base64');
  return htmlFrame({
    title: heading,
    policy: `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    head: html`<style>${trusted(style)}</style>`,
    body: html`<main>
<h1>${heading}</h1>
${content}
</main>`,
  });
}

function commandHtml({ place, command, differences }: CommandComparison): Markup {
  return html`<section>
<h2>${place}# ${command}</h2>
${lines(differences.map(differenceHtml))}
</section>`;
}

function differenceHtml(difference: Difference): Markup {
  const { verdict } = difference;
  const classes = { '-': 'before', '+': 'after', ' ': 'same' };
  const compared = diffLines(difference).map(
    ({ sign, line }) => html`<span class="${classes[sign]}">${sign} ${line}</span>`,
  );
  const summary = html`<summary><b>${cellName(difference)}</b>: ${verdictText(difference)}</summary>`;
  const open = verdict === 'differs' && html` open`;
  return html`<details class="${verdict}"${open}>${summary}<pre>${compared}</pre></details>`;
}
