/** Requests that are asked with and without an edit, to say what else it opens or closes. */
import type { HostMachines, PlannedContainer } from '../build';
import type { FateKind } from './answer';
import { runExchange } from './exchange';
import { endingOf } from './fate';
import type { Question } from './question';
import { QuestionError } from './question';
import type { RunningHost } from './runningHost';

/** Of each kind at most so many are asked. */
const MOST = 3;

/** A few requests that a host is for: published ports, containers among themselves, containers to the outside. */
export function probesOf({ plan, containers }: HostMachines, asked: Question): readonly Question[] {
  const uplink = plan.devices.find(({ role, fact }) => role === 'uplink' && fact.addresses.length > 0);
  const address = uplink?.fact.addresses[0]?.address;
  const outside = uplink === undefined ? undefined : (`outside%${uplink.name}` as const);
  const probes: Question[] = [];
  if (outside !== undefined && address !== undefined)
    for (const { protocol, port, hostIp } of plan.published.slice(0, MOST))
      probes.push({ from: 'outside', to: `${hostIp === '0.0.0.0' ? address : hostIp}:${port}`, protocol });
  const ends = containers.flatMap(({ plan: { endpoints, listens } }) => {
    const [endpoint] = endpoints;
    return endpoint === undefined ? [] : [{ ...endpoint, port: listens[0]?.port ?? 80 }];
  });
  const same = pairsOf(ends, (one, other) => one.bridge === other.bridge);
  const across = pairsOf(ends, (one, other) => one.bridge !== other.bridge);
  for (const [one, other] of [...same, ...across])
    probes.push({ from: one.address, to: `${other.address}:${other.port}` });
  for (const { address: own } of ends.slice(0, 2)) probes.push({ from: own, to: '198.51.100.77:443' });
  for (const { address: own, port } of ends.slice(0, 2)) probes.push({ from: 'outside', to: `${own}:${port}` });
  // From outside the asked one is the same as any other.
  const sender = (from: string) =>
    containers.some(({ plan: one }) => isOf(one, from)) || from === 'host' ? from : 'outside';
  return probes.filter(({ from, to }) => sender(from) !== sender(asked.from) || to !== asked.to);
}

/** A few of all pairs: there may be hundreds of thousands. */
function pairsOf<End>(ends: readonly End[], fit: (one: End, other: End) => boolean): readonly (readonly [End, End])[] {
  const pairs: (readonly [End, End])[] = [];
  for (const one of ends) {
    for (const other of ends) {
      if (pairs.length >= MOST) return pairs;
      if (one !== other && fit(one, other)) pairs.push([one, other]);
    }
  }
  return pairs;
}

function isOf({ name, endpoints }: PlannedContainer, sender: string): boolean {
  return name === sender || endpoints.some(({ address }) => address === sender);
}

/** The fate of a request, without the reasons; `undefined` of what cannot be asked. */
export function fateOf({ machines, servers }: RunningHost, probe: Question): FateKind | undefined {
  try {
    return endingOf(runExchange(machines, servers, probe, { explains: false }), machines).fate;
  } catch (error) {
    if (error instanceof QuestionError) return undefined;
    throw error;
  }
}
