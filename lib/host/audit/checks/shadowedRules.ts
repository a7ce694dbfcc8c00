/** Rules that no packet comes to, as a rule before them in the same chain decides about all that they ask for. */
import type { Chain, Rule, TableName } from '../../../netfilter';
import { ruleText } from '../../../tools/iptables';
import { fateOf, probesOf } from '../../ask/probes';
import type { RunningHost } from '../../ask/runningHost';
import type { AuditedHost } from '../auditedHost';
import type { Finding } from '../finding';
import { includesRule } from '../inclusion';
import { type NumberedRule, RulesBySource } from '../rulesBySource';
import { countText } from '../words';

export const SHADOWED_RULE = {
  id: 'shadowed-rule',
  title: 'Rules that can never match',
  why: 'A rule behind one that takes all its packets does nothing, whatever it was meant for.',
  find: (host: AuditedHost) => findShadowed(host).filter(({ id }) => id === 'shadowed-rule'),
} as const;

export const MASQUERADE_DOUBLED = {
  id: 'masquerade-doubled',
  title: 'Source NAT that is there twice',
  why: 'The second rule does nothing, and stays behind when somebody takes the first away.',
  find: (host: AuditedHost) => findShadowed(host).filter(({ id }) => id === 'masquerade-doubled'),
} as const;

/** Targets after which a table is left. */
const LEAVING: ReadonlySet<string> = new Set([
  'ACCEPT',
  'DROP',
  'REJECT',
  'RETURN',
  'DNAT',
  'SNAT',
  'MASQUERADE',
  'REDIRECT',
  'NETMAP',
]);
const SOURCE_NAT: ReadonlySet<string> = new Set(['MASQUERADE', 'SNAT']);

/** Both checks ask for the same. */
const FOUND = new WeakMap<AuditedHost, readonly Finding[]>();

function findShadowed(host: AuditedHost): readonly Finding[] {
  let found = FOUND.get(host);
  if (found === undefined) {
    const shadowed = [...host.machines.host.net.netfilter.tables].flatMap(([table, { chains }]) =>
      [...chains.values()].flatMap((chain) => shadowedIn(table, chain)),
    );
    const tried = shadowed.length === 0 ? undefined : triedWithout(host, shadowed);
    found = shadowed.map((one) => findingOf(host, one, tried));
    FOUND.set(host, found);
  }
  return found;
}

function shadowedIn(table: TableName, chain: Chain): readonly Shadowed[] {
  const deciding = new RulesBySource();
  return chain.rules.flatMap((rule, index): readonly Shadowed[] => {
    const number = index + 1;
    const before = deciding.first(rule.spec, ({ spec }) => includesRule(spec, rule.spec));
    if (before !== undefined) return [{ table, chain: chain.name, rule, number, before }];
    if (decides(rule, table)) deciding.add({ rule, number });
    return [];
  });
}

/** Whether no packet that matches goes on in the chain. Before connection tracking a state may change in between. */
function decides({ spec: { target, matches }, jump, goto }: Rule, table: TableName): boolean {
  if (table === 'raw' && matches.some(({ kind }) => kind === 'conntrack')) return false;
  if (LEAVING.has(target.kind) || goto) return true;
  return jump !== undefined && decidesAlways(jump, table, 0);
}

/** Whether a chain ends every packet: none comes back from it. */
function decidesAlways({ rules }: Chain, table: TableName, depth: number): boolean {
  for (const rule of rules) {
    if (rule.spec.target.kind === 'RETURN' || rule.goto || depth > 8) return false;
    if (!rule.unconditional) continue;
    if (LEAVING.has(rule.spec.target.kind)) return true;
    if (rule.jump !== undefined && decidesAlways(rule.jump, table, depth + 1)) return true;
  }
  return false;
}

interface Shadowed {
  readonly table: TableName;
  readonly chain: string;
  readonly rule: Rule;
  readonly number: number;
  readonly before: NumberedRule;
}

function findingOf(host: AuditedHost, shadowed: Shadowed, tried: string | undefined): Finding {
  const { table, chain, rule, number, before } = shadowed;
  const { texts } = host.machines.rules;
  const [late, early] = [rule, before.rule].map((one) => texts.get(one)?.text ?? ruleText(one.spec));
  const kind = rule.spec.target.kind;
  const doubled = SOURCE_NAT.has(kind) && SOURCE_NAT.has(before.rule.spec.target.kind);
  const at = texts.get(rule)?.at;
  return {
    id: doubled ? 'masquerade-doubled' : 'shadowed-rule',
    severity: kind === before.rule.spec.target.kind ? 'note' : 'warning',
    sentence: `Rule ${number} of ${table} ${chain} never matches: rule ${before.number} decides about every packet that it asks for.`,
    evidence: [{ path: [`${table} ${chain} ${before.number} ${early}`, `${table} ${chain} ${number} ${late}`] }],
    ...(tried !== undefined && { remedy: { command: deletionOf(shadowed), tried } }),
    ...(at !== undefined && { at }),
  };
}

/** What all these rules are taken away for: nothing that the host is for changes. */
function triedWithout(host: AuditedHost, shadowed: readonly Shadowed[]): string | undefined {
  // From the last of each chain, so that the numbers of those before stay.
  const commands = shadowed.map(deletionOf).reverse().join('\n');
  const probes = probesOf(host.machines, { from: '', to: '' });
  const fates = (running: RunningHost) => probes.map((probe) => fateOf(running, probe)).join();
  const [old, now] = [host.after('', fates), host.after(commands, fates)];
  return old === now
    ? `${countText(probes.length, 'request')} ${probes.length === 1 ? 'ends' : 'end'} as before`
    : undefined;
}

function deletionOf({ table, chain, number }: Shadowed): string {
  return `iptables -t ${table} -D ${chain} ${number}`;
}
