/** A question answered: asked once, and told in full. */
import { formatIpv4 } from '../../packet';
import type { HostMachines } from '../build';
import type { Answer, AnswerStep } from './answer';
import { type Exchange, type ExchangeOptions, runExchange } from './exchange';
import { type Ending, endingOf, isProxied } from './fate';
import type { Path } from './pathRecorder';
import { describeQuestion, type Question } from './question';
import type { RunningHost } from './runningHost';
import { stepsOf } from './steps';

/** All but what needs copies of the machines: the remedies, and what unknown rules change. */
export type FirstAnswer = Omit<Answer, 'lines' | 'remedies' | 'unknown'> & {
  readonly exchange: Exchange;
  readonly ending: Ending;
};

/** Asks on these machines. Throws a `QuestionError` for what cannot be asked. */
export function askOnce(
  { machines, servers }: RunningHost,
  question: Question,
  options: Pick<ExchangeOptions, 'pcap'> = {},
): FirstAnswer {
  const exchange = runExchange(machines, servers, question, options);
  const file = options.pcap === true ? exchange.wires?.pcap(describeQuestion(question)) : undefined;
  const ending = endingOf(exchange, machines);
  const { fate, to, by } = ending;
  return {
    question,
    fate,
    to,
    by,
    steps: answerSteps(exchange, ending, machines),
    counters: exchange.counted,
    seen: seenBy(exchange, ending),
    notes: notesOf(exchange, ending, machines),
    assumptions: [...machines.assumptions.list, ...exchange.assumptions],
    journeys: exchange.paths
      .map(({ journey }) => journey)
      .filter(({ namespace }) => namespace === machines.host.net.name),
    packets: exchange.wires?.packets ?? {},
    topology: exchange.wires?.topology(machines.host) ?? { namespaces: [] },
    ...(file !== undefined && { pcap: file }),
    exchange,
    ending,
  };
}

/** The first packet of the request in the host, and the one that decided, if that is another. */
function answerSteps({ paths }: Exchange, { path }: Ending, machines: HostMachines): readonly AnswerStep[] {
  const host = machines.host.net.name;
  const first = paths.find(({ journey }) => journey.namespace === host);
  if (first === undefined) return [];
  const own = stepsOf(first, 'request', machines);
  if (path === undefined || path === first || path.journey.namespace !== host) return own;
  return [...own, ...stepsOf(path, isReply(path, first) ? 'reply' : packetName(path), machines)];
}

/** Whether a packet goes the other way. */
export function isReply({ journey }: Path, { journey: first }: Path): boolean {
  return (
    journey.destination === first.sourceOut ||
    journey.source === first.destinationOut ||
    journey.source === first.destination
  );
}

/** `SYN`, `SYN-ACK`, `RST`, `segment of 1500 bytes`, `datagram`, `echo`. */
export function packetName({ journey: { flags, protocol, length } }: Path): string {
  if (protocol === 'udp') return 'datagram';
  if (protocol !== 'tcp') return protocol === 'icmp' ? 'ICMP message' : 'packet';
  if (flags === 'S') return 'SYN';
  if (flags === 'S.') return 'SYN-ACK';
  if (flags.startsWith('R')) return 'RST';
  if (flags.startsWith('F')) return 'FIN';
  return `segment of ${length} bytes`;
}

function seenBy({ outcome }: Exchange, { fate }: Ending): string {
  if (outcome === undefined) return '';
  if (fate === 'delivered') return `an answer: ${outcome.text}`;
  return outcome.connected && outcome.kind === 'silent' ? `connected, then ${outcome.text}` : outcome.text;
}

function notesOf(exchange: Exchange, { fate }: Ending, machines: HostMachines): readonly string[] {
  const { paths, resolved } = exchange;
  const notes: string[] = [];
  const host = machines.host.net.name;
  const own = paths.filter(({ journey }) => journey.namespace === host);
  const [first] = own;
  if (first === undefined) return notes;
  const reply = own.find((path) => path !== first && isReply(path, first) && path.journey.fate.kind === 'transmitted');
  const isUplink = (name: string) => machines.plan.devices.some((one) => one.name === name && one.role === 'uplink');
  if (
    reply !== undefined &&
    isUplink(first.journey.in) &&
    isUplink(reply.journey.out) &&
    reply.journey.out !== first.journey.in
  ) {
    const before = reply.journey.source.replace(/:\d+$/, '');
    const after = reply.journey.sourceOut.replace(/:\d+$/, '');
    const late =
      before === after ? '' : `: it is routed with the source ${before}, which becomes ${after} only afterwards`;
    notes.push(
      `The answer leaves by ${reply.journey.out}, not by ${first.journey.in} where the request came in${late}.`,
    );
    notes.push(
      'A network that lets only its own addresses pass drops such answers, and with rp_filter 1 the request itself would be dropped.',
    );
  }
  const known = machines.facts.connections.find(
    ({ original, protocol }) =>
      protocol === resolved.protocol &&
      `${original.source}:${original.sourcePort}` === first.journey.source &&
      `${original.destination}:${original.destinationPort}` === first.journey.destination,
  );
  if (known !== undefined)
    notes.push(
      `The flow is known: conntrack has \`src=${known.original.source} sport=${known.original.sourcePort} dport=${known.original.destinationPort}\` with the reply \`src=${known.reply.source}\`, and nat is asked only for a flow’s first packet.`,
    );
  notes.push(...earlierPort(exchange, machines));
  if (first.state === 'INVALID')
    notes.push('Its state is INVALID: conntrack has no entry for it and it may not begin one, so nat is not asked.');
  if (fate === 'delivered' && isProxied(paths, machines, resolved.to.port))
    notes.push(
      `docker-proxy took it at ${formatIpv4(resolved.to.address)}:${resolved.to.port}, and opened a connection of its own.`,
    );
  return notes;
}

/** Rules that ask for the port that the client asked for, when it is another by then. */
function earlierPort({ paths, resolved }: Exchange, machines: HostMachines): readonly string[] {
  const first = paths.find(({ journey }) => journey.namespace === machines.host.net.name);
  const { port } = resolved.to;
  if (first === undefined || port === 0) return [];
  return stepsOf(first, 'request', machines).flatMap(({ table, chain, destination, before }) => {
    const now = Number(destination.split(':')[1] ?? port);
    if (now === port || table === 'nat') return [];
    return before
      .filter(({ text, why }) => text.includes(`--dport ${port} `) && why.includes('port'))
      .map(
        ({ rule, text }) =>
          `${table} ${chain} ${rule} \`${text}\` [+0]: the port is ${now} by then, as nat comes before.`,
      );
  });
}
