/** The pages of the book that are no notebook's: the glossary, and how to work in JupyterLab. */
import { readFileSync } from 'node:fs';
import { packageFile } from '../../node/packageFile';
import { html, lines, trusted } from '../../view/draw/markup';
import { itemAt } from '../../view/itemAt';
import { GLOSSARY } from './glossary';
import { headingsOf, markdownHtml } from './markdown';
import { type Book, bookPage, JUPYTER_PAGE } from './page';
import { firstUses, GLOSSARY_PAGE, termId, type Use } from './terms';

/** The glossary: each term, its text, and where the book shows it first. */
export function glossaryPage(book: Book): string {
  const uses = firstUses(book.chapters.map(({ notebook }) => notebook));
  const linkTo = ({ chapter, section }: Use) => {
    const { title, file } = itemAt(book.entries, chapter);
    const where = section === undefined || section.text === title ? title : `${title}, ${section.text}`;
    return html` <a href="${file}#${section?.id ?? 'main'}">Shown in ${where}</a>`;
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
  return bookPage(book, { title: 'Glossary', file: GLOSSARY_PAGE, headings: [], main });
}

/** How to work in JupyterLab. */
export function jupyterPage(book: Book): string {
  const source = readFileSync(packageFile('notebook/book/jupyterlab.md'), 'utf8');
  const headings = headingsOf(source);
  const main = html`<div class="text">${trusted(markdownHtml(source, { hasAnchors: true }))}</div>`;
  const title = headings[0]?.text ?? '';
  return bookPage(book, { title, file: JUPYTER_PAGE, headings, main });
}
