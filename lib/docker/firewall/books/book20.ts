/**
 * The rules of 20.10 to 26.1: four in FORWARD for each bridge. Most are inserted, so that the newest network's come first.
 * libnetwork: drivers/bridge/setup_ip_tables.go (setupIPTablesInternal, setupInternalNetworkRules), iptables.go (ChainInfo.Forward).
 */
import type { NetworkFacts, RuleBook } from '../ruleBook';
import { first, gone, last, type Step, top } from '../step';
import {
  DOCKER,
  DOCKER_USER,
  ESTABLISHED,
  FIRST_CHAINS,
  FIRST_OLD_CHAINS,
  hairpin,
  internalRules,
  keepApart,
  leaveToProxy,
  masquerade,
  masqueradeLocal,
  natJumps,
  portRule,
  STAGE_1,
  STAGE_2,
  translate,
  userJump,
} from './pieces';

export const BOOK_20: RuleBook = {
  chains: FIRST_CHAINS,
  sets: () => [],
  oldChains: FIRST_OLD_CHAINS,
  start: () => [STAGE_1, STAGE_2].map((chain) => last('filter', chain, ['-j', 'RETURN'], { calls: 'unnamed' })),
  userChain: [last('filter', DOCKER_USER, ['-j', 'RETURN'], { calls: 'unnamed' }), userJump()],
  arrangesUserChainAgain: true,
  network: networkSteps,
  otherNetwork: () => [],
  endpoint: () => [],
  port: (port) => [translate(port), last('filter', DOCKER, portRule(port)), hairpin(port)],
};

/** A network's rules; of a network that is routed none translates addresses. */
export function networkSteps(network: NetworkFacts): readonly Step[] {
  const { bridge, internal, icc, ipMasquerade, userlandProxy, gatewayMode } = network;
  const moveStageUp = top('FORWARD', ['-j', STAGE_1]);
  if (internal) {
    return [
      ...internalRules(network).map((rule) => first('filter', STAGE_1, rule, { calls: 'unnamed' })),
      ...communication(bridge, icc),
      moveStageUp,
    ];
  }
  const translates = ipMasquerade && gatewayMode === 'nat';
  return [
    ...(translates ? [masquerade(network)] : []),
    ...(translates && userlandProxy ? [leaveToProxy(network)] : []),
    ...(userlandProxy ? [] : [masqueradeLocal(network)]),
    ...communication(bridge, icc),
    first('filter', 'FORWARD', ['-i', bridge, '!', '-o', bridge, '-j', 'ACCEPT'], { calls: 'unnamed' }),
    ...natJumps(network),
    first('filter', 'FORWARD', ['-o', bridge, '-j', DOCKER], { calls: 'twice' }),
    first('filter', 'FORWARD', ['-o', bridge, ...ESTABLISHED], { calls: 'twice' }),
    moveStageUp,
    ...keepApart(bridge, first),
  ];
}

/** Whether containers of one bridge may talk: one rule takes the place of the other. */
function communication(bridge: string, icc: boolean): readonly Step[] {
  const accept = ['-i', bridge, '-o', bridge, '-j', 'ACCEPT'];
  const drop = ['-i', bridge, '-o', bridge, '-j', 'DROP'];
  const extras = { calls: 'unnamed' } as const;
  return icc
    ? [gone('filter', 'FORWARD', drop, extras), first('filter', 'FORWARD', accept, extras)]
    : [gone('filter', 'FORWARD', accept, extras), last('filter', 'FORWARD', drop, extras)];
}
