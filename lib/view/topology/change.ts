/** What differs between two topologies: what is new is outlined in the drawing, what is gone is named below it. */
import type { Topology, TopologyDevice, TopologyNamespace, TopologyProcess } from '../../lab/topology';

/** What is new in a topology, and what it no longer has. */
export interface TopologyChange {
  readonly isNewNamespace: (namespace: TopologyNamespace) => boolean;
  /** New in a namespace that was there before. */
  readonly isNewDevice: (namespace: TopologyNamespace, device: TopologyDevice) => boolean;
  readonly isNewProcess: (namespace: TopologyNamespace, process: TopologyProcess) => boolean;
  /** `docker-proxy (1234) in host` */
  readonly gone: readonly string[];
  /** The same for what is new. */
  readonly fresh: readonly string[];
}

function sameDevice(one: TopologyDevice) {
  return (other: TopologyDevice) => one.name === other.name && one.ifindex === other.ifindex;
}
function sameProcess(one: TopologyProcess) {
  return (other: TopologyProcess) => one.pid === other.pid && one.command === other.command;
}

/** Names of everything in `topology` that `other` lacks; a namespace that it lacks stands for what is in it. */
function findMissing(topology: Topology, other: Topology): readonly string[] {
  return topology.namespaces.flatMap((namespace) => {
    const match = other.namespaces.find(({ name }) => name === namespace.name);
    if (!match) return [namespace.name];
    const devices = namespace.devices.filter((device) => !match.devices.some(sameDevice(device)));
    const processes = namespace.processes.filter((process) => !match.processes.some(sameProcess(process)));
    return [...devices.map(({ name }) => name), ...processes.map(({ command, pid }) => `${command} (${pid})`)].map(
      (name) => `${name} in ${namespace.name}`,
    );
  });
}

/** Without an earlier topology nothing is new. */
export function topologyChange(now: Topology, before: Topology | undefined): TopologyChange {
  const earlier = (namespace: TopologyNamespace): TopologyNamespace | undefined =>
    before?.namespaces.find(({ name }) => name === namespace.name);
  return {
    isNewNamespace: (namespace) => before !== undefined && !earlier(namespace),
    isNewDevice: (namespace, device) => {
      const match = earlier(namespace);
      return match !== undefined && !match.devices.some(sameDevice(device));
    },
    isNewProcess: (namespace, process) => {
      const match = earlier(namespace);
      return match !== undefined && !match.processes.some(sameProcess(process));
    },
    gone: before ? findMissing(before, now) : [],
    fresh: before ? findMissing(now, before) : [],
  };
}
