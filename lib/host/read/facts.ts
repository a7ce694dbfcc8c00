/** What a host's own dumps say, as values, each with the line that said it. Nothing is inferred here. */

/** Where something was said. */
export interface SourceLine {
  /** The file's name as it was given. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

/** Packets and bytes; of listings that round (`12K`), the rounded number. */
export interface DumpCounters {
  readonly packets: bigint;
  readonly bytes: bigint;
}

/** A chain of iptables. */
export interface ChainFact {
  readonly name: string;
  /** Of a builtin chain, if it was shown. */
  readonly policy?: 'ACCEPT' | 'DROP';
  readonly counters?: DumpCounters;
  readonly at: SourceLine;
}

/** A rule of iptables. */
export interface RuleFact {
  readonly chain: string;
  /** Its options as `iptables-save` writes them, without `-A CHAIN`. */
  readonly text: string;
  readonly counters?: DumpCounters;
  readonly at: SourceLine;
}

/** One table of iptables or ip6tables. */
export interface TableFact {
  readonly family: 'ipv4' | 'ipv6';
  readonly name: string;
  /** Which iptables printed it, if it said so. */
  readonly backend: 'legacy' | 'nft' | undefined;
  readonly chains: readonly ChainFact[];
  /** In the order in which they stand in their chains. */
  readonly rules: readonly RuleFact[];
  /** Shown by `-L`, which leaves some things out. */
  readonly listed: boolean;
  readonly at: SourceLine;
}

/** A table of nf_tables, as `nft list ruleset` writes it. */
export interface NftTableFact {
  readonly family: string;
  readonly name: string;
  readonly text: string;
  readonly at: SourceLine;
}

/** An address of an interface. */
export interface AddressFact {
  readonly address: string;
  readonly prefixLength: number;
  readonly scope: 'global' | 'link' | 'host';
}

/** A network interface. */
export interface InterfaceFact {
  readonly name: string;
  readonly index?: number;
  /** The driver, if `ip -d link` told it: `bridge`, `veth`, `vxlan` … */
  readonly kind?: string;
  /** The other end or the lower device: `if12`, `eth0`. */
  readonly peer?: string;
  readonly master?: string;
  readonly up: boolean;
  readonly mtu?: number;
  readonly mac?: string;
  readonly hairpin?: boolean;
  readonly addresses: readonly AddressFact[];
  readonly at: SourceLine;
}

/** A line of `ip route`. */
export interface RouteFact {
  readonly table: string;
  readonly type: 'unicast' | 'unreachable' | 'prohibit' | 'blackhole';
  /** `default` or a prefix, `192.0.2.0/24`. */
  readonly destination: string;
  readonly gateway?: string;
  readonly device?: string;
  readonly source?: string;
  readonly metric: number;
  readonly at: SourceLine;
}

/** A line of `ip rule`. */
export interface PolicyRuleFact {
  readonly priority: number;
  readonly from?: string;
  readonly to?: string;
  readonly input?: string;
  readonly output?: string;
  readonly mark?: { readonly value: number; readonly mask: number };
  readonly invert: boolean;
  readonly suppressPrefixLength?: number;
  readonly action: { readonly lookup: string } | 'unreachable' | 'prohibit' | 'blackhole';
  readonly at: SourceLine;
}

/** A line of `sysctl`. */
export interface SettingFact {
  readonly name: string;
  readonly value: string;
  readonly at: SourceLine;
}

/** A line of `ip neigh`. */
export interface NeighbourFact {
  readonly address: string;
  readonly device: string;
  readonly mac?: string;
  readonly state: string;
  readonly at: SourceLine;
}

/** One direction of a connection. */
export interface TupleFact {
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/** A line of `conntrack -L`. */
export interface ConnectionFact {
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  /** Seconds until it is forgotten. */
  readonly timeout: number;
  /** Of TCP: `ESTABLISHED` … */
  readonly state?: string;
  readonly original: TupleFact;
  readonly reply: TupleFact;
  readonly unreplied: boolean;
  readonly assured: boolean;
  readonly mark: number;
  readonly text: string;
  readonly at: SourceLine;
}

/** A socket that waits for packets. */
export interface ListenerFact {
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
  /** The program, if it was shown. */
  readonly program?: string;
  /** Of docker-proxy, if its command line was shown. */
  readonly container?: { readonly address: string; readonly port: number };
  readonly at: SourceLine;
}

/** A container's place in a network. */
export interface EndpointFact {
  readonly network: string;
  readonly address: string;
  readonly prefixLength: number;
  readonly gateway?: string;
  readonly mac?: string;
}

/** A published port. */
export interface PortFact {
  readonly protocol: string;
  readonly hostIp: string;
  readonly hostPort: number;
  readonly containerPort: number;
}

/** A container as `docker inspect` shows it. */
export interface ContainerFact {
  readonly name: string;
  readonly id: string;
  readonly running: boolean;
  readonly endpoints: readonly EndpointFact[];
  readonly ports: readonly PortFact[];
  readonly at: SourceLine;
}

/** A network as `docker network inspect` shows it. */
export interface NetworkFact {
  readonly name: string;
  readonly id: string;
  readonly driver: string;
  /** The name of its bridge. */
  readonly bridge: string;
  readonly subnet?: string;
  readonly gateway?: string;
  readonly internal: boolean;
  readonly at: SourceLine;
}

/** What was said about one network namespace: that of the host, or a container's. */
export interface PlaceFacts {
  readonly interfaces: readonly InterfaceFact[];
  readonly routes: readonly RouteFact[];
  readonly listeners: readonly ListenerFact[];
  readonly settings: readonly SettingFact[];
}

/** Lines of one kind that stood together. */
export interface SectionFact {
  /** What printed it: `iptables-save`, `ip address` … */
  readonly kind: string;
  /** '' for the host, else the container's name, or `?` if it was not said. */
  readonly place: string;
  /** How many lines were understood. */
  readonly lines: number;
  readonly at: SourceLine;
}

/** A line that was not understood, or only in part. */
export interface UnreadLine {
  readonly text: string;
  readonly why: string;
  readonly at: SourceLine;
}

/** All that the dumps of one host say. */
export interface HostFacts extends PlaceFacts {
  readonly sections: readonly SectionFact[];
  readonly tables: readonly TableFact[];
  readonly nft: readonly NftTableFact[];
  readonly sets: readonly { readonly text: string; readonly at: SourceLine }[];
  readonly rules: readonly PolicyRuleFact[];
  readonly neighbours: readonly NeighbourFact[];
  readonly connections: readonly ConnectionFact[];
  readonly containers: readonly ContainerFact[];
  readonly networks: readonly NetworkFact[];
  /** What was printed inside containers, by name; under `?` and a number what does not say in which. */
  readonly places: ReadonlyMap<string, PlaceFacts>;
  /** The Docker engine's version, if one was shown. */
  readonly engine: string | undefined;
  readonly unread: readonly UnreadLine[];
}
