/** A question asked: the whole exchange, with every packet's path and what every rule counted. */

import type { Place } from '../../machine';
import { MILLISECOND } from '../../network';
import { formatIpv4, isLoopback } from '../../packet';
import { iptables } from '../../tools/iptables';
import type { HostMachines } from '../build';
import type { CountedRule } from './answer';
import { type ClientOutcome, runClient } from './clients';
import { countersOf, grownCounters } from './hostCounters';
import { type Path, PathRecorder } from './pathRecorder';
import type { Question } from './question';
import { describedPacket, sendDescribed } from './rawPacket';
import { type ResolvedQuestion, resolveQuestion } from './resolve';
import type { ServedRequest, Servers } from './servers';

/** What happened. */
export interface Exchange {
  readonly resolved: ResolvedQuestion;
  /** Absent for a packet alone. */
  readonly outcome: ClientOutcome | undefined;
  readonly paths: readonly Path[];
  readonly counted: readonly CountedRule[];
  readonly served: readonly ServedRequest[];
}

/** The time in which the last packets of an exchange come. */
const SETTLING = 200 * MILLISECOND;

/** What is written down while a question is asked. */
export interface ExchangeOptions {
  /** False: the paths alone, not what rules counted and why others did not match, which takes longer than the exchange. */
  readonly explains?: boolean;
}

/** Asks, and forgets the connection again. Throws a `QuestionError` for what cannot be asked. */
export function runExchange(
  machines: HostMachines,
  servers: Servers,
  question: Question,
  { explains = true }: ExchangeOptions = {},
): Exchange {
  const packet = describedPacket(question.state);
  const resolved = resolveQuestion(machines, question);
  const { clock, host } = machines;
  if (question.silentRouters)
    machines.outside.silence((place, rule) => iptables(place.net.netfilter, rule.split(' '), { version: '1.8.9' }));
  if (packet === undefined) ensureListener(machines, servers, resolved);
  servers.size = question.size ?? 0;
  servers.served.length = 0;
  machines.forgetConnections();
  const before = explains ? countersOf(host.net.netfilter) : [];
  const recorder = new PathRecorder(
    host.net,
    (explains ? machines.places : placesOf(machines, resolved)).map(({ net }) => net),
    explains,
  );
  recorder.start();
  let outcome: ClientOutcome | undefined;
  try {
    if (packet === undefined) outcome = runClient(resolved);
    else {
      const error = sendDescribed(resolved, packet);
      if (error !== undefined) outcome = { kind: 'refused', text: error, connected: false, received: 0 };
    }
    if (outcome?.kind !== 'silent') clock.advance(SETTLING);
  } finally {
    recorder.stop();
  }
  const counted = explains ? grownCounters(before, countersOf(host.net.netfilter)) : [];
  return { resolved, outcome, paths: recorder.paths(), counted, served: [...servers.served] };
}

/** All but the containers that a request is not meant for: there may be hundreds. */
function placesOf(machines: HostMachines, { from, to }: ResolvedQuestion): readonly Place[] {
  const { plan, containers, places } = machines;
  const published = plan.published.find(({ port }) => port === to.port)?.container.address;
  const meant = [formatIpv4(to.address), published ?? ''].map((address) => machines.containerOf(address)?.place);
  const others = new Set(containers.map(({ place }) => place));
  for (const place of [from.place, ...meant]) if (place !== undefined) others.delete(place);
  return places.filter((place) => !others.has(place));
}

/** Something listens at the port that is asked for, unless the dumps say that nothing does. */
function ensureListener(machines: HostMachines, servers: Servers, { to, protocol }: ResolvedQuestion): void {
  if (protocol === 'icmp') return;
  const text = formatIpv4(to.address);
  const { host, plan, assumptions, outside } = machines;
  const container = machines.containerOf(text);
  if (container !== undefined) {
    if (container.plan.listensKnown || servers.hasListener(container.place, protocol, to.address, to.port)) return;
    assumptions.add(`A program of ${container.plan.name} listens at port ${to.port}.`, 'ss -lntup in the container');
    servers.listen(container.place, protocol, '0.0.0.0', to.port);
    return;
  }
  if (host.net.isOwnAddress(to.address) || isLoopback(to.address)) {
    const published = plan.published.some((one) => one.protocol === protocol && one.port === to.port);
    if (plan.listenersKnown || published || servers.hasListener(host, protocol, to.address, to.port)) return;
    assumptions.add(`A program of the host listens at port ${to.port}.`, 'ss -lntup');
    servers.listen(host, protocol, '0.0.0.0', to.port);
    return;
  }
  const place = outside.placeOf(to.address);
  if (place !== undefined) servers.listen(place, protocol, '0.0.0.0', to.port);
}
