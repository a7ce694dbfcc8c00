/** What is worth knowing beside the steps of an answer. */
import { formatIpv4 } from '../../packet';
import type { HostMachines } from '../build';
import type { Exchange } from './exchange';
import { type Ending, isProxied } from './fate';
import { hintsOf } from './hints';
import { isReply } from './packetWords';
import type { Path } from './pathRecorder';
import { stepsOf } from './steps';

/** The first of them says the most. */
export function notesOf(exchange: Exchange, ending: Ending, machines: HostMachines): readonly string[] {
  const own = exchange.paths.filter(({ journey }) => journey.namespace === machines.host.net.name);
  const [first] = own;
  if (first === undefined) return [];
  return [
    ...answerElsewhere(first, own, machines),
    ...knownFlow(exchange, first, machines),
    ...earlierPort(exchange, first, machines),
    ...inputNotAsked(exchange, ending, machines),
    ...otherNetwork(ending, first, machines),
    ...(first.state === 'INVALID'
      ? ['Its state is INVALID: conntrack has no entry for it and it may not begin one, so nat is not asked.']
      : []),
    ...hintsOf(exchange, ending, machines),
    ...(ending.fate === 'delivered' && isProxied(exchange.paths, machines, exchange.resolved.to.port)
      ? [
          `docker-proxy took it at ${formatIpv4(exchange.resolved.to.address)}:${exchange.resolved.to.port}, and opened a connection of its own.`,
        ]
      : []),
  ];
}

/** The interfaces by which request and answer pass, where the answer leaves by another than the request came in by. */
export function detourOf(
  paths: readonly Path[],
  machines: HostMachines,
): { readonly came: string; readonly leaves: string } | undefined {
  const own = paths.filter(({ journey }) => journey.namespace === machines.host.net.name);
  const [first] = own;
  const reply = own.find(
    (path) => first !== undefined && path !== first && isReply(path, first) && path.journey.fate.kind === 'transmitted',
  );
  if (first === undefined || reply === undefined) return undefined;
  const isUplink = (name: string) => machines.plan.devices.some((one) => one.name === name && one.role === 'uplink');
  const [came, leaves] = [first.journey.in, reply.journey.out];
  return isUplink(came) && isUplink(leaves) && came !== leaves ? { came, leaves } : undefined;
}

function answerElsewhere(first: Path, own: readonly Path[], machines: HostMachines): readonly string[] {
  const detour = detourOf(own, machines);
  const reply = own.find((path) => path !== first && isReply(path, first) && path.journey.fate.kind === 'transmitted');
  if (detour === undefined || reply === undefined) return [];
  const before = reply.journey.source.replace(/:\d+$/, '');
  const after = reply.journey.sourceOut.replace(/:\d+$/, '');
  const late =
    before === after ? '' : `: it is routed with the source ${before}, which becomes ${after} only afterwards`;
  return [
    `The answer leaves by ${detour.leaves}, not by ${detour.came} where the request came in${late}.`,
    'A network that lets only its own addresses pass drops such answers, and with rp_filter 1 the request itself would be dropped.',
  ];
}

function connectionOf({ protocol }: Exchange['resolved'], { journey }: Path, { facts }: HostMachines) {
  return facts.connections.find(
    ({ original, ...one }) =>
      one.protocol === protocol &&
      `${original.source}:${original.sourcePort}` === journey.source &&
      `${original.destination}:${original.destinationPort}` === journey.destination,
  );
}

/** Whether a packet belongs to a connection of the dumps, which the host has not forgotten. */
export function isKnownFlow(resolved: Exchange['resolved'], path: Path, machines: HostMachines): boolean {
  return connectionOf(resolved, path, machines) !== undefined;
}

/** A connection of the dumps is older than the rules may be. */
function knownFlow({ resolved }: Exchange, first: Path, machines: HostMachines): readonly string[] {
  const known = connectionOf(resolved, first, machines);
  if (known === undefined) return [];
  const { original, reply } = known;
  const notes = [
    `The flow is known: conntrack has \`src=${original.source} sport=${original.sourcePort} dport=${original.destinationPort}\` with the reply \`src=${reply.source}\`, and nat is asked only for a flow’s first packet.`,
  ];
  if (resolved.protocol === 'udp') {
    const [fresh, answered] = ['udp_timeout', 'udp_timeout_stream'].map((name) =>
      machines.host.net.sysctl.get(`net.netfilter.nf_conntrack_${name}`),
    );
    notes.push(
      `Each packet renews the entry for ${fresh} s, ${answered} s once it was answered: a sender that never pauses so long keeps it.`,
    );
  }
  return notes;
}

/** Rules that ask for the port that the client asked for, when it is another by then. */
function earlierPort({ resolved }: Exchange, first: Path, machines: HostMachines): readonly string[] {
  const { port } = resolved.to;
  if (port === 0) return [];
  const asks = new RegExp(`dport ${port}\\b`);
  return stepsOf(first, 'request', machines).flatMap(({ table, chain, destination, before }) => {
    const now = Number(destination.split(':')[1] ?? port);
    if (now === port || table === 'nat') return [];
    return before
      .filter(({ text, why }) => asks.test(text) && why.includes('port'))
      .map(
        ({ rule, text }) =>
          `${table} ${chain} ${rule} \`${text}\` [+0]: the port is ${now} by then, as nat comes before.`,
      );
  });
}

/** Whether the first packet was for the host, and went on to somebody else by DNAT. */
export function isForwardedByNat({ paths }: Exchange, { host }: HostMachines): boolean {
  const first = paths.find(({ journey }) => journey.namespace === host.net.name)?.journey;
  return first?.hooks.includes('FORWARD') === true && first.translations.some(({ field }) => field === 'destination');
}

/** Whoever closes a port in INPUT expects published ones to be closed as well. */
function inputNotAsked(exchange: Exchange, { fate }: Ending, machines: HostMachines): readonly string[] {
  const input = machines.host.net.netfilter.tables.get('filter')?.chains.get('INPUT');
  if (fate !== 'delivered' || !isForwardedByNat(exchange, machines)) return [];
  if (input === undefined || (input.rules.length === 0 && input.policy === 'ACCEPT')) return [];
  return [
    'The host’s INPUT rules, such as ufw’s, are not asked: by DNAT the packet is for a container, and is forwarded.',
  ];
}

/** A container on two networks may answer by the other one. */
function otherNetwork({ path, by }: Ending, first: Path, machines: HostMachines): readonly string[] {
  if (path === undefined || path === first || by?.backend !== 'kernel') return [];
  const [went, comes] = [first.journey.out, path.journey.in];
  const isBridge = (name: string) => machines.plan.devices.some((one) => one.name === name && one.role === 'bridge');
  if (!isBridge(went) || !isBridge(comes) || went === comes) return [];
  return [
    `The container answers by its default route, by ${comes}, while the request went by ${went}: the answer’s source ${path.journey.source.replace(/:\d+$/, '')} belongs there.`,
  ];
}
