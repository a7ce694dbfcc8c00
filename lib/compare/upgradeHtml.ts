/** What an upgrade changes, as a page of its own that loads nothing and runs nothing. */

import { isAlike, type RequestFate, type RuleChanges, type Upgrade, type UpgradedRequest } from '../lab';
import { html, lines, type Markup } from '../view/draw/markup';
import { comparisonPage } from './html';
import { endingText, fateText, ruleCount, type UpgradeReportOptions, upgradeCount } from './upgradeText';

/** The page. `title` is what the session is called. */
export function upgradeHtml(title: string, upgrade: Upgrade, { each = false }: UpgradeReportOptions = {}): string {
  const { from, to, requests, commands, rules, steps } = upgrade;
  const heading = `From Docker ${from} to ${to}: ${title}`;
  const verdict = isAlike(upgrade) ? 'No request ends in another way.' : 'Not all goes on as it did.';
  return comparisonPage(
    heading,
    html`<p><strong>${verdict}</strong> ${upgradeCount(upgrade)}; ${ruleCount(rules)}.</p>
<p class="legend"><span class="before">- ${from}</span> <span class="after">+ ${to}</span></p>
${lines(requests.map((request) => requestHtml(upgrade, request)))}
${lines(
  commands.map(
    (command) => html`<section>
<h2>${command.line}</h2>
<div class="sides">${endingHtml('before', from, endingText(command.from))}${endingHtml('after', to, endingText(command.to))}</div>
</section>`,
  ),
)}
${each && lines(steps.map((step) => rulesHtml(`Rules after ${step.line}`, step.rules)))}
${rulesHtml('Rules at the end', rules)}`,
  );
}

function requestHtml({ from, to }: Upgrade, request: UpgradedRequest): Markup {
  const differs = request.differs.length > 0;
  return html`<section>
<h2>${request.line}</h2>
<p>${differs ? `Another ${request.differs.join(', ')}` : 'The same'}</p>
<div class="sides">${fateHtml('before', from, request.from)}${fateHtml('after', to, request.to)}</div>
</section>`;
}

function fateHtml(side: 'before' | 'after', engine: string, fate: RequestFate): Markup {
  const rules = fate.decidedBy.map((rule) => html`<li>${rule}</li>`);
  return html`<div class="${side}"><b>${engine}</b>: ${fateText(fate)}${rules.length > 0 && html`<ul>${rules}</ul>`}</div>`;
}

function endingHtml(side: 'before' | 'after', engine: string, text: string): Markup {
  return html`<div class="${side}"><b>${engine}</b>: ${text}</div>`;
}

function rulesHtml(heading: string, rules: RuleChanges): Markup {
  const { gone, come, reordered } = rules;
  const spans = [
    ...gone.map((rule) => html`<span class="before">- ${rule}</span>`),
    ...come.map((rule) => html`<span class="after">+ ${rule}</span>`),
    ...reordered.map((chain) => html`<span>~ ${chain}: in another order</span>`),
  ];
  return html`<section>
<h2>${heading}: ${ruleCount(rules)}</h2>
${spans.length > 0 && html`<pre tabindex="0">${spans}</pre>`}
</section>`;
}
