/** `docker network rm`. libnetwork: network.go (Delete), drivers/bridge/bridge.go (deleteNetwork). */
import { DockerError } from '../dockerError';
import type { DockerEngine } from '../engine';
import { type BridgeNetwork, isUserDefined } from './network';
import { undoNetwork } from './networkRules';

/** Removes a network and its bridge. Throws a `DockerError` if it is in use, dockerd's own or unknown. */
export function removeNetwork(engine: DockerEngine, reference: string): void {
  const network = engine.findNetwork(reference);
  if (network === undefined) throw new DockerError('not-found', `No such network: ${reference}`);
  if (!isUserDefined(network))
    throw new DockerError('forbidden', `${network.name} is a pre-defined network and cannot be removed`);
  const isInUse = [...engine.containers.values()].some(({ sandbox }) => sandbox?.endpoints.has(network.id) === true);
  if (isInUse) {
    throw new DockerError(
      'forbidden',
      `error while removing network: network ${network.name} id ${network.id} has active endpoints`,
    );
  }
  deleteNetwork(engine, network);
  engine.events.tellOfNetwork(network, 'destroy');
}

/** Takes back all of it: rules, subnets, the bridge. */
export function deleteNetwork(engine: DockerEngine, network: BridgeNetwork): void {
  forgetNetwork(engine, network);
  const bridge = engine.machine.net.device(network.bridge);
  if (bridge !== undefined) engine.machine.net.removeDevice(bridge);
}

/** Takes the network's rules and its subnet back; the bridge stays. */
export function forgetNetwork(engine: DockerEngine, network: BridgeNetwork): void {
  undoNetwork(engine, network);
  releaseNetwork(engine, network);
}

/** Takes its subnet back; its rules and the bridge stay, as after a network that could not be made. */
export function releaseNetwork(engine: DockerEngine, network: BridgeNetwork): void {
  engine.ipam.release(network.pool);
  if (network.ipv6 !== undefined) engine.ipam.ipv6.release(network.ipv6.pool);
  engine.networks.delete(network.id);
}
