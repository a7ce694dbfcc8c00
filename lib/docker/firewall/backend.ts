/** What dockerd asks of a firewall of one family, whichever program makes the rules. libnetwork: drivers/bridge/internal/firewaller. */
import type { EndpointFacts, Family, NetworkFacts, PortFacts } from './ruleBook';

/** What is known of a network that has no addresses of the family. */
export type OtherNetwork = Pick<NetworkFacts, 'bridge' | 'internal'>;

/** Where dockerd's rules are made: in the tables of iptables, or in nf_tables by the program nft. */
export interface FirewallBackend {
  readonly family: Family;
  /** dockerd starts: what it needs before any network is made anew, and what the other kind of rules left is cleared away. */
  start(): void;
  /** dockerd has turned forwarding on: nothing else is to be forwarded from now on. Throws a `DockerError`. */
  dropForwarded(): void;
  /** After each network: the administrator's rules come first. */
  arrangeUserChain(): void;
  /** A network is made, or one that was there is taken over. Throws a `DockerError`, as all that adds. */
  addNetwork(network: NetworkFacts): void;
  removeNetwork(network: NetworkFacts): void;
  /** The same for a network without addresses of the family. */
  addOtherNetwork(network: OtherNetwork): void;
  removeOtherNetwork(network: OtherNetwork): void;
  /** A container joins a network. */
  addEndpoint(endpoint: EndpointFacts): void;
  removeEndpoint(endpoint: EndpointFacts): void;
  /** Ports of one container are published. */
  addPorts(ports: readonly PortFacts[]): void;
  removePorts(ports: readonly PortFacts[]): void;
  /** All ports of a container are added at once, when each of them is bound; else each as soon as it is taken. */
  readonly addsPortsTogether: boolean;
}
