/**
 * The engine's name server, which a container asks at 127.0.0.11: it knows the containers of its user-defined networks.
 * libnetwork: resolver.go, sandbox.go (ResolveName). Not modelled: its packets, which stay on the container's own
 * loopback, and names that it would have to ask other servers for.
 */
import type { Ipv4Address } from '../../packet';
import type { DockerEngine } from '../engine';
import { isUserDefined } from '../network/network';
import { type Container, networkNames } from './container';

/** Addresses of a container's name, an alias, a host name or a short id, with or without `.NETWORK`; of one network only. */
export function addressesOfName(engine: DockerEngine, asking: Container, host: string): readonly Ipv4Address[] {
  const asked = host.toLowerCase();
  for (const [id, { network }] of asking.sandbox?.endpoints ?? []) {
    if (!isUserDefined(network)) continue;
    const found = [...engine.containers.values()].flatMap((container) => {
      const endpoint = container.sandbox?.endpoints.get(id);
      const isMeant = networkNames(container, container.attachments.get(network.name) ?? { aliases: [] }).some(
        (name) => asked === name.toLowerCase() || asked === `${name}.${network.name}`.toLowerCase(),
      );
      return endpoint !== undefined && isMeant ? [endpoint.address] : [];
    });
    if (found.length > 0) return found;
  }
  return [];
}
