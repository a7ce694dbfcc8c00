/** What becomes of a request if a rule that is not wholly modelled matches. */
import { isOfIptables, Rule } from '../../netfilter';
import { parseRule, ruleText } from '../../tools/iptables';
import type { HostMachines, UnknownRule } from '../build';
import { modelledRule, NEVER } from '../build/modelledRule';
import type { FateKind } from './answer';
import type { Exchange } from './exchange';
import { fateOf } from './probes';
import type { Question } from './question';
import type { Trials } from './trials';

/** The fate if all its unknown conditions hold; `undefined` for what cannot be tried: a line of nf_tables. */
export function fateIfMatches(
  trials: Trials,
  question: Question,
  { table, chain, rule, text }: UnknownRule,
): FateKind | undefined {
  if (rule === 0 || !isOfIptables(table)) return undefined;
  return trials.changed((running) => {
    const { netfilter } = running.machines.host.net;
    const draft = netfilter.table(table).draft();
    const rules = draft.get(chain)?.change();
    if (rules?.[rule - 1] === undefined) return undefined;
    rules[rule - 1] = new Rule(parseRule(modelledRule(text, true, (name) => draft.has(name)).text));
    netfilter.commit(table, draft);
    return fateOf(running, question);
  });
}

/** Whether the exchange depends on a rule: a packet came to it, and may have fulfilled what is known of its conditions. */
export function isAsked(
  { table, chain, rule, conditional }: UnknownRule,
  { asked, counted }: Exchange,
  { host }: HostMachines,
): boolean {
  // A table of nf_tables that was not understood as a whole may do anything.
  if (rule === 0 && chain === '') return true;
  if (!asked.has(`${table} ${chain} ${rule}`)) return false;
  if (conditional || counted.some((one) => one.table === table && one.chain === chain && one.rule === rule))
    return true;
  const spec = isOfIptables(table)
    ? host.net.netfilter.tables.get(table)?.chains.get(chain)?.rules[rule - 1]?.spec
    : undefined;
  return spec !== undefined && ruleText(spec) === NEVER;
}
