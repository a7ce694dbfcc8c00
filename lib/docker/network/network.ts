/** Networks as the engine keeps them. libnetwork: network.go. */
import type { Microseconds } from '../../network';
import type { Ipv4Address, Ipv6Address } from '../../packet';
import type { EngineOptions } from '../engineOptions';
import type { Family, GatewayMode, NetworkFacts } from '../firewall/ruleBook';
import type { Pool } from './ipam';
import type { Ipv6Pool } from './ipv6Pool';

/** What all networks have. */
interface NetworkBase {
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  readonly createdAt: Microseconds;
  /** `-o`: options for the driver, as they were given. */
  readonly options: ReadonlyMap<string, string>;
  /** Notes of whoever made it. */
  readonly labels: ReadonlyMap<string, string>;
}

/** `none` and `host`: no network of its own, and the machine's. */
export interface PlainNetwork extends NetworkBase {
  readonly driver: 'host' | 'null';
}

/** A network with a bridge device and a subnet. */
export interface BridgeNetwork extends NetworkBase {
  readonly driver: 'bridge';
  /** The device's name: `docker0`, `br-` and 12 digits of the id, or as an option says. */
  readonly bridge: string;
  readonly pool: Pool;
  /** The bridge's own address; an isolated network has none. */
  readonly gateway: Ipv4Address | undefined;
  /** Its IPv6 addresses, if it has any. */
  readonly ipv6: Ipv6Part | undefined;
  readonly internal: boolean;
  readonly icc: boolean;
  readonly ipMasquerade: boolean;
  readonly hostBinding: string;
  readonly gatewayMode: GatewayMode;
  /** Under which its containers go out, if not that of the interface. */
  readonly outgoingAddress: string | undefined;
  readonly trustedInterfaces: readonly string[];
  readonly mtu: number;
  /** The network that containers join unless told otherwise. */
  readonly isDefault: boolean;
  /** The subnet as `docker network inspect` shows it. */
  readonly shownSubnet: string;
  /** What containers get addresses of, as it was written. */
  readonly shownRange: string | undefined;
  /** Addresses that nobody gets, by what they are called. */
  readonly auxiliary: ReadonlyMap<string, string>;
  readonly attachable: boolean;
  /** Whether the gateway shows: not if the user gave a subnet alone, nor for docker0's first network. */
  readonly showsGateway: boolean;
  /** Whether the user gave the subnet: containers may then ask for an address. */
  readonly userSubnet: boolean;
}

/** What a network has of IPv6. No IPv6 packet is modelled: its addresses show, and stand in rules. */
export interface Ipv6Part {
  readonly pool: Ipv6Pool;
  /** The bridge's own address. */
  readonly gateway: Ipv6Address | undefined;
  readonly gatewayMode: GatewayMode;
  readonly outgoingAddress: string | undefined;
  /** Whether `docker network inspect` shows the gateway. */
  readonly showsGateway: boolean;
}

/** Any network that `docker network ls` shows. */
export type Network = PlainNetwork | BridgeNetwork;

/** Whether a person made it. */
export function isUserDefined(network: Network): network is BridgeNetwork {
  return network.driver === 'bridge' && !network.isDefault;
}

/** What the network's rules of a family depend on; `undefined` if it has no addresses of that family. */
export function factsOf(
  network: BridgeNetwork,
  family: Family,
  { userlandProxy, allowDirectRouting, withoutRaw, acceptMark }: EngineOptions,
): NetworkFacts | undefined {
  const { bridge, internal, icc, ipMasquerade, trustedInterfaces } = network;
  const part = family === 'ipv6' ? network.ipv6 : network;
  if (part === undefined) return undefined;
  const { pool, gatewayMode, outgoingAddress } = part;
  return {
    ...{ family, bridge, subnet: pool.text, internal, icc, ipMasquerade, gatewayMode, outgoingAddress },
    ...{ trustedInterfaces, userlandProxy, allowDirectRouting, withoutRaw, acceptMark },
  };
}
