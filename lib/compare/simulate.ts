/** A session on the simulated machines, typed when it was typed on the real ones. */

import { Lab, type LabOptions } from '../lab';
import { type NetDevice, type NetNamespace, Random, ReachableTimes, SECOND, VethDevice } from '../network';
import type { RealObservation, ReachableTimes as RealTimes } from '../real';
import { BridgeNames } from './bridgeNames';
import { type Cells, simulatedCells } from './cells';
import { DrawnNames } from './drawnNames';
import { drawnPorts } from './drawnPorts';

/**
 * The cells of each command. Each starts when it started in the real run, for timers go on meanwhile; and neighbours count
 * as reachable for as long as the real kernel drew, which decides when they are asked after.
 */
export async function simulate(
  observations: readonly Pick<RealObservation, 'outcome' | 'reachableTimes'>[],
  options: Pick<LabOptions, 'engine' | 'firewallBackend' | 'seed' | 'busy' | 'firstTick'>,
): Promise<readonly Cells[]> {
  const lab = new Lab({ iptablesVersion: '1.8.9', cablesTakeTime: false, ...options });
  const real = observations.flatMap(({ reachableTimes }) => reachableTimes);
  const foretell = ({ name, clock, neighbours }: NetNamespace) => {
    const drawn = new ReachableTimes(clock, new Random(0));
    const of = (device: NetDevice) => {
      const seconds = timeAt(real, clock.now / SECOND, `${name} ${device.name}`);
      return seconds === undefined ? drawn.of(device) : seconds * SECOND;
    };
    neighbours.reachableTimes = { of };
  };
  for (const { net, namespaceListeners } of [lab.host, lab.client]) {
    foretell(net);
    namespaceListeners.add(foretell);
  }
  const isDrawn = drawnPorts(observations.map(({ outcome }) => outcome));
  const cells: Cells[] = [];
  const bridges = new BridgeNames();
  const drawn = new DrawnNames(observations.map(({ outcome }) => outcome));
  for (const [index, { outcome }] of observations.entries()) {
    const names = interfaceNames(lab);
    lab.nextStart = observations[index + 1]?.outcome.startedAt;
    const seen = await lab.observe(outcome.place, outcome.command);
    cells.push(
      drawn.rename(
        bridges.rename(
          simulatedCells(seen, (name) => names.get(name) ?? name, isDrawn, lab.host.iptablesVariant),
          seen.after,
        ),
      ),
    );
  }
  return cells;
}

/** What held at a time, in seconds: what was written down last before it, or first if the device was new then. */
function timeAt(real: readonly RealTimes[], at: number, device: string): number | undefined {
  const known = real.filter(({ times }) => times.has(device));
  return (known.filter((entry) => entry.at <= at).at(-1) ?? known[0])?.times.get(device);
}

/** The host's end of a container's cable is called by the other end: its own name is drawn at random. */
function interfaceNames(lab: Lab): ReadonlyMap<string, string> {
  return new Map(
    lab.host.net.devices.flatMap((device) => {
      const peer = device instanceof VethDevice ? device.peer : undefined;
      const owner = lab.namespaces.find((namespace) => peer !== undefined && namespace.devices.includes(peer));
      if (owner === undefined || owner === lab.client.net) return [];
      return [[`host ${device.name}`, `host veth of ${owner.name} ${peer?.name}`] as const];
    }),
  );
}
