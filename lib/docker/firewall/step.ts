/** One change of the tables or of an IP set that dockerd makes, and can take back by its text. */

/** The tables in which dockerd has rules. */
export type FirewallTable = 'raw' | 'mangle' | 'nat' | 'filter';

/**
 * What a step does with its rule: inserts it first or appends it, unless the chain has it; `top` deletes it and inserts it first,
 * so that its counters start anew; `gone` deletes it, if it is there.
 */
export type Action = 'first' | 'last' | 'top' | 'gone';

/** A rule of a chain, and what becomes of it. */
export interface RuleStep {
  readonly action: Action;
  readonly table: FirewallTable;
  readonly chain: string;
  readonly rule: readonly string[];
  /** The rule serves others as well: it stays when this event is undone. */
  readonly shared?: true;
  /** How libnetwork asks for it: without naming the table filter, or looking twice for a rule that it finds. */
  readonly calls?: 'unnamed' | 'twice';
  /** What complaints call it: `DNAT`. */
  readonly title?: string;
}

/** An element that an IP set gets, unless it has it. */
export interface ElementStep {
  readonly action: 'element';
  readonly set: string;
  readonly element: string;
}

/** What the engine asks of iptables or of ipset. */
export type Step = RuleStep | ElementStep;

/** What of a step its rule does not say. */
type Extras = Pick<RuleStep, 'shared' | 'calls' | 'title'>;

export function first(table: FirewallTable, chain: string, rule: readonly string[], extras: Extras = {}): RuleStep {
  return { action: 'first', table, chain, rule, ...extras };
}

export function last(table: FirewallTable, chain: string, rule: readonly string[], extras: Extras = {}): RuleStep {
  return { action: 'last', table, chain, rule, ...extras };
}

/** Puts a jump first in FORWARD; all networks share it. */
export function top(chain: string, rule: readonly string[]): RuleStep {
  return { action: 'top', table: 'filter', chain, rule, shared: true, calls: 'unnamed' };
}

export function gone(table: FirewallTable, chain: string, rule: readonly string[], extras: Extras = {}): RuleStep {
  return { action: 'gone', table, chain, rule, ...extras };
}
