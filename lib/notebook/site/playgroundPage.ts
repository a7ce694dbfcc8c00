/** The page of the playground: a terminal on the machines, a map and panels beside it. Without scripts it says what it is. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataText } from '../../cells/outputHtml';
import { parseSession } from '../../lab/session';
import { packageFile } from '../../node/packageFile';
import { html, lines } from '../../view/draw/markup';
import { htmlFrame } from '../../view/figure/htmlPage';
import { ASSETS, livePolicy, PLAYGROUND_PAGE } from '../book/page';
import { pageStyle } from '../pageStyle';

/** The file of the page, and its style sheet, relative to it. */
export const PLAYGROUND = { page: PLAYGROUND_PAGE, style: 'assets/playground.css' } as const;

/** The pages of the article's sections, in the order of the comments in its session. */
const SECTION_PAGES = [
  ['Before Docker', '01-before-docker'],
  ['After installing Docker', '02-after-installing-docker'],
  ['A container starts', '03-a-container-starts'],
  ['docker-proxy is idle', '04-docker-proxy-is-idle'],
  ['docker-proxy earns its keep', '05-docker-proxy-earns-its-keep'],
  ['Isolation', '06-isolation'],
  ['Are deleted rules restored?', '07-summary'],
] as const;

/** The style sheet of the page, with the terminal's. */
export function playgroundStyle(): string {
  return `${readFileSync(require.resolve('@xterm/xterm/css/xterm.css'), 'utf8')}\n${pageStyle('live.css', 'site/playground.css')}`;
}

/** The page. */
export function playgroundPage(): string {
  const nonce = randomBytes(16).toString('base64');
  return htmlFrame({
    title: 'Playground · chainwalk',
    policy: livePolicy(nonce),
    head: html`<link rel="icon" href="data:,">
<link rel="stylesheet" href="${PLAYGROUND.style}">
<script nonce="${nonce}" src="${ASSETS.theme}"></script>
<script type="application/json" id="article">${dataText(readArticle())}</script>`,
    body: html`${BODY}
<script nonce="${nonce}" src="${ASSETS.start}" data-program="playground"></script>`,
  });
}

/** The article's lines, and how many stand before each of its sections. */
function readArticle(): object {
  const file = packageFile(join('..', 'data', 'article', 'article.session'));
  const text = readFileSync(file, 'utf8');
  const heads = [...text.matchAll(/^# -- .*$/gm)].map(({ index }) => parseSession(text.slice(0, index), file).length);
  const commands = parseSession(text, file);
  return {
    sections: SECTION_PAGES.map(([title, page], index) => ({
      title,
      page: `${page}.html`,
      before: heads[index] ?? 0,
      after: heads[index + 1] ?? commands.length,
    })),
    lines: commands.map(({ place, command }) => `${place}# ${command}`),
  };
}

const PANELS = [
  [
    'counters-panel',
    'Counters',
    html`<div class="scroll" id="counters" tabindex="0" role="region" aria-label="Counters of every rule"></div>`,
  ],
  [
    'path-panel',
    'Path',
    html`<label class="controls">Packet <select id="packet"></select></label>
<div class="scroll" id="path" tabindex="0" role="region" aria-label="Path through the host"></div>`,
  ],
  [
    'ladder-panel',
    'Ladder',
    html`<div class="scroll" id="ladder" tabindex="0" role="region" aria-label="Ladder of the interfaces"></div>`,
  ],
  [
    'conntrack-panel',
    'Conntrack',
    html`<div class="scroll" id="conntrack" tabindex="0" role="region" aria-label="Tracked connections"></div>`,
  ],
  [
    'processes-panel',
    'Processes',
    html`<div class="scroll" id="processes" tabindex="0" role="region" aria-label="Processes"></div>`,
  ],
] as const;

const TABS = PANELS.map(([id, name], index) => {
  const first = index === 0;
  return html`<button type="button" role="tab" id="${id}-tab" aria-controls="${id}" aria-selected="${String(first)}" tabindex="${first ? 0 : -1}">${name}</button>`;
});

const BODY = html`<a class="skip" href="#terminal">To the terminal</a>
<header>
<h1><a href="index.html">chainwalk</a> playground</h1>
<div class="tools">
<button type="button" id="open">Openings</button>
<button type="button" id="renew">New machines</button>
<div id="session-menu" role="group" aria-label="This session"></div>
<button type="button" id="theme">Dark theme</button>
</div>
<div id="share"></div>
</header>
<div class="still">
<p>The playground is a terminal on two simulated machines: a host with Docker, and a client outside. What you type shows as packets on their cables,
counters of every iptables rule, and each packet’s path through the kernel’s hooks. Everything runs in this page; no other computer is asked.</p>
<p>It needs scripts, which this browser does not run here. The <a href="index.html">book</a> shows the same machines without.</p>
</div>
<main>
<div class="head">
<p id="said" role="status"></p>
<section id="offer" aria-label="A session from a link" hidden></section>
<section id="task" aria-label="Task" hidden></section>
</div>
<section class="shell" aria-labelledby="shell-title">
<div class="bar"><h2 id="shell-title">Terminal</h2><label>Type at <select id="places"><option>host#</option></select></label><button type="button" id="widen" aria-pressed="false">Widen</button><span class="note">Clock <span id="clock"></span></span></div>
<div id="terminal" aria-busy="true"></div>
<p class="note" id="terminal-keys">Tab completes, arrows bring lines back, Ctrl-R searches, Ctrl-C interrupts. Esc and then Tab leaves the terminal.</p>
<div id="keys" class="controls" role="group" aria-label="Keys that a phone lacks"></div>
<div id="log" class="unseen" role="log" aria-label="What the terminal shows"></div>
</section>
<section class="machines" aria-labelledby="machines-title">
<div class="bar"><h2 id="machines-title">Machines</h2><div id="player" class="controls" role="group" aria-label="Packets on the cables"></div></div>
<p id="move-now" class="note" aria-live="polite"></p>
<div class="scroll" id="scene" tabindex="0" role="region" aria-label="The machines and their cables"></div>
<details><summary id="moves-title">No moves yet</summary><ol id="moves"></ol></details>
<details><summary>The machines in words</summary><pre id="scene-words"></pre></details>
</section>
<section class="looks" aria-label="What the machines know">
<div id="tabs" role="tablist" aria-label="What the machines know">${lines(TABS)}</div>
${lines(PANELS.map(([id, , body], index) => html`<div role="tabpanel" id="${id}" aria-labelledby="${id}-tab"${index > 0 && html` hidden`}>${body}</div>`))}
</section>
</main>
<dialog id="openings" aria-labelledby="openings-title">
<div class="bar"><h2 id="openings-title">Openings</h2><button type="button" id="close-openings">Close</button></div>
<p>Each begins with new machines; save what you typed first.</p>
<h3>The article’s sections</h3>
<ol id="sections"></ol>
<h3>A broken host</h3>
<ol id="faults"></ol>
<h3>Other machines</h3>
<p class="controls"><label>The host has <select id="engine"></select></label> <label>and <code>iptables</code> is <select id="iptables"><option value="legacy">iptables-legacy</option><option value="nft">iptables-nft</option></select></label> <button type="button" id="start-kind">Start them</button></p>
<h3>A file of your own</h3>
<p><label>A <code>.session</code>, or what <code>iptables-save</code> printed: <input type="file" id="own-file"></label> It can also be dropped anywhere on the page.</p>
<h3>A host of your own</h3>
<p>What happens to a packet on a host, by what its own commands print: the file of <code>chainwalk collect</code>, or <code>iptables-save</code>, <code>ip address</code>, <code>ip route</code>, <code>docker inspect</code> … Nothing of it leaves this page.</p>
<form id="host-form">
<p><label>Files: <input type="file" id="host-files" multiple></label></p>
<p><label>or pasted: <textarea id="host-pasted" rows="3" spellcheck="false"></textarea></label></p>
<p class="controls"><label>From <input id="host-from" value="outside" size="14"></label> <label>to <input id="host-to" placeholder="192.0.2.10:8080" size="18" required></label> <label>by <select id="host-protocol"><option>tcp</option><option>udp</option><option>icmp</option></select></label> <button type="submit">What happens, and why?</button></p>
</form>
<div id="host-answer" role="status"></div>
</dialog>`;
