/** How dockerd is configured: its flags, and the same in /etc/docker/daemon.json. moby: daemon/config. */
/** Settings of dockerd that change what it does to the machine. */
export interface EngineOptions {
  /** A docker-proxy for each published port; without it bridge ports are hairpins and loopback is routed. */
  readonly userlandProxy: boolean;
  /** Containers of the default bridge may talk to each other. */
  readonly icc: boolean;
  /** Containers of the default bridge reach the outside under the machine's address. */
  readonly ipMasquerade: boolean;
  /** dockerd turns on ip_forward, and then sets FORWARD's policy to DROP. */
  readonly ipForward: boolean;
  /** It turns on ip_forward and leaves the policy; from 28. */
  readonly ipForwardNoDrop: boolean;
  /** dockerd makes rules. */
  readonly iptables: boolean;
  /** dockerd makes rules with ip6tables; from 27 unless said otherwise. */
  readonly ip6tables: boolean;
  /** Where it makes them; nftables from 29. */
  readonly firewallBackend: 'iptables' | 'nftables';
  /** What ports bind to when nothing is said. */
  readonly ip: string;
  /** Containers' own addresses may be reached from outside; from 28.2. */
  readonly allowDirectRouting: boolean;
  /** No rules in the table raw: DOCKER_INSECURE_NO_IPTABLES_RAW of dockerd's environment; from 28.0.2. */
  readonly withoutRaw: boolean;
  /** Packets with this mark enter any network, `0x1` or `0x1/0xff`; from 29. */
  readonly acceptMark: string | undefined;
  /** docker0's address and the length of its prefix, `10.0.0.1/24`; 172.17.0.1/16 if absent (`--bip`). */
  readonly bridgeAddress: string | undefined;
  /** The part of docker0's subnet that containers get addresses of (`--fixed-cidr`). */
  readonly fixedCidr: string | undefined;
  /** What a packet of docker0's containers may have at most, in bytes. */
  readonly mtu: number;
  /** Where networks get their subnets that were given none; docker's own if empty. */
  readonly addressPools: readonly AddressPool[];
  /** Containers go on while dockerd does not run. */
  readonly liveRestore: boolean;
  /** What containers' /etc/resolv.conf says instead of the machine's. */
  readonly dns: readonly string[];
  /** Domains that it searches names in. */
  readonly dnsSearch: readonly string[];
  /** Its options, such as `ndots:0`. */
  readonly dnsOptions: readonly string[];
  /** Options that networks have unless they are given others; from 24. */
  readonly defaultNetworkOptions: ReadonlyMap<string, string>;
  /** Where dockerd keeps its state. */
  readonly dataRoot: string;
}

/** A network that is cut into subnets of one size. */
export interface AddressPool {
  /** `10.10.0.0/16` */
  readonly base: string;
  /** The length of the subnets' prefix. */
  readonly size: number;
}

/** dockerd's settings without any configuration. */
export const DEFAULT_ENGINE_OPTIONS: EngineOptions = {
  userlandProxy: true,
  icc: true,
  ipMasquerade: true,
  ipForward: true,
  ipForwardNoDrop: false,
  iptables: true,
  ip6tables: true,
  firewallBackend: 'iptables',
  ip: '0.0.0.0',
  allowDirectRouting: false,
  withoutRaw: false,
  acceptMark: undefined,
  bridgeAddress: undefined,
  fixedCidr: undefined,
  mtu: 1500,
  addressPools: [],
  liveRestore: false,
  dns: [],
  dnsSearch: [],
  dnsOptions: [],
  defaultNetworkOptions: new Map(),
  dataRoot: '/var/lib/docker',
};
