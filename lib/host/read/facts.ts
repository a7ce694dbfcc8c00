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
  /** Packets that matched. */
  readonly packets: bigint;
  /** Their lengths together, in bytes. */
  readonly bytes: bigint;
}

/** A chain of iptables. */
export interface ChainFact {
  /** As the dump calls it. */
  readonly name: string;
  /** Of a builtin chain, if it was shown. */
  readonly policy?: 'ACCEPT' | 'DROP';
  /** Of its policy, if they were shown. */
  readonly counters?: DumpCounters;
  /** Where it was said. */
  readonly at: SourceLine;
}

/** A rule of iptables. */
export interface RuleFact {
  /** The chain that it stands in. */
  readonly chain: string;
  /** Its options as `iptables-save` writes them, without `-A CHAIN`. */
  readonly text: string;
  /** Its own, if they were shown. */
  readonly counters?: DumpCounters;
  /** Where it was said. */
  readonly at: SourceLine;
}

/** One table of iptables or ip6tables. */
export interface TableFact {
  /** Whose packets it is asked about. */
  readonly family: 'ipv4' | 'ipv6';
  /** `filter`, `nat` … */
  readonly name: string;
  /** Which iptables printed it, if it said so. */
  readonly backend: 'legacy' | 'nft' | undefined;
  /** Builtin and user chains, in the order of the dump. */
  readonly chains: readonly ChainFact[];
  /** In the order in which they stand in their chains. */
  readonly rules: readonly RuleFact[];
  /** Shown by `-L`, which leaves some things out. */
  readonly listed: boolean;
  /** Where it was said. */
  readonly at: SourceLine;
}

/** A table of nf_tables, as `nft list ruleset` writes it. */
export interface NftTableFact {
  /** `ip`, `ip6`, `inet` … */
  readonly family: string;
  /** As nft calls it. */
  readonly name: string;
  /** All its lines. */
  readonly text: string;
  /** Where it was said. */
  readonly at: SourceLine;
}

/** An address of an interface. */
export interface AddressFact {
  /** IPv4 or IPv6, without its length. */
  readonly address: string;
  /** In bits. */
  readonly prefixLength: number;
  /** How far it is valid. */
  readonly scope: 'global' | 'link' | 'host';
}

/** A network interface. */
export interface InterfaceFact {
  /** As `ip` calls it. */
  readonly name: string;
  /** Its number, if it was shown. */
  readonly index?: number;
  /** The driver, if `ip -d link` told it: `bridge`, `veth`, `vxlan` … */
  readonly kind?: string;
  /** The other end or the lower device: `if12`, `eth0`. */
  readonly peer?: string;
  /** The bridge or bond that it is a port of. */
  readonly master?: string;
  /** Whether it is set up. */
  readonly up: boolean;
  /** In bytes, if it was shown. */
  readonly mtu?: number;
  /** Its hardware address, if it was shown. */
  readonly mac?: string;
  /** Whether a bridge sends back by it what came in by it. */
  readonly hairpin?: boolean;
  /** In their order. */
  readonly addresses: readonly AddressFact[];
  /** Where it was said. */
  readonly at: SourceLine;
}

/** A line of `ip route`. */
export interface RouteFact {
  /** `main`, `local`, or another one’s name or number. */
  readonly table: string;
  /** What becomes of packets. */
  readonly type: 'unicast' | 'unreachable' | 'prohibit' | 'blackhole';
  /** `default` or a prefix, `192.0.2.0/24`. */
  readonly destination: string;
  /** The next hop, if there is one. */
  readonly gateway?: string;
  /** By which it leads. */
  readonly device?: string;
  /** The source that packets of the host’s own get. */
  readonly source?: string;
  /** Of equal routes the lowest is taken. */
  readonly metric: number;
  /** Where it was said. */
  readonly at: SourceLine;
}

/** A policy rule's word `lookup`. */
export interface TableLookup {
  /** The table's name or number. */
  readonly lookup: string;
}

/** A line of `ip rule`. */
export interface PolicyRuleFact {
  /** Lower ones are asked first. */
  readonly priority: number;
  /** A prefix of sources. */
  readonly from?: string;
  /** A prefix of destinations. */
  readonly to?: string;
  /** The device that packets come in by. */
  readonly input?: string;
  /** The device that the sender is bound to. */
  readonly output?: string;
  /** The mark that packets have to have. */
  readonly mark?: {
    /** What is left of it under the mask. */
    readonly value: number;
    /** The bits that count. */
    readonly mask: number;
  };
  /** `not`: it holds where its conditions do not. */
  readonly invert: boolean;
  /** Routes as short as this, or shorter, are not taken. */
  readonly suppressPrefixLength?: number;
  /** Where to look, or the fate of the packet. */
  readonly action: TableLookup | 'unreachable' | 'prohibit' | 'blackhole';
  /** Where it was said. */
  readonly at: SourceLine;
}

/** A line of `sysctl`. */
export interface SettingFact {
  /** With dots: `net.ipv4.ip_forward`. */
  readonly name: string;
  /** As it was printed. */
  readonly value: string;
  /** Where it was said. */
  readonly at: SourceLine;
}

/** A line of `ip neigh`. */
export interface NeighbourFact {
  /** Whose it is. */
  readonly address: string;
  /** By which it is reached. */
  readonly device: string;
  /** If it is known. */
  readonly mac?: string;
  /** `REACHABLE`, `STALE` … */
  readonly state: string;
  /** Where it was said. */
  readonly at: SourceLine;
}

/** One direction of a connection. */
export interface TupleFact {
  /** An address. */
  readonly source: string;
  /** An address. */
  readonly destination: string;
  /** 0 for ICMP. */
  readonly sourcePort: number;
  /** 0 for ICMP. */
  readonly destinationPort: number;
}

/** A line of `conntrack -L`. */
export interface ConnectionFact {
  /** By its name. */
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  /** Seconds until it is forgotten. */
  readonly timeout: number;
  /** Of TCP: `ESTABLISHED` … */
  readonly state?: string;
  /** As its first packet went. */
  readonly original: TupleFact;
  /** As answers come. */
  readonly reply: TupleFact;
  /** Whether no answer was seen. */
  readonly unreplied: boolean;
  /** Whether it is kept when the table is full. */
  readonly assured: boolean;
  /** Its own, 0 without one. */
  readonly mark: number;
  /** The whole line. */
  readonly text: string;
  /** Where it was said. */
  readonly at: SourceLine;
}

/** A socket that waits for packets. */
export interface ListenerFact {
  /** By its name. */
  readonly protocol: 'tcp' | 'udp';
  /** `0.0.0.0` or `::` for all. */
  readonly address: string;
  /** Its number. */
  readonly port: number;
  /** The program, if it was shown. */
  readonly program?: string;
  /** Of docker-proxy, if its command line was shown. */
  readonly container?: {
    /** Where it dials to. */
    readonly address: string;
    /** The port there. */
    readonly port: number;
  };
  /** Where it was said. */
  readonly at: SourceLine;
}

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
  /** Of sysctl. */
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
  /** Where it was said. */
  readonly at: SourceLine;
}

/** A line that was not understood, or only in part. */
export interface UnreadLine {
  /** The line, cut where it is long. */
  readonly text: string;
  /** What was wrong with it. */
  readonly why: string;
  /** Where it was said. */
  readonly at: SourceLine;
}

/** A line of `ipset save`. */
export interface SetLineFact {
  /** The line. */
  readonly text: string;
  /** Where it was said. */
  readonly at: SourceLine;
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
  /** What was printed inside containers, by name; under `?` and a number what does not say in which. */
  readonly places: ReadonlyMap<string, PlaceFacts>;
  /** The Docker engine's version, if one was shown. */
  readonly engine: string | undefined;
  /** Lines that were not understood. */
  readonly unread: readonly UnreadLine[];
}
