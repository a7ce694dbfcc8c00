/** Containers and networks, as Docker tells of them. */
import type { SourceLine } from './sourceFacts';

/** A container's place in a network. */
export interface EndpointFact {
  /** Its name. */
  readonly network: string;
  /** The container’s there. */
  readonly address: string;
  /** In bits. */
  readonly prefixLength: number;
  /** The bridge’s address. */
  readonly gateway?: string;
  /** The hardware address. */
  readonly mac?: string;
}

/** A published port. */
export interface PortFact {
  /** `tcp`, `udp` … */
  readonly protocol: string;
  /** `0.0.0.0` for all addresses. */
  readonly hostIp: string;
  /** The one outside. */
  readonly hostPort: number;
  /** The one inside. */
  readonly containerPort: number;
}

/** A container as `docker inspect` shows it. */
export interface ContainerFact {
  /** Without a slash. */
  readonly name: string;
  /** As many digits as were shown. */
  readonly id: string;
  /** Whether it had processes. */
  readonly running: boolean;
  /** One a network. */
  readonly endpoints: readonly EndpointFact[];
  /** Published ones. */
  readonly ports: readonly PortFact[];
  /** Where it was said. */
  readonly at: SourceLine;
}

/** A network as `docker network inspect` shows it. */
export interface NetworkFact {
  /** As docker calls it. */
  readonly name: string;
  /** As many digits as were shown. */
  readonly id: string;
  /** `bridge`, `macvlan` … */
  readonly driver: string;
  /** The name of its bridge. */
  readonly bridge: string;
  /** Its IPv4 prefix. */
  readonly subnet?: string;
  /** Its IPv4 gateway. */
  readonly gateway?: string;
  /** Whether it leads nowhere else. */
  readonly internal: boolean;
  /** Where it was said. */
  readonly at: SourceLine;
}
