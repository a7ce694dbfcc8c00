/** How the book looks: light, dark and on paper, from a phone's width to a column of comfortable length. */
export const BOOK_STYLE = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1f24; --soft: #57606a; --line: #d5dae0; --panel: #f5f7f9; --link: #0860a8;
  --keyword: #a3284f; --string: #14663d; --number: #8a4b00; --title: #5a3fa0; --warn: #9a1f28; --warn-panel: #fdf1f1; }
@media (prefers-color-scheme: dark) { :root { --paper: #14171b; --ink: #e3e7eb; --soft: #a3adb8; --line: #353c45; --panel: #1d2228; --link: #7cc0f2;
  --keyword: #f49ab5; --string: #8fd6ac; --number: #f0b878; --title: #c3b1f5; --warn: #ffb3b3; --warn-panel: #3a1d1f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.6 system-ui, sans-serif; overflow-wrap: break-word; }
main, nav { max-width: 72rem; margin: 0 auto; padding: 0 1rem; }
:is(p, ul, ol, h1, h2, h3, blockquote, details:not(.same)) { max-width: 46rem; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; justify-content: space-between; padding-block: 1rem; font-size: .9rem; }
a { color: var(--link); }
h1, h2, h3 { line-height: 1.25; margin: 2em 0 .6em; }
h1 { font-size: 1.9rem; margin-top: 1rem; }
pre, code, kbd { font-family: ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; font-size: .8rem; }
pre { margin: .5rem 0; padding: .6rem .8rem; overflow-x: auto; line-height: 1.45; }
:not(pre) > code { background: var(--panel); padding: .1em .3em; border-radius: 3px; }
.code, .text pre { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; }
.cell { margin: 1.2rem 0; }
.stream { padding: .2rem .8rem; border-left: 3px solid var(--line); }
.stderr, .failed { background: var(--warn-panel); color: var(--warn); border-left: 3px solid var(--warn); }
.failed { padding: .6rem .8rem; }
figure { margin: 1rem 0; }
figure img { display: block; max-width: 100%; height: auto; background: #fff; border-radius: 6px; }
.live { overflow-x: auto; }
.chart { display: none; width: 720px; background: #fff; border-radius: 6px; overflow: hidden; }
.drawn > .chart { display: block; }
.drawn > img { display: none; }
.same { color: var(--soft); font-size: .85rem; }
.wide { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-size: .9rem; }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .6rem; text-align: left; vertical-align: top; }
td code { background: none; padding: 0; font-size: .7rem; }
blockquote { margin: 1rem 0; padding: 0 1rem; border-left: 4px solid var(--line); color: var(--soft); }
details:not(.same) { border: 1px solid var(--line); border-radius: 6px; padding: .4rem .8rem; margin: 1rem 0; }
summary { cursor: pointer; }
.contents li { margin: .5rem 0; }
.hljs-keyword, .hljs-built_in { color: var(--keyword); } .hljs-string, .hljs-regexp { color: var(--string); }
.hljs-number, .hljs-literal { color: var(--number); } .hljs-title, .hljs-attr { color: var(--title); } .hljs-comment { color: var(--soft); }
@media print { :root { --paper: #fff; --ink: #000; --soft: #444; --line: #bbb; --panel: #fff; --link: #000; }
  body { font-size: 10pt; } nav, .same { display: none; } main { max-width: none; padding: 0; } pre { white-space: pre-wrap; }
  .drawn > .chart { display: none; } .drawn > img { display: block; } figure, .code, tr { break-inside: avoid; } h1, h2, h3 { break-after: avoid; } }
`;
