/** Rules that lead nowhere: to chains that are not there, or that have no rules. */

import { chainOf } from '../../build/modelledRule';
import { isBuiltinChain, type RuleFact, type TableFact } from '../../read';
import type { AuditedHost } from '../auditedHost';
import type { Finding } from '../finding';
import { countText } from '../words';

export const MISSING_CHAIN = {
  id: 'missing-chain',
  title: 'Jumps to chains that are not there',
  why: 'iptables-restore refuses such a file as a whole, and after a reboot there are no rules at all.',
  find: ({ facts }: AuditedHost) =>
    ipv4Tables(facts.tables)
      .filter(({ listed }) => !listed)
      .flatMap(findMissing),
} as const;

export const EMPTY_CHAIN = {
  id: 'empty-chain',
  title: 'Jumps to chains without rules',
  why: 'Rules that should be there may have been lost, as when one program flushed what another wrote.',
  find: ({ facts }: AuditedHost) => ipv4Tables(facts.tables).flatMap(findEmpty),
} as const;

function ipv4Tables(tables: readonly TableFact[]): readonly TableFact[] {
  return tables.filter(({ family }) => family === 'ipv4');
}

/** Jumps with the chain that they lead to. */
function jumpsOf({ rules }: TableFact): readonly { readonly rule: RuleFact; readonly chain: string }[] {
  return rules.flatMap((rule) => {
    const chain = chainOf(rule.text);
    return chain === undefined ? [] : [{ rule, chain }];
  });
}

function findMissing(table: TableFact): readonly Finding[] {
  const known = new Set(table.chains.map(({ name }) => name));
  return jumpsOf(table)
    .filter(({ chain }) => !known.has(chain) && !isBuiltinChain(table.name, chain))
    .map(({ rule, chain }) => ({
      id: MISSING_CHAIN.id,
      severity: 'error',
      sentence: `A rule of ${table.name} ${rule.chain} leads to the chain ${chain}, which is not there.`,
      evidence: [{ path: [`${table.name} ${rule.chain} ${rule.text}`] }],
      at: rule.at,
    }));
}

/** Many chains are empty on purpose, such as ufw’s and Docker’s own: one note for a table. */
function findEmpty(table: TableFact): readonly Finding[] {
  const filled = new Set(table.rules.map(({ chain }) => chain));
  const known = new Set(table.chains.map(({ name }) => name));
  const empty = jumpsOf(table).filter(({ chain }) => known.has(chain) && !filled.has(chain));
  const [first] = empty;
  if (first === undefined) return [];
  const names = [...new Set(empty.map(({ chain }) => chain))];
  return [
    {
      id: EMPTY_CHAIN.id,
      severity: 'note',
      sentence: `Rules of ${table.name} lead to ${countText(names.length, 'chain')} without rules: ${names.join(', ')}.`,
      evidence: [{ path: empty.map(({ rule }) => `${table.name} ${rule.chain} ${rule.text}`) }],
      at: first.rule.at,
    },
  ];
}
