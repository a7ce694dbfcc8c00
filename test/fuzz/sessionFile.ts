/** Sessions as files: JSON with a rule, a packet or a row on each line. */

import type { FuzzSession, Outcome } from './case';
import { changedLines } from './difference';
import type { Difference } from './fuzzKernel';

export interface RecordedSession extends FuzzSession {
  /** What the real kernel made of it. */
  readonly real: Outcome;
}

export function sessionText(session: RecordedSession): string {
  return `${rows(session)}\n`;
}

/** JSON with a row a line. */
export function rows(value: unknown, pad = ''): string {
  if (Array.isArray(value) && value.length > 0)
    return `[\n${value.map((row) => `${pad}  ${JSON.stringify(row)}`).join(',\n')}\n${pad}]`;
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0) {
    const entries = Object.entries(value).map(
      ([key, entry]) => `${pad}  ${JSON.stringify(key)}: ${rows(entry, `${pad}  `)}`,
    );
    return `{\n${entries.join(',\n')}\n${pad}}`;
  }
  return JSON.stringify(value);
}

/** What differs, for a person to read. */
export function differenceText({ session, simulated, real }: Difference, title = 'They differ'): string {
  return [
    `${title}: (- simulated, + real)`,
    ...Object.entries(session.settings).map((setting) => `  ${setting.join(' = ')}`),
    ...session.rules.map((rule) => `  iptables ${rule}`),
    ...(session.nft?.split('\n') ?? []).map((line) => `  nft ${line}`),
    ...session.steps.map((step) => `  ${JSON.stringify(step)}`),
    ...changedLines(lines(simulated), lines(real)),
  ].join('\n');
}

function lines({ refused, counters, listed, packets, connections }: Outcome): string[] {
  return [
    ...(refused === undefined ? [] : [`refused: ${refused.trim()}`]),
    ...counters,
    ...(listed?.split('\n') ?? []),
    ...Object.entries(packets)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([name, seen]) => seen.map((row) => `${name} ${row}`)),
    ...connections,
  ];
}
