/**
 * What a packet met, in one wording for tables, maps, ladders, pcap files and differences: `DOCKER-USER rule 1 RETURN`, `DOCKER-USER
 * end of chain`, `FORWARD policy ACCEPT`. The kernel's own words do not tell them apart: for TRACE, a rule without conditions is
 * the end of its chain as well (`return`, `policy`). Linux: get_chainname_rulenum(), net/ipv4/netfilter/ip_tables.c.
 */
import type { CounterRow } from './counters';
import type { JourneyStep } from './journey';

/** What is said of the end of a user chain. */
export const END = 'end of chain';
/** What is said of a policy begins so. */
export const POLICY = 'policy ';

/** Where in its chain: `rule 1`, `end of chain` or `policy`. */
export function stepPlace({ rule, number }: Pick<JourneyStep, 'rule' | 'number'>): string {
  if (rule === END) return END;
  return rule.startsWith(POLICY) ? 'policy' : `rule ${number}`;
}

/** `DOCKER-USER rule 1 RETURN`, `DOCKER-USER end of chain`, `FORWARD policy ACCEPT`; a rule without target has no verdict. */
export function stepWords(step: Pick<JourneyStep, 'chain' | 'rule' | 'number' | 'verdict'>): string {
  const place = stepPlace(step);
  return [step.chain, place, ...(place === END || step.verdict === '' ? [] : [step.verdict])].join(' ');
}

/** The same with its table in front, and a rule's own text behind it. */
export function stepSentence(step: Pick<JourneyStep, 'table' | 'chain' | 'rule' | 'number' | 'verdict'>): string {
  const words = `${step.table} ${stepWords(step)}`;
  return stepPlace(step).startsWith('rule ') ? `${words}: ${step.rule}` : words;
}

/** A step of the kernel's TRACE, `table:chain:rule|return|policy:number`, in these words; `rows` are the rules that there are. */
export function traceWords(step: string, rows: readonly CounterRow[]): string {
  const [, table = '', chain = '', event, number] = /^(\w+):(.*):(rule|return|policy):(\d+)$/.exec(step) ?? [];
  const find = (index: number) => rows.find((row) => row.table === table && row.chain === chain && row.index === index);
  const rule = find(Number(number))?.rule;
  if (rule === undefined && event === 'return') return `${table} ${chain} ${END}`;
  if (rule === undefined && event === 'policy') return `${table} ${chain} ${find(0)?.rule ?? 'policy'}`;
  const [, verdict = ''] = / -[jg] (\S+)/.exec(` ${rule ?? ''}`) ?? [];
  return `${table} ${stepWords({ chain, number: Number(number), rule: rule ?? '', verdict })}`;
}
