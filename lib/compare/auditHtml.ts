/** What audits found as a page of its own that loads nothing and runs nothing. */
import { createHash } from 'node:crypto';
import { AUDIT_CHECKS, type AuditResult, auditBasis, countsText, evidenceLines, type Finding } from '../host';
import { html, type Markup, trusted } from '../view/draw/markup';
import { htmlFrame } from '../view/figure/htmlPage';

const STYLE = `:root{color-scheme:light dark;--line:#bbb;--plain:#f4f4f2;--error:#b3261e;--warning:#8a5300;--note:#33597a}
body{margin:0;font:1rem/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff}
main{max-width:64rem;margin:0 auto;padding:1rem}
h1{font-size:1.3rem;line-height:1.35}
h2{font-size:1.1rem;margin:1.8rem 0 .4rem;overflow-wrap:anywhere}
h3{font-size:1rem;margin:1rem 0 .2rem}
pre,code{font-family:ui-monospace,monospace;font-size:.9rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--plain);padding:.6rem;border-radius:.3rem;margin:.4rem 0}
article{border-left:.25rem solid var(--line);padding:.1rem 0 .1rem .8rem;margin:1rem 0;break-inside:avoid}
p{margin:.3rem 0;overflow-wrap:anywhere}
.error{border-color:var(--error)}
.warning{border-color:var(--warning)}
.note{border-color:var(--note)}
.error h3{color:var(--error)}
.warning h3{color:var(--warning)}
.note h3{color:var(--note)}
@media (prefers-color-scheme:dark){:root{--line:#555;--plain:#262626;--error:#f2b8b5;--warning:#ffc98a;--note:#a8cbe8}body{color:#eee;background:#181818}}
@media print{:root{--plain:#fff;--error:#000;--warning:#000;--note:#000}body{color:#000;background:#fff}pre{border:1px solid #999}}
`;

/** The page, with a part for each host. */
export function auditHtml(results: readonly AuditResult[]): string {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  const [only] = results;
  const title =
    results.length === 1 && only !== undefined ? `Audit of ${only.host}` : `Audit of ${results.length} hosts`;
  return htmlFrame({
    title,
    policy: `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    head: html`<style>${trusted(STYLE)}</style>`,
    body: html`<main>
<h1>${title}</h1>
<p>${countsText(results.flatMap(({ findings }) => findings))}</p>
${results.map(hostHtml)}</main>`,
  });
}

function hostHtml({ host, findings, assumptions, unknown, error }: AuditResult): Markup {
  const rests = auditBasis(assumptions, unknown);
  return html`<section>
<h2>${host}: ${error ?? countsText(findings)}</h2>
${findings.map(findingHtml)}${rests.map((line) => html`<p>${line}</p>`)}
</section>
`;
}

function findingHtml({ id, severity, sentence, evidence, remedy, at }: Finding): Markup {
  const title = AUDIT_CHECKS.find((check) => check.id === id)?.title ?? id;
  const why = AUDIT_CHECKS.find((check) => check.id === id)?.why;
  return html`<article class="${severity}">
<h3>${severity}: ${title}</h3>
<p>${sentence}</p>
${why !== undefined && html`<p>${why}</p>`}
${at !== undefined && html`<p><code>${at.file}</code> line ${at.line}</p>`}
<pre tabindex="0">${evidence.flatMap(evidenceLines).join('\n')}</pre>
${remedy !== undefined && html`<p>Mended by:</p><pre tabindex="0">${remedy.command}</pre><p>Tried on a copy: ${remedy.tried}.</p>`}
</article>
`;
}
