/** The machines as data for a drawing: namespaces, devices, cables, listening processes. */

/** A network device. */
export interface TopologyDevice {
  readonly name: string;
  readonly ifindex: number;
  readonly kind: 'loopback' | 'veth' | 'bridge' | 'ethernet';
  readonly mac: string;
  /** `192.168.70.6/24` */
  readonly addresses: readonly string[];
  /** The bridge that this device is a port of. */
  readonly master?: string;
  /** The other end of the cable. */
  readonly peer?: { readonly namespace: string; readonly device: string };
  readonly up: boolean;
}

export interface TopologyProcess {
  readonly pid: number;
  readonly command: string;
  /** `tcp 0.0.0.0:8001` */
  readonly listening: readonly string[];
}

export interface TopologyNamespace {
  readonly name: string;
  readonly kind: 'machine' | 'container';
  readonly devices: readonly TopologyDevice[];
  readonly processes: readonly TopologyProcess[];
}

export interface Topology {
  readonly namespaces: readonly TopologyNamespace[];
}
