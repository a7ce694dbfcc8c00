/** How the editor looks: the page's own colours, which follow its theme by themselves, and code as the book's other code. */
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** The classes of highlight.js, which the page's style sheet colours. */
const HIGHLIGHTING = HighlightStyle.define([
  { tag: tags.keyword, class: 'hljs-keyword' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], class: 'hljs-string' },
  { tag: [tags.number, tags.bool, tags.null], class: 'hljs-number' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], class: 'hljs-title' },
  { tag: [tags.className, tags.typeName, tags.definition(tags.propertyName)], class: 'hljs-title' },
  { tag: tags.comment, class: 'hljs-comment' },
]);

const MONOSPACED = 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace';

/** A wavy line in a colour of the page. */
function wavy(colour: string) {
  return { backgroundImage: 'none', paddingBottom: '0', textDecoration: `underline wavy ${colour} 1px` };
}

/** A mark of a colour of the page in place of the package's pictures. */
function mark(colour: string) {
  return { content: '""', width: '0.6em', height: '0.6em', borderRadius: '50%', background: colour };
}

const THEME = EditorView.theme({
  '&': {
    margin: '0.5rem 0',
    border: '1px solid var(--line)',
    borderRadius: '6px',
    background: 'var(--panel)',
    color: 'var(--ink)',
    fontSize: '0.8rem',
  },
  '&.cm-focused': { outline: '3px solid var(--link)', outlineOffset: '2px' },
  '.cm-scroller': { fontFamily: MONOSPACED, lineHeight: '1.45' },
  '.cm-content': { padding: '0.6rem 0', caretColor: 'var(--ink)' },
  '.cm-content:focus-visible': { outline: 'none' },
  '.cm-line': { padding: '0 0.8rem 0 0.4rem' },
  '.cm-gutters': { border: 'none', borderRadius: '6px 0 0 0', background: 'var(--panel)', color: 'var(--soft)' },
  '.cm-gutter-lint': { width: '1em' },
  '.cm-gutter-lint .cm-gutterElement': { display: 'flex', alignItems: 'center', padding: '0 0.2em' },
  '&.cm-focused .cm-matchingBracket': { background: 'none', outline: '1px solid var(--soft)' },
  '&.cm-focused .cm-nonmatchingBracket': { background: 'none', outline: '1px solid var(--warn)' },
  '.cm-lintRange-error': wavy('var(--warn)'),
  '.cm-lintRange-info': wavy('var(--soft)'),
  '.cm-lintPoint::after': { borderBottomColor: 'var(--warn)' },
  '.cm-lint-marker-error': mark('var(--warn)'),
  '.cm-lint-marker-info': mark('var(--soft)'),
  '.cm-tooltip': {
    maxWidth: 'min(40rem, 90vw)',
    border: '1px solid var(--line)',
    borderRadius: '4px',
    background: 'var(--paper)',
    color: 'var(--ink)',
    overflowWrap: 'anywhere',
  },
  '.cm-tooltip-section:not(:first-child)': { borderTop: '1px solid var(--line)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { maxHeight: '14rem', fontFamily: MONOSPACED },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '0.1rem 0.4rem' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { background: 'var(--link)', color: 'var(--paper)' },
  '.cm-completionIcon': { width: '1.2em', paddingRight: '0.4em', opacity: '1', fontSize: 'inherit' },
  '.cm-completionMatchedText': { fontWeight: 'bold' },
  '.cm-tooltip.cm-completionInfo': { padding: '0' },
  '.cm-diagnostic': { padding: '0.3rem 0.6rem', whiteSpace: 'pre-wrap' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--warn)' },
  '.cm-diagnostic-info': { borderLeft: '3px solid var(--soft)' },
  '.cm-type': { maxHeight: '16rem', padding: '0.4rem 0.6rem', overflowY: 'auto' },
  '.cm-type pre': { margin: '0', padding: '0', border: 'none', background: 'none', whiteSpace: 'pre-wrap' },
  '.cm-type p': { margin: '0.4rem 0 0', fontSize: '0.8rem', lineHeight: '1.4', whiteSpace: 'pre-line' },
  '.cm-panels': { background: 'none', color: 'inherit' },
  '.cm-panels-bottom': { borderTop: 'none' },
  '.cm-below': { padding: '0 0.8rem 0.3rem', fontSize: '0.75rem', lineHeight: '1.4' },
  '.cm-below > *': { maxWidth: 'none', margin: '0', padding: '0', listStyle: 'none' },
  '.cm-below li': { margin: '0 0 0.2rem', color: 'var(--warn)', whiteSpace: 'pre-line', overflowWrap: 'anywhere' },
  '.cm-below li.cm-remark': { color: 'var(--soft)' },
  '.cm-below li button': {
    marginRight: '0.4rem',
    padding: '0 0.3rem',
    border: '1px solid currentcolor',
    background: 'none',
    color: 'inherit',
    fontSize: 'inherit',
  },
  '.cm-below .cm-note': { whiteSpace: 'pre-line', overflowWrap: 'anywhere' },
  '.cm-below .cm-keys': { color: 'var(--soft)', visibility: 'hidden' },
  '&.cm-focused .cm-below .cm-keys': { visibility: 'visible' },
  // Smaller letters make a phone enlarge the page when one begins to type.
  '@media (pointer: coarse)': { '&': { fontSize: '1rem' }, '.cm-below .cm-keys': { display: 'none' } },
  '@media print': {
    '.cm-panels, .cm-gutters': { display: 'none' },
    '.cm-content': { whiteSpace: 'pre-wrap' },
  },
});

/** The editor's look, for pages with the book's style sheet. */
export const APPEARANCE: Extension = [THEME, syntaxHighlighting(HIGHLIGHTING)];
