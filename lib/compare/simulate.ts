/** A session on the simulated machines, typed at the times at which it was typed on the real ones. */
import { Lab, type Outcome, observeCommand } from '../lab';
import { VethDevice } from '../network';
import { type Cells, simulatedCells } from './cells';

/**
 * The cells of each command. `typed` are the outcomes of a real run: each command starts here when it started there, for
 * timers go on meanwhile.
 */
export async function simulate(typed: readonly Outcome[], seed: number, busy: boolean): Promise<readonly Cells[]> {
  const lab = new Lab({ iptablesVersion: '1.8.9', seed, busy });
  const cells: Cells[] = [];
  for (const [index, { place, command }] of typed.entries()) {
    const names = interfaceNames(lab);
    lab.nextStart = typed[index + 1]?.startedAt;
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
