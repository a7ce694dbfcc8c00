/** How a report's page looks: light, dark and on paper. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1f24; --soft: #57606a; --line: #d5dae0; --panel: #f5f7f9; --link: #0860a8;
  --keyword: #a3284f; --string: #14663d; --number: #8a4b00; --title: #5a3fa0; --warn: #9a1f28; --warn-panel: #fdf1f1; }
@media (prefers-color-scheme: dark) { :root { --paper: #14171b; --ink: #e3e7eb; --soft: #a3adb8; --line: #353c45; --panel: #1d2228; --link: #7cc0f2;
  --keyword: #f49ab5; --string: #8fd6ac; --number: #f0b878; --title: #c3b1f5; --warn: #ffb3b3; --warn-panel: #3a1d1f; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; background: var(--paper); color: var(--ink); font: 1rem/1.6 system-ui, sans-serif; overflow-wrap: break-word; }
:is(p, ul, ol, h1, h2, h3, h4, blockquote) { max-width: 46rem; }
a { color: var(--link); }
h1, h2, h3, h4 { line-height: 1.25; margin: 2em 0 .6em; }
h1 { font-size: 1.9rem; margin-top: 1rem; }
h2 { font-size: 1.6rem; } h3 { font-size: 1.25rem; } h4 { font-size: 1.05rem; }
pre, code { font-family: ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; font-size: .8rem; }
pre { margin: .5rem 0; padding: .6rem .8rem; overflow-x: auto; line-height: 1.45; }
:not(pre) > code { background: var(--panel); padding: .1em .3em; border-radius: 3px; }
.code, .text pre { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; }
.stream { padding: .2rem .8rem; border-left: 3px solid var(--line); }
.stderr { background: var(--warn-panel); color: var(--warn); border-left-color: var(--warn); }
.facts, .caption, figcaption { color: var(--soft); font-size: .9rem; margin-top: .3rem; }
.chapter { border-top: 1px solid var(--line); margin-top: 3rem; }
figure { margin: 1rem 0; overflow-x: auto; }
figure img { display: block; max-width: 100%; height: auto; background: var(--paper); border-radius: 6px; }
@media screen and (max-width: 44rem) { figure img { width: 40rem; max-width: none; } }
.same { color: var(--soft); font-size: .85rem; }
.scroll { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-size: .9rem; }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .6rem; text-align: left; vertical-align: top; }
td code { background: none; padding: 0; }
blockquote { margin: 1rem 0; padding: 0 1rem; border-left: 4px solid var(--line); color: var(--soft); }
details:not(.same) { max-width: 46rem; border: 1px solid var(--line); border-radius: 6px; padding: .4rem .8rem; margin: 1rem 0; }
summary { cursor: pointer; }
.hljs-keyword, .hljs-built_in { color: var(--keyword); } .hljs-string, .hljs-regexp { color: var(--string); }
.hljs-number, .hljs-literal { color: var(--number); } .hljs-title, .hljs-attr { color: var(--title); } .hljs-comment { color: var(--soft); }
@media print { :root { --paper: #fff; --ink: #000; --soft: #444; --line: #bbb; --panel: #fff; --link: #000; }
  body { max-width: none; padding: 0; font-size: 10pt; } .same { display: none; } pre { white-space: pre-wrap; }
  /* The longest line fits into 16 cm, if it can be read then. */
  .stream { font-size: clamp(5.5pt, 28cm / var(--columns), 8pt); }
  figure, .code, tr { break-inside: avoid; } h2, h3, h4 { break-after: avoid; } }
`;
