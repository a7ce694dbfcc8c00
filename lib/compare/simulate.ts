/** A session on the simulated machines, typed when it was typed on the real ones. */
import type { KernelObservation } from '../kernel';
import { Lab, type LabOptions, observeCommand } from '../lab';
import { type NetDevice, type NetNamespace, Random, ReachableTimes, SECOND, VethDevice } from '../network';
import { type Cells, simulatedCells } from './cells';

/**
 * The cells of each command. Each starts when it started in the real run, for timers go on meanwhile; and neighbours count
 * as reachable for as long as the real kernel drew, which decides when they are asked after.
 */
export async function simulate(
  observations: readonly KernelObservation[],
  options: Pick<LabOptions, 'seed' | 'busy' | 'firstTick'>,
): Promise<readonly Cells[]> {
  const lab = new Lab({ iptablesVersion: '1.8.9', ...options });
  let current = observations[0];
  const foretell = ({ name, clock, neighbours }: NetNamespace) => {
    const drawn = new ReachableTimes(clock, new Random(0));
    const of = (device: NetDevice) => {
      const seconds = current?.reachableTimes.get(`${name} ${device.name}`);
      return seconds === undefined ? drawn.of(device) : seconds * SECOND;
    };
    neighbours.reachableTimes = { of };
  };
  for (const { net, namespaceListeners } of [lab.host, lab.client]) {
    foretell(net);
    namespaceListeners.add(foretell);
  }
  const cells: Cells[] = [];
  for (const [index, observation] of observations.entries()) {
    current = observation;
    const names = interfaceNames(lab);
    lab.nextStart = observations[index + 1]?.outcome.startedAt;
    const { place, command } = observation.outcome;
    const seen = await observeCommand(lab, place, command);
    cells.push(simulatedCells(seen, (name) => names.get(name) ?? name));
  }
  return cells;
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
