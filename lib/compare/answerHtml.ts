/** An answer about a host as a page of its own that loads nothing and runs nothing. */
import { createHash } from 'node:crypto';
import { type Answer, type AnswerStep, answerText } from '../host';
import { withoutFonts } from '../view/draw/embedFonts';
import { html, type Markup, trusted } from '../view/draw/markup';
import { htmlFrame } from '../view/figure/htmlPage';
import { pathMap } from '../view/path/pathMap';

const STYLE = `:root{color-scheme:light dark}
body{margin:0;font:1rem/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff}
main{max-width:64rem;margin:0 auto;padding:1rem}
h1{font-size:1.3rem;line-height:1.35}
h2{font-size:1.1rem;margin:1.6rem 0 .4rem}
pre,code{font-family:ui-monospace,monospace;font-size:.9rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f4f4f2;padding:.6rem;border-radius:.3rem}
ol,ul{padding-left:1.4rem}
li{margin:.25rem 0;overflow-wrap:anywhere}
figure{margin:1rem 0;overflow-x:auto}
.dark{display:none}
figure svg{max-width:100%;height:auto}
.decided{font-weight:600}
.tried{color:#17603a}
@media (prefers-color-scheme:dark){body{color:#eee;background:#181818}pre{background:#262626}.tried{color:#7fd8a6}.light{display:none}.dark{display:block}}
@media print{body{color:#000;background:#fff}pre{border:1px solid #999;background:#fff}.light{display:block}.dark{display:none}.tried{color:#000}}
`;

/** The page. `title` is what the dumps are called. */
export function answerHtml(title: string, answer: Answer): string {
  const [headline = '', ...others] = answer.lines;
  const hash = createHash('sha256').update(STYLE).digest('base64');
  const remedies = answer.remedies.map(
    ({ command, why, tried, opens, closes }) => html`<li><pre>${command}</pre>
${why}: <span class="tried">${tried}</span>${opens.length > 0 && html`; opens ${opens.join(', ')}`}${closes.length > 0 && html`; closes ${closes.join(', ')}`}</li>`,
  );
  return htmlFrame({
    title: headline,
    policy: `default-src 'none'; style-src 'sha256-${hash}'; font-src data:; base-uri 'none'; form-action 'none'`,
    head: html`<style>${trusted(STYLE)}</style>`,
    body: html`<main>
<h1>${headline}</h1>
<p>${title}</p>
<ol>${others.map((line) => html`<li>${line.replace(/^\d+\. /, '')}</li>`)}</ol>
${picture(answer)}
<h2>Step by step</h2>
<ol>${answer.steps.map(stepHtml)}</ol>
${remedies.length > 0 && html`<h2>What would change it, tried on a copy</h2><ul>${remedies}</ul>`}
<h2>In full</h2>
<pre tabindex="0">${answerText(answer)}</pre>
</main>`,
  });
}

function stepHtml({ backend, table, chain, rule, text, verdict, decided, before, packet }: AnswerStep): Markup {
  const place = backend === 'kernel' ? text : `${table} ${chain} ${rule === 0 ? 'policy' : rule}`;
  const misses = before.map((miss) => html`<li>${miss.rule}: ${miss.why}</li>`);
  return html`<li${decided && html` class="decided"`}>${packet}: ${place}${backend !== 'kernel' && html` <code>${text}</code> ${verdict}`}${misses.length > 0 && html`<details><summary>${misses.length} before it did not match</summary><ul>${misses}</ul></details>`}</li>`;
}

/** The path of the first packet; nf_tables has no place on the map. */
function picture({ journeys }: Answer): Markup | false {
  const [first] = journeys;
  if (first === undefined) return false;
  const figure = pathMap([first], { title: 'The path of the first packet through the host' });
  const [light, dark] = (['light', 'dark'] as const).map((theme) =>
    trusted(withoutFonts(figure.restyle({ theme }).toSvg())),
  );
  return html`<figure><div class="light">${light}</div><div class="dark">${dark}</div></figure>`;
}
