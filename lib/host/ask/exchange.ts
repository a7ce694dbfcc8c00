/** A question asked: the whole exchange, with every packet's path and what every rule counted. */
import type { Place } from '../../machine';
import { MILLISECOND } from '../../network';
import { formatIpv4, isLoopback } from '../../packet';
import { iptables } from '../../tools/iptables';
import type { Assumption, HostMachines } from '../build';
import type { CountedRule } from './answer';
import { type ClientOutcome, runClient } from './clients';
import { establish } from './establish';
import { countedBy, nftCounters } from './hostCounters';
import { type Path, PathRecorder } from './pathRecorder';
import type { Question } from './question';
import { describedPacket, sendDescribed } from './rawPacket';
import { type ResolvedQuestion, resolveQuestion } from './resolve';
import type { ServedRequest, Servers } from './servers';
import { unknownNow } from './unknownNow';
import { WireRecorder } from './wireRecorder';

/** What happened. */
export interface Exchange {
  readonly resolved: ResolvedQuestion;
  /** Absent for a packet alone. */
  readonly outcome: ClientOutcome | undefined;
  readonly paths: readonly Path[];
  readonly counted: readonly CountedRule[];
  /** What interfaces carried, unless it was the paths alone that were wanted. */
  readonly wires: WireRecorder | undefined;
  readonly served: readonly ServedRequest[];
  /** What was taken to be so for this question alone. */
  readonly assumptions: readonly Assumption[];
  /** Rules whose answer is not known and that a packet came to, as `table chain number`. */
  readonly asked: ReadonlySet<string>;
}

/** The time in which the last packets of an exchange come. */
const SETTLING = 200 * MILLISECOND;

/** What is written down while a question is asked. */
export interface ExchangeOptions {
  /** False: the paths alone, of packets that go where they are meant to, not what rules counted and why others did not match, which takes longer than the exchange. */
  readonly explains?: boolean;
  /** All frames of all interfaces are kept. */
  readonly pcap?: boolean;
}

/** Asks, and forgets the connection again. Throws a `QuestionError` for what cannot be asked. */
export function runExchange(
  machines: HostMachines,
  servers: Servers,
  question: Question,
  { explains = true, pcap = false }: ExchangeOptions = {},
): Exchange {
  const packet = describedPacket(question.state);
  machines.outside.forgetRoutes();
  const resolved = resolveQuestion(machines, question);
  const { clock, host } = machines;
  const speakAgain = question.silentRouters
    ? machines.outside.silence((place, rule) => iptables(place.net.netfilter, rule.split(' '), { version: '1.8.9' }))
    : undefined;
  const assumed = packet === undefined ? ensureListener(machines, servers, resolved) : undefined;
  servers.size = question.size ?? 0;
  servers.served.length = 0;
  machines.forgetConnections();
  if (packet?.established === true) establish(machines, resolved);
  const before = explains ? nftCounters(host.net.netfilter) : [];
  const recorder = new PathRecorder(
    host.net,
    (explains ? machines.places : placesOf(machines, resolved)).map(({ net }) => net),
    { explains, rules: machines.rules, unknown: unknownNow(machines) },
  );
  const wires = explains ? new WireRecorder(machines.places, pcap) : undefined;
  recorder.start();
  wires?.start();
  machines.outside.onPlace = (place) => {
    recorder.watch(place.net);
    wires?.watch(place);
  };
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
    wires?.stop();
    speakAgain?.();
  }
  const paths = recorder.paths();
  const own = paths.map(({ journey }) => journey).filter(({ namespace }) => namespace === host.net.name);
  const counted = explains ? countedBy(own, host.net.netfilter, before) : [];
  const exchange = {
    wires,
    resolved,
    outcome,
    paths,
    counted,
    served: [...servers.served],
    assumptions: assumed === undefined ? [] : [assumed],
    asked: recorder.asked,
  };
  // Programs take notice of what came last, and nothing of it is left for the next question.
  clock.advance(SETTLING);
  machines.quieten();
  return exchange;
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

/** Something listens at the port that is asked for, unless the dumps say that nothing does; what is assumed for that. */
function ensureListener(
  machines: HostMachines,
  servers: Servers,
  { to, protocol }: ResolvedQuestion,
): Assumption | undefined {
  if (protocol === 'icmp') return undefined;
  const text = formatIpv4(to.address);
  const { host, plan } = machines;
  const container = machines.containerOf(text);
  if (container !== undefined) {
    if (container.plan.listensKnown) return undefined;
    const text = `A program of ${container.plan.name} listens at port ${to.port}.`;
    return servers.assume(container.place, protocol, to, { text, settledBy: 'ss -lntup in the container' });
  }
  if (host.net.isOwnAddress(to.address) || isLoopback(to.address)) {
    const published = plan.published.some((one) => one.protocol === protocol && one.port === to.port);
    if (plan.listenersKnown || published) return undefined;
    const text = `A program of the host listens at port ${to.port}.`;
    return servers.assume(host, protocol, to, { text, settledBy: 'ss -lntup' });
  }
  const place = machines.outside.placeOf(to.address);
  if (place !== undefined) servers.listen(place, protocol, '0.0.0.0', to.port);
  return undefined;
}
