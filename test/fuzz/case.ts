/** A case: settings and rules of the router, and the packets that are sent through it; and what became of them. */
import { builtinChains, type TableName, USUAL_TABLES } from '../../lib/netfilter';
import type { AnswerStep } from './answer';
import type { PacketSpec } from './packetSpec';

/** Which of the two variants is asked. */
export type Program = 'iptables-legacy' | 'iptables-nft';

/** The options of the simulated one. */
export function optionsOf(program: Program = 'iptables-legacy') {
  return { version: '1.8.9', variant: program === 'iptables-nft' ? 'nft' : 'legacy' } as const;
}

export interface FuzzCase {
  /** Differences from SETTINGS. */
  readonly settings: Readonly<Record<string, string>>;
  /** iptables' arguments: `-t nat -A PREROUTING …`, `-t filter -N u1`, `-t filter -P FORWARD DROP`. */
  readonly rules: readonly string[];
  /** Whose rules they are; iptables-legacy's if absent. */
  readonly program?: Program | undefined;
  /** What `nft -f` reads besides, after `flush ruleset`. */
  readonly nft?: string;
  /** Packets, and answers to packets that came before. */
  readonly steps: readonly (PacketSpec | AnswerStep)[];
}

/** The same with nothing left open: what is sent to the real kernel, and kept. */
export interface FuzzSession extends Omit<FuzzCase, 'steps'> {
  readonly steps: readonly PacketSpec[];
}

/** What there was to see. */
export interface Outcome {
  /** What `iptables-restore` said of rules that it refused. */
  readonly refused?: string;
  /** `TABLE [packets:bytes] RULE` and `TABLE :CHAIN POLICY [packets:bytes]`, those at zero left out. */
  readonly counters: readonly string[];
  /** What `nft list ruleset` prints, if the case has rules of nft. */
  readonly listed?: string;
  /** By interface of the router. */
  readonly packets: Readonly<Record<string, readonly string[]>>;
  readonly connections: readonly string[];
}

/** The rules as a file for `iptables-restore`: all four tables, so that nothing is left of other rules. */
export function restoreText(rules: readonly string[]): string {
  return USUAL_TABLES.map((table) => tableText(table, rules)).join('');
}

function tableText(table: TableName, rules: readonly string[]): string {
  const prefix = `-t ${table} `;
  const own = rules.filter((rule) => rule.startsWith(prefix)).map((rule) => rule.slice(prefix.length));
  const policies = new Map(
    own.filter((rule) => rule.startsWith('-P ')).map((rule) => rule.slice(3).split(' ') as [string, string]),
  );
  return [
    `*${table}`,
    ...builtinChains(table).map((chain) => `:${chain} ${policies.get(chain) ?? 'ACCEPT'} [0:0]`),
    ...own.filter((rule) => rule.startsWith('-N ')).map((rule) => `:${rule.slice(3)} - [0:0]`),
    ...own.filter((rule) => rule.startsWith('-A ')),
    'COMMIT',
    '',
  ].join('\n');
}
