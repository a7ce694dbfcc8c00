/** The rules of 29 with iptables: no isolation chains any more, and ports are reached from other bridges by translation. */
import type { NetworkFacts, RuleBook } from '../ruleBook';
import { first, type Step } from '../step';
import { BOOK_28_2 } from './book28_2';
import { DOCKER, internalRules } from './pieces';
import {
  BRIDGE_CHAIN,
  CT_CHAIN,
  FORWARD_CHAIN,
  filterOfNetwork,
  INTERNAL_CHAIN,
  internalNetwork,
  LEFT_CHAINS,
  natOfNetwork,
  startForwarding,
} from './pieces28';

export const BOOK_29: RuleBook = {
  ...BOOK_28_2,
  chains: [
    ['nat', DOCKER],
    ...[DOCKER, FORWARD_CHAIN, BRIDGE_CHAIN, CT_CHAIN, INTERNAL_CHAIN].map((chain) => ['filter', chain] as const),
  ],
  oldChains: [...LEFT_CHAINS, ['filter', INTERNAL_CHAIN]],
  start: (facts) => startForwarding(facts, INTERNAL_CHAIN),
  network: (network) =>
    network.internal
      ? internalNetwork(network, internalRules(network), INTERNAL_CHAIN)
      : [...natOfNetwork(network, false), ...filterOfNetwork(network), ...acceptMarked(network)],
};

/** Packets that the administrator marked enter any network; the rule is one for all. */
function acceptMarked({ acceptMark }: NetworkFacts): readonly Step[] {
  return acceptMark === undefined
    ? []
    : [first('filter', FORWARD_CHAIN, ['-m', 'mark', '--mark', acceptMark, '-j', 'ACCEPT'], { shared: true })];
}
