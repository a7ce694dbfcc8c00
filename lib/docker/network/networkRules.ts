/** The rules of networks and of containers in them, in each family that the engine makes rules in. */
import { formatIp } from '../../packet';
import type { DockerEngine } from '../engine';
import type { EndpointFacts, Family } from '../firewall/ruleBook';
import type { Endpoint } from './endpoint';
import { type BridgeNetwork, factsOf } from './network';

/** Makes the rules of a network, or takes over those that are there. */
export function applyNetwork(engine: DockerEngine, network: BridgeNetwork): void {
  for (const backend of engine.backends) {
    const facts = factsOf(network, backend.family, engine.options);
    if (facts === undefined) backend.addOtherNetwork(network);
    else backend.addNetwork(facts);
  }
}

/** Deletes them. */
export function undoNetwork(engine: DockerEngine, network: BridgeNetwork): void {
  for (const backend of engine.backends) {
    const facts = factsOf(network, backend.family, engine.options);
    if (facts === undefined) backend.removeOtherNetwork(network);
    else backend.removeNetwork(facts);
  }
}

/** Makes the rules of a container in a network, but for its ports. */
export function applyEndpoint(engine: DockerEngine, endpoint: Endpoint): void {
  for (const backend of engine.backends) {
    const facts = endpointFacts(engine, endpoint, backend.family);
    if (facts !== undefined) backend.addEndpoint(facts);
  }
}

/** Deletes them. */
export function undoEndpoint(engine: DockerEngine, endpoint: Endpoint): void {
  for (const backend of engine.backends) {
    const facts = endpointFacts(engine, endpoint, backend.family);
    if (facts !== undefined) backend.removeEndpoint(facts);
  }
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
