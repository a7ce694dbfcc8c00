/** Containers and networks as somebody asked for them, in a compose file or on a command line: what became of them is not said. */
import type { SourceLine } from './sourceFacts';

/** A port that is to be published. */
export interface DeclaredPort {
  /** By its name. */
  readonly protocol: 'tcp' | 'udp';
  /** '' for all addresses. */
  readonly hostIp: string;
  /** '' where Docker chooses one, or a range of which it takes one. */
  readonly hostPort: string;
  /** The one inside. */
  readonly containerPort: number;
}

/** A network that a container is to join. */
export interface DeclaredEndpoint {
  /** Its name. */
  readonly network: string;
  /** If one was asked for. */
  readonly address?: string;
  /** If one was asked for. */
  readonly mac?: string;
}

/** A container that is to be made. */
export interface DeclaredContainer {
  /** As it is to be called. */
  readonly name: string;
  /** '' for a network of Docker's; `host`, `none`, `container:NAME`. */
  readonly networkMode: string;
  /** In the order in which they are joined. */
  readonly endpoints: readonly DeclaredEndpoint[];
  /** Published ones. */
  readonly ports: readonly DeclaredPort[];
  /** Where it was said. */
  readonly at: SourceLine;
}

/** A network that is to be made. */
export interface DeclaredNetwork {
  /** As it is to be called. */
  readonly name: string;
  /** `bridge`, `macvlan` … */
  readonly driver: string;
  /** The name of its bridge, if one was asked for. */
  readonly bridge?: string;
  /** Its IPv4 prefix, if one was asked for. */
  readonly subnet?: string;
  /** Its IPv4 gateway, if one was asked for. */
  readonly gateway?: string;
  /** Whether it leads nowhere else. */
  readonly internal: boolean;
  /** Options of its driver, by name. */
  readonly options: ReadonlyMap<string, string>;
  /** Somebody else made it. */
  readonly external: boolean;
  /** Where it was said. */
  readonly at: SourceLine;
}
