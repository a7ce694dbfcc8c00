/** An answer as text: five lines first, then all of it. */
import type { Answer, AnswerStep } from './answer';

/**
 * An answer for a terminal: five lines first, then each step, what was counted, remedies, and what was assumed.
 *
 * @example
 * ```ts
 * import { answerText, loadHost } from 'chainwalk/host';
 *
 * const host = loadHost([{ name: 'addresses', text: '2: eth0: <UP> mtu 1500\n    inet 192.0.2.10/24 scope global eth0\n' }]);
 * const answer = host.why({ from: '192.0.2.20', to: '192.0.2.10:22' });
 * answerText(answer).split('\n')[0]; // → '192.0.2.20 (in by eth0) -> 192.0.2.10:22/tcp: DELIVERED to the host:22, which sees 192.0.2.20.'
 * ```
 */
export function answerText(answer: Answer): string {
  const { lines, steps, counters, remedies, assumptions, unknown, notes } = answer;
  return `${[
    ...lines,
    ...section('Step by step', steps.flatMap(stepLines)),
    ...section(
      'Counted by the whole exchange',
      counters.map(
        ({ table, chain, rule, packets, bytes }) =>
          `[+${packets}:${bytes}] ${table} ${chain} ${rule === 0 ? 'policy' : rule}`,
      ),
    ),
    ...section('Besides', notes),
    ...section(
      'What would change it, tried on a copy',
      remedies.flatMap(({ command, why, tried, to, opens, closes }) => [
        ...command.split('\n').map((line) => `$ ${line}`),
        `    ${why}: ${tried}${to === undefined ? '' : ` to ${to}`}`,
        ...opens.map((one) => `    opens  ${one}`),
        ...closes.map((one) => `    closes ${one}`),
      ]),
    ),
    ...section(
      'Assumed',
      assumptions.map(({ text, settledBy }) => (settledBy === undefined ? text : `${text} (${settledBy} tells)`)),
    ),
    ...section(
      'Not known of the rules that it came to',
      unknown
        .filter(({ asked }) => asked)
        .map(
          ({ table, chain, rule, text, why, changes, at }) =>
            `${at.file} line ${at.line}: ${table} ${chain} ${rule === 0 ? '' : `${rule} `}\`${text}\`: ${why}${changes === undefined ? '' : `; if it matches: ${changes}`}`,
        ),
    ),
  ].join('\n')}\n`;
}

/** In characters: what a page of the book shows without scrolling. */
const USUAL_WIDTH = 112;

/**
 * The first lines of an answer alone, the whole of it in at most five; broken between words where they are longer than `width`
 * characters.
 *
 * @example
 * ```ts
 * import { loadHost, shortText } from 'chainwalk/host';
 *
 * const host = loadHost([{ name: 'addresses', text: '2: eth0: <UP> mtu 1500\n    inet 192.0.2.10/24 scope global eth0\n' }]);
 * shortText(host.why({ from: '192.0.2.20', to: '192.0.2.10:22' }), 60).split('\n')[1]; // → '   the host:22, which sees 192.0.2.20.'
 * ```
 */
export function shortText({ lines }: Pick<Answer, 'lines'>, width = USUAL_WIDTH): string {
  return lines.map((line) => wrap(line, width)).join('\n');
}

function wrap(line: string, width: number): string {
  const wrapped: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current.trim() !== '' && current.length + 1 + word.length > width) {
      wrapped.push(current);
      current = `   ${word}`;
    } else current = wrapped.length === 0 && current === '' ? word : `${current} ${word}`;
  }
  return [...wrapped, current].join('\n');
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];
}

function stepLines(step: AnswerStep, index: number, all: readonly AnswerStep[]): readonly string[] {
  const { backend, table, chain, rule, text, verdict, source, destination, before, bytes, decided } = step;
  const packet = step.packet === all[index - 1]?.packet ? [] : [`${step.packet}:`];
  if (backend === 'kernel') return [...packet, `  ${text}`];
  const place = `${table} ${chain} ${rule === 0 ? 'policy' : rule}`;
  const ends = decided ? `  ${source} -> ${destination}` : '';
  const skipped = before.map((miss) => `      ${miss.rule} did not match: ${miss.why}`);
  return [...packet, ...skipped, `  ${decided ? '*' : ' '} ${place} \`${text}\` ${verdict} [+1, ${bytes}]${ends}`];
}
