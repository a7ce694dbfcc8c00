/** The machines as they are to be built: from the facts, and from what follows from them. */
import type { InterfaceFact, PolicyRuleFact, RouteFact, SettingFact } from '../read';

/** A network interface of the host. */
export interface PlannedDevice {
  readonly name: string;
  /** `uplink`: something beyond the dumps is at its other end; `port`: the host's end of a container's cable. */
  readonly role: 'loopback' | 'bridge' | 'port' | 'uplink';
  readonly fact: InterfaceFact;
}

/** An address of a container at a bridge. */
export interface PlannedEndpoint {
  readonly bridge: string;
  readonly address: string;
  readonly prefixLength: number;
  readonly mac?: string;
}

/** A container, a guest of another bridge, or whatever has an address behind one. */
export interface PlannedContainer {
  readonly name: string;
  readonly endpoints: readonly PlannedEndpoint[];
  /** Of its interfaces by their addresses, if they were printed. */
  readonly mtus: ReadonlyMap<string, number>;
  /** Its routes, if they were printed; else its default route is by the first bridge. */
  readonly routes: readonly RouteFact[] | undefined;
  /** Ports at which programs listen. */
  readonly listens: readonly PlannedPort[];
  /** What is printed about it is complete: nothing else listens. */
  readonly listensKnown: boolean;
}

/** A port of TCP or UDP. */
export interface PlannedPort {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
}

/** A port of the host that leads to a container. */
export interface PublishedPort extends PlannedPort {
  /** `0.0.0.0` for all. */
  readonly hostIp: string;
  readonly container: { readonly address: string; readonly port: number };
}

/** A program of the host that waits for packets. */
export interface PlannedListener extends PlannedPort {
  readonly address: string;
  readonly program: string;
}

/** All that is to be built. */
export interface HostPlan {
  /** The time of day and the date at which questions are asked, in ms since 1970. */
  readonly startedAt: number;
  readonly devices: readonly PlannedDevice[];
  readonly containers: readonly PlannedContainer[];
  readonly routes: readonly RouteFact[];
  readonly rules: readonly PolicyRuleFact[];
  readonly settings: readonly SettingFact[];
  readonly published: readonly PublishedPort[];
  /** The published ports at which docker-proxy waits. */
  readonly proxies: readonly PublishedPort[];
  readonly listeners: readonly PlannedListener[];
  /** The host's listeners were printed: nothing else listens. */
  readonly listenersKnown: boolean;
}
