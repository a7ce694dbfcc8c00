/** What commands would change, as text: what is closed first, then what is opened. */
import type { UndecidedRule } from './answer';
import { fateWords } from './fateWords';
import { describeQuestion } from './question';
import type { ComparedRequest, RequestOutcome, WhatIfAnswer } from './whatIf';

/** Requests whose fate stays that are listed at most. */
const MOST_SAME = 40;

/**
 * What commands would change, for a terminal.
 *
 * @example
 * ```ts
 * import { loadHost, whatIfText } from 'chainwalk/host';
 *
 * const host = loadHost([{ name: 'addresses', text: '2: eth0: <UP> mtu 1500\n    inet 192.0.2.10/24 scope global eth0\n' }]);
 * const answer = host.whatIf('iptables -A INPUT -p tcp --dport 22 -j DROP', [{ from: 'outside', to: '192.0.2.10:22' }]);
 * whatIfText(answer).split('\n')[0]; // → 'Of 1 request 1 is closed by these commands.'
 * ```
 */
export function whatIfText(answer: WhatIfAnswer): string {
  const { commands, changes, same, assumptions, unknown } = answer;
  const listed = same
    .slice(0, MOST_SAME)
    .map(({ question, before }) => `${describeQuestion(question)}: ${outcomeWords(before)}`);
  const more = same.length > MOST_SAME ? [`… and ${same.length - MOST_SAME} more`] : [];
  return `${[
    whatIfHeadline(answer),
    ...commands.map((command) => `  $ ${command}`),
    ...(['closed', 'opened', 'changed'] as const).flatMap((kind) =>
      section(TITLES[kind], changes.filter((one) => one.kind === kind).flatMap(requestLines)),
    ),
    ...section('As before', [...listed, ...more]),
    ...section(
      'Assumed',
      assumptions.map(({ text, settledBy }) => (settledBy === undefined ? text : `${text} (${settledBy} tells)`)),
    ),
    ...section('Not known, and taken not to match', unknown.filter(({ asked }) => asked).map(unknownLine)),
  ].join('\n')}\n`;
}

const TITLES = { closed: 'Closed', opened: 'Opened', changed: 'Changed otherwise' } as const;

/** `Of 14 requests 2 are closed and 1 is opened by these commands.` */
export function whatIfHeadline({ changes, same, notAsked }: WhatIfAnswer): string {
  const all = changes.length + same.length;
  const more = notAsked === 0 ? '' : ` (${notAsked} more were not asked)`;
  const requests = `${all} ${all === 1 ? 'request' : 'requests'}${more}`;
  const counts = (['closed', 'opened', 'changed'] as const).flatMap((kind) => {
    const count = changes.filter((one) => one.kind === kind).length;
    const what = kind === 'changed' ? 'changed otherwise' : kind;
    return count === 0 ? [] : [`${count} ${count === 1 ? 'is' : 'are'} ${what}`];
  });
  if (counts.length === 0) return `Of ${requests} none is changed by these commands.`;
  const last = counts.pop();
  return `Of ${requests} ${counts.length === 0 ? '' : `${counts.join(', ')} and `}${last} by these commands.`;
}

function requestLines({ question, before, after }: ComparedRequest): readonly string[] {
  return [describeQuestion(question), `  before: ${outcomeWords(before)}`, `  after:  ${outcomeWords(after)}`];
}

/** What became of it, with the rule that decided. */
export function outcomeWords(outcome: RequestOutcome): string {
  const { fate, by } = outcome;
  const words = fateWords(outcome);
  if (by === undefined || by.backend === 'kernel') return words;
  if (fate !== 'delivered') return by.rule === 0 ? words : `${words} \`${by.text}\``;
  return `${words}; let through in ${by.table} ${by.chain} ${by.rule} \`${by.text}\``;
}

function unknownLine({ at, table, chain, rule, text, why }: UndecidedRule): string {
  return `${at.file} line ${at.line}: ${table} ${chain} ${rule === 0 ? '' : `${rule} `}\`${text}\`: ${why}`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];
}
