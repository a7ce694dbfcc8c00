/** TypeScript with its words marked up, as in the page as it was made. */
import hljs from 'highlight.js/lib/core';
import typescript from 'highlight.js/lib/languages/typescript';

hljs.registerLanguage('typescript', typescript);

/** Escaped markup. */
export function highlighted(source: string): string {
  return hljs.highlight(source, { language: 'typescript' }).value;
}
