/** What a generation of the engine does to the tables: for each event the steps, in their order. */
import type { FirewallTable, Step } from './step';

/** How containers of a network are reached from outside: `com.docker.network.bridge.gateway_mode_ipv4`. */
export type GatewayMode = 'nat' | 'routed' | 'nat-unprotected' | 'isolated';

/** The family of addresses that rules are about: each has tables and a program of its own. */
export type Family = 'ipv4' | 'ipv6';

/** A bridge network, as far as its rules depend on it. */
export interface NetworkFacts {
  readonly family: Family;
  readonly bridge: string;
  /** `172.17.0.0/16`, `fd00::/64` */
  readonly subnet: string;
  readonly internal: boolean;
  readonly icc: boolean;
  readonly ipMasquerade: boolean;
  readonly userlandProxy: boolean;
  readonly gatewayMode: GatewayMode;
  /** The address under which its containers go out, instead of that of the interface: `com.docker.network.host_ipv4`. */
  readonly outgoingAddress: string | undefined;
  /** Interfaces from which its containers may be reached by their own addresses. */
  readonly trustedInterfaces: readonly string[];
  /** Any interface may: `--allow-direct-routing`. */
  readonly allowDirectRouting: boolean;
  /** No rule of raw: DOCKER_INSECURE_NO_IPTABLES_RAW. */
  readonly withoutRaw: boolean;
  /** Packets that carry this mark may enter: `--bridge-accept-fwmark`, `0x1` or `0x1/0xff`. */
  readonly acceptMark: string | undefined;
}

/** What the rules depend on that are made at the start. */
export type StartFacts = Pick<NetworkFacts, 'family' | 'userlandProxy'>;

/** A container's place in a network. */
export interface EndpointFacts extends NetworkFacts {
  readonly containerAddress: string;
}

/** A published port. */
export interface PortFacts extends EndpointFacts {
  readonly protocol: 'tcp' | 'udp';
  /** `0.0.0.0` or `::` for all addresses. */
  readonly hostAddress: string;
  readonly hostPort: number;
  readonly containerPort: number;
}

/** A chain that the engine makes. */
export type ChainName = readonly [FirewallTable, string];

/** A generation's rules. An event is undone by reading its steps again. */
export interface RuleBook {
  /** Made anew at each start. */
  readonly chains: readonly ChainName[];
  /** IP sets of networks that are made at each start. */
  sets(family: Family): readonly string[];
  /** Emptied at the start, and removed if nothing jumps there: its own, and those of the generations before. */
  readonly oldChains: readonly ChainName[];
  /** The engine starts: after its chains are made, before any network. */
  start(start: StartFacts): readonly Step[];
  /** DOCKER-USER, once its chain is there. */
  readonly userChain: readonly Step[];
  /** Whether DOCKER-USER is put first again after each network. */
  readonly arrangesUserChainAgain: boolean;
  /** A network is made, or one that was there is taken over. */
  network(network: NetworkFacts): readonly Step[];
  /** The same for a network that has no addresses of the family. */
  otherNetwork(network: Pick<NetworkFacts, 'bridge' | 'internal'>): readonly Step[];
  /** A container joins a network. */
  endpoint(endpoint: EndpointFacts): readonly Step[];
  port(port: PortFacts): readonly Step[];
}
