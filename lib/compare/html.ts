/** A comparison as a page of its own that loads nothing and runs nothing. */
import { createHash } from 'node:crypto';
import { escapeMarkup } from '../view/draw/svg';
import { type CommandComparison, type Difference, isEqual } from './compare';
import { cellName, countText, diffLines, verdictText } from './text';

const STYLE = `
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 80rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; }
h2 { font: 600 1rem ui-monospace, monospace; margin: 2rem 0 .5rem; overflow-wrap: anywhere; }
pre { font: 13px/1.45 ui-monospace, monospace; margin: .5rem 0 1rem; padding: .5rem; overflow-x: auto; border: 1px solid #8888; border-radius: 4px; }
pre span { display: block; min-height: 1em; }
.simulated { background: #c26a0033; } .real { background: #0a7ea433; }
summary { cursor: pointer; } summary b { font-family: ui-monospace, monospace; }
.differs b { text-decoration: underline wavy #c33; } .legend span { padding: 0 .4em; }
`;

/** `title` is what the session is called. */
export function comparisonHtml(title: string, commands: readonly CommandComparison[]): string {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const differing = commands.filter(({ differences }) => differences.length > 0);
  const heading = escapeMarkup(`Two worlds: ${title}`);
  const verdict = isEqual(commands) ? 'The simulated machines equal the real ones.' : 'The two worlds differ.';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeMarkup(policy)}">
<meta name="viewport" content="width=device-width">
<title>${heading}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${heading}</h1>
<p><strong>${verdict}</strong> ${escapeMarkup(countText(commands))}.</p>
<p class="legend"><span class="simulated">- simulated</span> <span class="real">+ real kernel</span></p>
${differing.map(commandHtml).join('\n')}
</main>
</body>
</html>
`;
}

function commandHtml({ place, command, differences }: CommandComparison): string {
  return `<section>\n<h2>${escapeMarkup(`${place}# ${command}`)}</h2>\n${differences.map(differenceHtml).join('\n')}\n</section>`;
}

function differenceHtml(difference: Difference): string {
  const { verdict } = difference;
  const classes = { '-': 'simulated', '+': 'real', ' ': 'same' };
  const lines = diffLines(difference).map(
    ({ sign, line }) => `<span class="${classes[sign]}">${escapeMarkup(`${sign} ${line}`)}</span>`,
  );
  const summary = `<summary><b>${escapeMarkup(cellName(difference))}</b>: ${escapeMarkup(verdictText(difference))}</summary>`;
  return `<details class="${verdict}"${verdict === 'differs' ? ' open' : ''}>${summary}<pre>${lines.join('')}</pre></details>`;
}
