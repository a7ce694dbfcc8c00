/* How a session’s report looks: light, dark and on paper. A constant and not a .css file: pages of this floor are made in browsers too, where no file is read. */

import { pageFontStyle } from '../draw/embedFonts';

/** The style sheet of the page, with the fonts of its pictures. */
export function sessionStyle(): string {
  return `${STYLE}${pageFontStyle('sans')}\n${pageFontStyle('mono')}\n`;
}

const STYLE = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1f24; --soft: #57606a; --line: #d5dae0; --panel: #f5f7f9; --link: #0860a8; }
@media (prefers-color-scheme: dark) { :root { --paper: #14171c; --ink: #e3e7eb; --soft: #a3adb8; --line: #353c45; --panel: #1d2228; --link: #7cc0f2; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; }
h2 { font-size: 1.1rem; line-height: 1.35; margin: 2.5rem 0 .3rem; padding-top: 1rem; border-top: 1px solid var(--line); }
a { color: var(--link); }
code, pre { font-family: ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; font-size: .85em; }
pre { margin: .4rem 0; padding: .6rem .8rem; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; white-space: pre; line-height: 1.4; }
.facts { color: var(--soft); margin: .2rem 0 .6rem; }
nav li { margin: .2rem 0; }
figure { margin: 1.2rem 0; }
figure > div { overflow-x: auto; }
svg { display: block; max-width: 100%; height: auto; }
@media screen and (max-width: 44rem) { svg { width: 40rem; max-width: none; } }
figcaption { color: var(--soft); font-size: .9rem; margin-top: .3rem; }
summary { cursor: pointer; }
.dark { display: none; }
@media screen and (prefers-color-scheme: dark) { .light { display: none; } .dark { display: block; } }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } h2 { break-after: avoid; } figure { break-inside: avoid; } pre { white-space: pre-wrap; } nav, figure details { display: none; } }
`;

/** The style as a content security policy names it: its hash, which a test holds right. */
export const SESSION_STYLE_SOURCE = "'sha256-vyf1+mc+2pY2EsTYilfFUuoYWioTWEC35mIcOBfpzII='";
