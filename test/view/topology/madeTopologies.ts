/** Made-up machines: hosts with bridges and containers, cables between them, processes that listen. */
import fc from 'fast-check';
import type { Topology, TopologyDevice, TopologyNamespace } from '../../../lib/lab/topology';

interface Plan {
  readonly clients: number;
  /** Of each bridge, how many containers are on it. */
  readonly bridges: readonly number[];
  readonly processes: readonly number[];
  readonly isDown: boolean;
}

const plans: fc.Arbitrary<Plan> = fc.record({
  clients: fc.integer({ min: 0, max: 2 }),
  bridges: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 }),
  processes: fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 3 }),
  isDown: fc.boolean(),
});

const LOOPBACK: TopologyDevice = {
  ...{ name: 'lo', ifindex: 1, kind: 'loopback', mac: '00:00:00:00:00:00', addresses: ['127.0.0.1/8'], up: true },
};

function device(name: string, ifindex: number, more: Partial<TopologyDevice>): TopologyDevice {
  const mac = `02:42:00:00:00:${ifindex.toString(16).padStart(2, '0')}`;
  return { name, ifindex, kind: 'veth', mac, addresses: [], up: true, ...more };
}

function build({ clients, bridges, processes, isDown }: Plan): Topology {
  const machines = Array.from({ length: clients }, (_, index): TopologyNamespace => {
    const peer = { namespace: 'host', device: `ens3${index}` };
    const eth0 = device('eth0', 2, { kind: 'ethernet', addresses: [`192.168.7${index}.1/24`], peer });
    return { name: `client${index}`, kind: 'machine', devices: [LOOPBACK, eth0], processes: [] };
  });
  const cards = machines.map(({ name }, index) =>
    device(`ens3${index}`, 2 + index, {
      ...{ kind: 'ethernet', addresses: [`192.168.7${index}.6/24`], peer: { namespace: name, device: 'eth0' } },
    }),
  );
  const on = bridges.flatMap((count, bridge) =>
    Array.from({ length: count }, (_, index) => ({
      bridge: `docker${bridge}`,
      name: `c${bridge}${index}`,
      number: 4 * bridge + index,
    })),
  );
  const spans = bridges.map((_, index) =>
    device(`docker${index}`, 10 + index, {
      ...{ kind: 'bridge', addresses: [`172.1${index}.0.1/16`], up: !(isDown && index === 0) },
    }),
  );
  const ports = on.map(({ bridge, name, number }) =>
    device(`veth${name}`, 20 + number, { master: bridge, peer: { namespace: name, device: 'eth0' } }),
  );
  const containers = on.map(({ name, number }): TopologyNamespace => {
    const peer = { namespace: 'host', device: `veth${name}` };
    const eth0 = device('eth0', 40 + number, { addresses: [`172.17.0.${number + 2}/16`], peer });
    return { name, kind: 'container', devices: [LOOPBACK, eth0], processes: [] };
  });
  const host: TopologyNamespace = {
    ...{ name: 'host', kind: 'machine', devices: [LOOPBACK, ...cards, ...spans, ...ports] },
    processes: processes.map((count, index) => ({
      ...{ pid: 1000 + index, command: `proxy${index}` },
      listening: Array.from({ length: count }, (_, port) => `tcp 0.0.0.0:80${index}${port}`),
    })),
  };
  return { namespaces: [...machines, host, ...containers] };
}

/** A topology, and what it was before some of its containers and processes came. */
export const madeTopologies: fc.Arbitrary<readonly [after: Topology, before: Topology]> = fc
  .tuple(plans, fc.nat())
  .map(([plan, which]) => {
    const bridges = plan.bridges.map((count, index) => (index === which % plan.bridges.length ? 0 : count));
    return [build(plan), build({ ...plan, bridges, processes: plan.processes.slice(0, which % 3) })];
  });
