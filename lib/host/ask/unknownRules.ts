/** What becomes of a request if a rule that is not wholly modelled matches. */
import { isOfIptables, Rule } from '../../netfilter';
import { parseRule } from '../../tools/iptables';
import type { UnknownRule } from '../build';
import { modelledRule } from '../build/modelledRule';
import type { FateKind } from './answer';
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
