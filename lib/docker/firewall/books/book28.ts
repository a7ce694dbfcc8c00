/** The rules of 28.0.1 to 28.1: DOCKER-FORWARD and its chains, and a rule in raw for each published port. */
import type { RuleBook } from '../ruleBook';
import { last } from '../step';
import { DOCKER_USER, FIRST_CHAINS, internalRules, STAGE_1, userJump } from './pieces';
import {
  BRIDGE_CHAIN,
  CT_CHAIN,
  closeLoopback,
  closePort,
  FORWARD_CHAIN,
  filterOfNetwork,
  internalNetwork,
  isolationOfNetwork,
  LEFT_CHAINS,
  natOfNetwork,
  openPort,
  startForwarding,
} from './pieces28';

export const BOOK_28: RuleBook = {
  chains: [...FIRST_CHAINS, ['filter', FORWARD_CHAIN], ['filter', BRIDGE_CHAIN], ['filter', CT_CHAIN]],
  sets: () => [],
  oldChains: LEFT_CHAINS,
  start: (facts) => startForwarding(facts, STAGE_1),
  userChain: [last('filter', DOCKER_USER, ['-j', 'RETURN']), userJump()],
  arrangesUserChainAgain: false,
  network: (network) =>
    network.internal
      ? internalNetwork(network, internalRules(network), STAGE_1)
      : [...natOfNetwork(network, true), ...filterOfNetwork(network), ...isolationOfNetwork(network)],
  otherNetwork: () => [],
  endpoint: () => [],
  port: (port) => [...closeLoopback(port), ...closePort(port), ...openPort(port)],
};
