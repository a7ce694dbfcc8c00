/** The machines as data for a drawing: namespaces, devices, cables, listening processes. */

/** A network device. */
export interface TopologyDevice {
  /** As `ip link` shows it. */
  readonly name: string;
  /** The number before it in `ip link`. */
  readonly ifindex: number;
  /** Its driver; `ethernet` is a network card. */
  readonly kind: 'loopback' | 'veth' | 'bridge' | 'ethernet';
  /** `02:42:ac:11:00:02` */
  readonly mac: string;
  /** `192.168.70.6/24` */
  readonly addresses: readonly string[];
  /** The bridge that this device is a port of. */
  readonly master?: string;
  /** The other end of the cable. */
  readonly peer?: {
    /** The name of the machine or container that it is in. */
    readonly namespace: string;
    /** Its name there. */
    readonly device: string;
  };
  /** Whether it is up. */
  readonly up: boolean;
}

/** A process that listens. */
export interface TopologyProcess {
  /** Its number, as the machine sees it. */
  readonly pid: number;
  /** The program's name. */
  readonly command: string;
  /** `tcp 0.0.0.0:8001` */
  readonly listening: readonly string[];
}

/** A machine or a container. */
export interface TopologyNamespace {
  /** As sessions name it. */
  readonly name: string;
  /** Which of the two. */
  readonly kind: 'machine' | 'container';
  /** By index, as `ip link` lists them. */
  readonly devices: readonly TopologyDevice[];
  /** Those that listen. */
  readonly processes: readonly TopologyProcess[];
}

/** The machines at one moment. */
export interface Topology {
  /** Machines first, then running containers. */
  readonly namespaces: readonly TopologyNamespace[];
}
