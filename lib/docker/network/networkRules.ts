/** The rules of networks and of containers in them, in each family that the engine makes rules in. */
import { formatIp } from '../../packet';
import type { DockerEngine } from '../engine';
import type { EndpointFacts, Family } from '../firewall/ruleBook';
import type { Step } from '../firewall/step';
import type { Endpoint } from './endpoint';
import { type BridgeNetwork, factsOf } from './network';

/** Makes the rules of a network, or takes over those that are there. */
export function applyNetwork(engine: DockerEngine, network: BridgeNetwork): void {
  for (const firewall of engine.firewalls) firewall.apply(networkSteps(engine, network, firewall.family));
}

/** Deletes them. */
export function undoNetwork(engine: DockerEngine, network: BridgeNetwork): void {
  for (const firewall of engine.firewalls) firewall.undo(networkSteps(engine, network, firewall.family));
}

function networkSteps({ release, options }: DockerEngine, network: BridgeNetwork, family: Family): readonly Step[] {
  const { ruleBook } = release;
  const facts = factsOf(network, family, options);
  return facts === undefined ? ruleBook.otherNetwork(network) : ruleBook.network(facts);
}

/** Makes the rules of a container in a network, but for its ports. */
export function applyEndpoint(engine: DockerEngine, endpoint: Endpoint): void {
  for (const firewall of engine.firewalls) firewall.apply(endpointSteps(engine, endpoint, firewall.family));
}

/** Deletes them. */
export function undoEndpoint(engine: DockerEngine, endpoint: Endpoint): void {
  for (const firewall of engine.firewalls) firewall.undo(endpointSteps(engine, endpoint, firewall.family));
}

function endpointSteps(engine: DockerEngine, endpoint: Endpoint, family: Family): readonly Step[] {
  const facts = endpointFacts(engine, endpoint, family);
  return facts === undefined ? [] : engine.release.ruleBook.endpoint(facts);
}

/** What its rules of a family depend on; `undefined` without an address of that family. */
export function endpointFacts(
  { options }: DockerEngine,
  { network, address, address6 }: Endpoint,
  family: Family,
): EndpointFacts | undefined {
  const facts = factsOf(network, family, options);
  const own = family === 'ipv6' ? address6 : address;
  return facts === undefined || own === undefined ? undefined : { ...facts, containerAddress: formatIp(own) };
}
