/** The rules of 28.0.0: for all bridges together by an IP set that has their subnets; 28.0.1 took it away again. */
import type { NetworkFacts, RuleBook } from '../ruleBook';
import { first, gone, last, type Step, top } from '../step';
import { BOOK_28 } from './book28';
import {
  DOCKER,
  ESTABLISHED,
  FIRST_CHAINS,
  FIRST_OLD_CHAINS,
  internalRules,
  keepApart,
  natJumps,
  STAGE_1,
} from './pieces';
import { endOfNetwork, externalSet, isolationOfNetwork, natOfNetwork, outgoing, ping, setRules } from './pieces28';

export const BOOK_28_0: RuleBook = {
  ...BOOK_28,
  chains: FIRST_CHAINS,
  sets: (family) => [externalSet(family)],
  oldChains: FIRST_OLD_CHAINS,
  start: (facts) => [...natJumps(facts), ...setRules(facts.family).map((rule) => top('FORWARD', rule))],
  network: (network) => (network.internal ? internalSteps(network) : networkSteps(network)),
  otherNetwork: ({ bridge, internal }) => (internal ? [] : keepApart(bridge, last)),
};

function networkSteps(network: NetworkFacts): readonly Step[] {
  const { family, bridge, subnet, icc, gatewayMode } = network;
  return [
    ...natOfNetwork(network, true),
    ...withoutOlderRules(bridge, icc),
    ...ping(family, bridge, gatewayMode),
    ...outgoing(bridge, icc, 'FORWARD'),
    endOfNetwork(bridge, gatewayMode),
    { action: 'element', set: externalSet(family), element: subnet },
    ...isolationOfNetwork(network),
  ];
}

function internalSteps(network: NetworkFacts): readonly Step[] {
  const { bridge, icc } = network;
  return [
    ...internalRules(network).map((rule) => first('filter', STAGE_1, rule)),
    last('filter', 'FORWARD', ['-i', bridge, '-o', bridge, '-j', icc ? 'ACCEPT' : 'DROP']),
  ];
}

/** What generations before had in FORWARD for the bridge, and its own rules do not say. */
function withoutOlderRules(bridge: string, icc: boolean): readonly Step[] {
  const replaced = icc
    ? [
        ['-i', bridge, '!', '-o', bridge, '-j', 'ACCEPT'],
        ['-i', bridge, '-o', bridge, '-j', 'DROP'],
      ]
    : [];
  return [
    ['-o', bridge, ...ESTABLISHED],
    ['-o', bridge, '-j', DOCKER],
    ['-i', bridge, '-o', bridge, '-j', 'ACCEPT'],
    ...replaced,
  ].map((rule) => gone('filter', 'FORWARD', rule));
}
