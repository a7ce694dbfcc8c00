/** All that a host’s own dumps say, as values, each with the line that said it. Nothing is inferred here. */
import type { DeclaredContainer, DeclaredNetwork } from './declaredFacts';
import type { ContainerFact, NetworkFact } from './dockerFacts';
import type { ConnectionFact, ListenerFact } from './flowFacts';
import type { InterfaceFact, NeighbourFact, PolicyRuleFact, RouteFact, SettingFact } from './networkFacts';
import type { NftTableFact, SetLineFact, TableFact } from './ruleFacts';
import type { SectionFact, UnreadLine } from './sourceFacts';

/** What was said about one network namespace: that of the host, or a container's. */
export interface PlaceFacts {
  /** In the order of the dump. */
  readonly interfaces: readonly InterfaceFact[];
  /** Of all tables that were shown. */
  readonly routes: readonly RouteFact[];
  /** Sockets that wait. */
  readonly listeners: readonly ListenerFact[];
  /** All that listens was printed: nothing else does. */
  readonly listenersShown: boolean;
  /** The command lines of all programs were printed: no other docker-proxy runs. */
  readonly programsShown: boolean;
  /** Of sysctl. */
  readonly settings: readonly SettingFact[];
}

/** All that the dumps of one host say. */
export interface HostFacts extends PlaceFacts {
  /** What the dumps are made of. */
  readonly sections: readonly SectionFact[];
  /** Of iptables and ip6tables. */
  readonly tables: readonly TableFact[];
  /** Tables of nf_tables. */
  readonly nft: readonly NftTableFact[];
  /** Lines of `ipset save`. */
  readonly sets: readonly SetLineFact[];
  /** Of `ip rule`. */
  readonly rules: readonly PolicyRuleFact[];
  /** Of `ip neigh`. */
  readonly neighbours: readonly NeighbourFact[];
  /** Of conntrack. */
  readonly connections: readonly ConnectionFact[];
  /** Of `docker inspect` and `docker ps`. */
  readonly containers: readonly ContainerFact[];
  /** Of `docker network inspect`. */
  readonly networks: readonly NetworkFact[];
  /** Containers that a compose file or a command line asks for. */
  readonly declaredContainers: readonly DeclaredContainer[];
  /** Networks that a compose file or a command line asks for. */
  readonly declaredNetworks: readonly DeclaredNetwork[];
  /** What was printed inside containers, by name; under `?` and a number what does not say in which. */
  readonly places: ReadonlyMap<string, PlaceFacts>;
  /** The Docker engine's version, if one was shown. */
  readonly engine: string | undefined;
  /** When the dumps were printed, in ms since 1970, if one says so. */
  readonly printedAt: number | undefined;
  /** Lines that were not understood. */
  readonly unread: readonly UnreadLine[];
}
