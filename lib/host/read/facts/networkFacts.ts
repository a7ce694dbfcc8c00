/** Interfaces, routes, settings and neighbours of a host. */
import type { SourceLine } from './sourceFacts';

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
  /** Whether a bridge keeps VLANs apart. */
  readonly vlanFiltering?: boolean;
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
