/** The pages of the book that are no notebook's: the glossary, and how to work in JupyterLab. */
import { readFileSync } from 'node:fs';
import { packageFile } from '../../node/packageFile';
import { html, lines, trusted } from '../../view/draw/markup';
import { GLOSSARY } from './glossary';
import { headingsOf, markdownHtml } from './markdown';
import { type Beside, bookPage, type Chapter, JUPYTER_PAGE, pageFiles, titleOf } from './page';
import { firstUses, GLOSSARY_PAGE, termId, type Use } from './terms';

/** The glossary: each term, its text, and where `chapters` show it first. */
export function glossaryPage(chapters: readonly Chapter[], beside: Beside = {}): string {
  const notebooks = chapters.map(({ notebook }) => notebook);
  const files = new Map(pageFiles(chapters).map((file, index) => [notebooks[index], file]));
  const uses = firstUses(notebooks);
  const linkTo = ({ notebook, section }: Use) => {
    const title = titleOf(notebook);
    const where = section === undefined || section.text === title ? title : `${title}, ${section.text}`;
    return html` <a href="${files.get(notebook)}#${section?.id ?? 'main'}">Shown in ${where}</a>`;
  };
  const entries = GLOSSARY.map((term) => {
    const use = uses.get(term);
    const id = termId(term);
    return html`<dt id="${id}">${term.name} <a class="anchor" href="#${id}" aria-label="Link to “${term.name}”">#</a></dt>
<dd>${term.text}${use && linkTo(use)}</dd>`;
  });
  const main = html`<h1 id="glossary">Glossary</h1>
<p>What the words of this book mean. In the text they are underlined with dots where a section uses one first.</p>
<dl class="glossary">
${lines(entries)}
</dl>`;
  return bookPage(chapters, { title: 'Glossary', file: GLOSSARY_PAGE, headings: [], main }, beside);
}

/** How to work in JupyterLab. */
export function jupyterPage(chapters: readonly Chapter[], beside: Beside = {}): string {
  const source = readFileSync(packageFile('notebook/book/jupyterlab.md'), 'utf8');
  const headings = headingsOf(source);
  const main = html`<div class="text">${trusted(markdownHtml(source, { hasAnchors: true }))}</div>`;
  const title = headings[0]?.text ?? '';
  return bookPage(chapters, { title, file: JUPYTER_PAGE, headings, main }, beside);
}
