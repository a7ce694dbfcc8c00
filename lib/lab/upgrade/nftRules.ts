/** The rules of nf_tables on a host, as lines to compare: those without a counter, too. */
import type { Netfilter } from '../../netfilter';
import { seesIpv4 } from '../../netfilter/nf';
import { nftRuleText } from '../../tools/nft';
import type { RuleLine } from './ruleChanges';

/** Chains and rules of all tables that packets of IPv4 meet, each as `rename` makes it. */
export function listedNftRules({ nf }: Netfilter, rename: (rule: string) => string): readonly RuleLine[] {
  return nf.tables
    .filter(({ family }) => seesIpv4(family))
    .flatMap(({ title, family, chains }) =>
      [...chains.values()].flatMap(({ name, rules }) => {
        const chain = rename(`${title} ${name}`);
        const texts = rules.map((rule) => `${chain}: ${rename(nftRuleText(rule, family))}`);
        return [rename(`${title} chain ${name}`), ...texts].map((text) => ({ chain, text }));
      }),
    );
}
