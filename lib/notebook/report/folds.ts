/** Folded hints and answers in markdown's HTML: paper shows them unfolded, each below its own label. */

/** What stands in a fold, or between folds. */
export interface Fold {
  /** The words to click on; undefined for what is not folded, and where a fold goes on after a blank line. */
  readonly summary: string | undefined;
  /** Markdown. */
  readonly text: string;
}

const SUMMARY = /<summary>([\s\S]*?)<\/summary>/g;
const FOLD = /<\/?details(?: open)?>/g;
/** Tags that a text may have set in it, and the marks that stand for them. */
const MARKS: readonly (readonly [RegExp, string])[] = [
  [/<\/?code>/g, '`'],
  [/<\/?em>/g, '*'],
  [/<\/?strong>/g, '**'],
];

/** The folds in a block of HTML, in their order; tags that fold nothing stay text. */
export function foldsOf(html: string): readonly Fold[] {
  const [before = '', ...parts] = html.replace(FOLD, '').split(SUMMARY);
  const folds: Fold[] = [{ summary: undefined, text: inMarkdown(before) }];
  for (let at = 0; at < parts.length; at += 2)
    folds.push({ summary: inMarkdown(parts[at] ?? ''), text: inMarkdown(parts[at + 1] ?? '') });
  return folds.filter(({ summary, text }) => summary !== undefined || text !== '');
}

function inMarkdown(html: string): string {
  return MARKS.reduce((text, [tag, mark]) => text.replace(tag, mark), html).trim();
}
