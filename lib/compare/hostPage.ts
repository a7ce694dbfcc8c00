/** The page of what is said about a host: it loads nothing and runs nothing. */
import { createHash } from 'node:crypto';
import { pageFontStyle } from '../view/draw/embedFonts';
import { html, type Markup } from '../view/draw/markup';
import { htmlDocument } from '../view/figure/htmlPage';

const STYLE = `:root{color-scheme:light dark}
body{margin:0;font:1rem/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff}
main{max-width:64rem;margin:0 auto;padding:1rem}
h1{font-size:1.3rem;line-height:1.35;overflow-wrap:anywhere}
h2{font-size:1.1rem;margin:1.6rem 0 .4rem}
pre,code{font-family:ui-monospace,monospace;font-size:.9rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f4f4f2;padding:.6rem;border-radius:.3rem}
code{overflow-wrap:anywhere}
ol,ul{padding-left:1.4rem}
li{margin:.25rem 0;overflow-wrap:anywhere}
figure{margin:1rem 0;overflow-x:auto}
figure svg{max-width:100%;height:auto}
figure>div{display:none}
figure>.light.wide{display:block}
figcaption{font-size:.9rem}
.decided{font-weight:600}
.decided details{font-weight:400}
.tried{color:#17603a}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #bbb;overflow-wrap:anywhere}
@media (max-width:44rem){figure>.light.wide{display:none}figure>.light.narrow{display:block}th{display:none}td{display:block;border:0;padding:.1rem 0}td[data-label]::before{content:attr(data-label) ": ";font-weight:600}tr{display:block;border-bottom:1px solid #bbb;padding:.4rem 0}}
@media (prefers-color-scheme:dark){body{color:#eee;background:#181818}pre{background:#262626}.tried{color:#7fd8a6}figure>.light.wide{display:none}figure>.dark.wide{display:block}}
@media (prefers-color-scheme:dark) and (max-width:44rem){figure>.light.narrow,figure>.dark.wide{display:none}figure>.dark.narrow{display:block}}
@media print{:root{color-scheme:light}body{color:#000;background:#fff}main{max-width:none}pre{border:1px solid #999;background:#fff}figure>.dark.wide,figure>.dark.narrow,figure>.light.narrow{display:none}figure>.light.wide{display:block}.tried{color:#000}figure{break-inside:avoid}}
`;

/** `title` is the answer, `subtitle` what it was asked of. */
export function hostPage(title: string, subtitle: string, body: Markup): string {
  const fonts = body.markup.includes('<svg') ? `${pageFontStyle('sans')}\n${pageFontStyle('mono')}\n` : '';
  const style = `${fonts}${STYLE}`;
  const hash = createHash('sha256').update(style).digest('base64');
  return htmlDocument({
    title,
    style,
    styleSource: `'sha256-${hash}'`,
    body: html`<main>
<h1>${title}</h1>
<p>${subtitle}</p>
${body}
</main>`,
  });
}
