/** The hosts of real questions, and answers in a few words. */
import { type Answer, type FateKind, type LoadedHost, loadHost, type Question } from '../../../lib/host';
import { caseDumps } from '../caseFiles';

/** The host of a case. */
export function load(number: string): LoadedHost {
  return loadHost(caseDumps(number));
}

/** `[3:180] raw PREROUTING 1` of those rules that are asked about. */
export function counted({ counters }: Answer, ...rules: readonly string[]): readonly string[] {
  return counters
    .map(({ table, chain, rule, packets, bytes }) => `[${packets}:${bytes}] ${table} ${chain} ${rule}`)
    .filter((line) => rules.some((rule) => line.endsWith(` ${rule}`)));
}

/** What decided, in a few words. */
export function by({ by: decider }: Answer): string {
  if (decider === undefined) return '';
  return decider.backend === 'kernel' ? decider.text : `${decider.table} ${decider.chain} ${decider.rule}`;
}

/** What becomes of a packet. */
export function fate(host: LoadedHost, question: Question): FateKind {
  return host.why(question, { remedies: false }).fate;
}

/** The commands of remedies that bring about a fate. */
export function remedies(answer: Answer): readonly string[] {
  return answer.remedies.map(({ command }) => command);
}
