/** The rules of nf_tables on a host, as lines: those without a counter, too. */
import type { Netfilter } from '../../netfilter';
import { seesIpv4 } from '../../netfilter/nf';
import { iptablesNft } from '../../tools/lateNft';

/** A chain, or a rule behind its chain. */
export interface NftRuleLine {
  /** `ip docker-bridges nat-PREROUTING` */
  readonly chain: string;
  /** `ip docker-bridges chain nat-PREROUTING`, `ip docker-bridges nat-PREROUTING: fib daddr type local …` */
  readonly text: string;
}

/** Chains and rules of all tables that packets of IPv4 meet. */
export function readNftRules({ nf }: Netfilter): readonly NftRuleLine[] {
  return nf.tables
    .filter(({ family }) => seesIpv4(family))
    .flatMap(({ title, family, chains }) =>
      [...chains.values()].flatMap(({ name, rules }) => {
        const chain = `${title} ${name}`;
        const texts = rules.map((rule) => `${chain}: ${iptablesNft().nftRuleText(rule, family)}`);
        return [`${title} chain ${name}`, ...texts].map((text) => ({ chain, text }));
      }),
    );
}
