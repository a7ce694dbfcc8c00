/** An answer about a host as a page of its own that loads nothing and runs nothing. */
import { type Answer, type AnswerPicture, type AnswerStep, answerPictures, answerText } from '../host';
import { withoutFonts } from '../view/draw/embedFonts';
import { html, type Markup, trusted } from '../view/draw/markup';
import { hostPage } from './hostPage';

/** The page. `title` is what the dumps are called. */
export function answerHtml(title: string, answer: Answer): string {
  const [headline = '', ...others] = answer.lines;
  const remedies = answer.remedies.map(
    ({ command, why, tried, opens, closes }) => html`<li><pre>${command}</pre>
${why}: <span class="tried">${tried}</span>${opens.length > 0 && html`; opens ${opens.join(', ')}`}${closes.length > 0 && html`; closes ${closes.join(', ')}`}</li>`,
  );
  const body = html`<ol>${others.map((line) => html`<li>${line.replace(/^\d+\. /, '')}</li>`)}</ol>
${answerPictures(answer).map(pictureHtml)}
<h2>Step by step</h2>
<ol>${answer.steps.map(stepHtml)}</ol>
${remedies.length > 0 && html`<h2>What would change it, tried on a copy</h2><ul>${remedies}</ul>`}
<h2>In full</h2>
<pre tabindex="0">${answerText(answer)}</pre>`;
  return hostPage(headline, title, body);
}

function stepHtml({ backend, table, chain, rule, text, verdict, decided, before, packet }: AnswerStep): Markup {
  const place = backend === 'kernel' ? text : `${table} ${chain} ${rule === 0 ? 'policy' : rule}`;
  const misses = before.map((miss) => html`<li>${miss.rule}: ${miss.why}</li>`);
  return html`<li${decided && html` class="decided"`}>${packet}: ${place}${backend !== 'kernel' && html` <code>${text}</code> ${verdict}`}${misses.length > 0 && html`<details><summary>${misses.length} before it did not match</summary><ul>${misses}</ul></details>`}</li>`;
}

/** In light and in dark, wide and narrow; the page's style shows one of them. */
function pictureHtml({ figure, caption }: AnswerPicture): Markup {
  const drawings = LOOKS.map(
    ({ theme, width, shown }) =>
      html`<div class="${shown}">${trusted(withoutFonts(figure.restyle({ theme, width }).toSvg()))}</div>`,
  );
  return html`<figure>${drawings}<figcaption>${caption}</figcaption></figure>`;
}

const LOOKS = (['light', 'dark'] as const).flatMap((theme) => [
  { theme, width: 720, shown: `${theme} wide` },
  { theme, width: 360, shown: `${theme} narrow` },
]);
