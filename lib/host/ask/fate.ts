/** How an exchange ended, and what decided it: the first packet of it that went no further. */
import { formatIpv4 } from '../../packet';
import type { HostMachines } from '../build';
import type { Decider, FateKind } from './answer';
import type { Exchange } from './exchange';
import type { Path } from './pathRecorder';
import { backendOf, deciderOf } from './steps';

/** How it ended. */
export interface Ending {
  readonly fate: FateKind;
  readonly to: string | undefined;
  readonly by: Decider | undefined;
  /** The path on which it was decided. */
  readonly path: Path | undefined;
}

/** Copies that a bridge floods, and what else is no fate of the exchange's own. */
const SIDE_EFFECTS = /^(?:not for this station|it would leave by the port|no port to leave by|TCP to a group)/;
const WAITS = /^it waits, or was taken over/;
const NOBODY = /listens on|no socket/;

export function endingOf(exchange: Exchange, machines: HostMachines): Ending {
  const { outcome } = exchange;
  const host = machines.host.net.name;
  if (outcome === undefined) return endingOfPacket(exchange, machines);
  if (outcome.kind === 'answered')
    return { fate: 'delivered', to: receiverOf(exchange, machines), by: undefined, path: undefined };
  const path = exchange.paths.find(isEnd) ?? exchange.paths.find(({ journey }) => isWaiting(journey.fate));
  if (path === undefined)
    return { fate: 'lost', to: undefined, by: kernel(noRoute(exchange, outcome.text)), path: undefined };
  const refused = outcome.kind === 'refused';
  const reason = path.journey.fate.kind === 'dropped' ? path.journey.fate.reason : '';
  const last = path.journey.steps.at(-1);
  const byRule = path.journey.namespace === host && last !== undefined && reason.startsWith(`${last.table} `);
  if (byRule) {
    const fate = last.verdict.startsWith('REJECT') ? 'rejected' : 'dropped';
    return { fate, to: undefined, by: deciderOf(last, machines), path };
  }
  const fate = refused && NOBODY.test(reason) ? 'rejected' : 'lost';
  return { fate, to: undefined, by: kernel(kernelText(path, reason, machines)), path };
}

function isEnd({ journey: { fate } }: Path): boolean {
  return fate.kind === 'dropped' && !SIDE_EFFECTS.test(fate.reason) && !WAITS.test(fate.reason);
}

function isWaiting(fate: Path['journey']['fate']): boolean {
  return fate.kind === 'dropped' && WAITS.test(fate.reason);
}

/** One packet alone: what the host did with it. */
function endingOfPacket({ paths, resolved }: Exchange, machines: HostMachines): Ending {
  const path = paths.find(({ journey }) => journey.namespace === machines.host.net.name) ?? paths[0];
  if (path === undefined) return { fate: 'lost', to: undefined, by: kernel('it was not sent'), path: undefined };
  const { fate } = path.journey;
  const last = path.journey.steps.at(-1);
  if (fate.kind === 'dropped') {
    const byRule = last !== undefined && fate.reason.startsWith(`${last.table} `);
    // A packet alone is of no program that waits for it: it came as far as one would.
    if (!byRule && NOBODY.test(fate.reason)) return { fate: 'delivered', to: 'the host', by: undefined, path };
    if (!byRule) return { fate: 'lost', to: undefined, by: kernel(kernelText(path, fate.reason, machines)), path };
    return {
      fate: last.verdict.startsWith('REJECT') ? 'rejected' : 'dropped',
      to: undefined,
      by: deciderOf(last, machines),
      path,
    };
  }
  const to =
    fate.kind === 'transmitted' ? `${formatIpv4(resolved.to.address)} by ${fate.device}` : `the host (${fate.to})`;
  return { fate: 'delivered', to, by: undefined, path };
}

/** Whoever served the request, and through what it came. */
function receiverOf({ served, resolved, paths }: Exchange, machines: HostMachines): string {
  const [request] = served;
  if (request === undefined) return nameOf(machines, formatIpv4(resolved.to.address));
  const place = request.place === 'gateway' ? formatIpv4(resolved.to.address) : nameOf(machines, request.place);
  const sees = request.source.replace(/:\d+$/, '');
  const proxied = isProxied(paths, machines, resolved.to.port);
  return `${place}:${request.port}${proxied ? ' through docker-proxy' : ''}, which sees ${sees}`;
}

/** Whether the request ended at a program of the host, and not at the one that serves it. */
export function isProxied(paths: readonly Path[], { host, plan }: HostMachines, port: number): boolean {
  return (
    plan.proxies.some((proxy) => proxy.port === port) &&
    paths.some(
      ({ journey: { namespace, fate, steps } }) =>
        namespace === host.net.name &&
        fate.kind === 'delivered' &&
        new RegExp(`port ${port}$`).test(fate.to) &&
        steps.length >= 0,
    )
  );
}

/** `container web (172.17.0.2)`, or an address that is no container's. */
export function nameOf(machines: HostMachines, name: string): string {
  const container = machines.containers.find(({ plan }) => plan.name === name) ?? machines.containerOf(name);
  if (container === undefined) return name === machines.host.name ? 'the host' : name;
  const [first] = container.plan.endpoints;
  const { name: called } = container.plan;
  const address = machines.containerOf(name) === undefined ? first?.address : name;
  return called === address || address === undefined ? `container ${called}` : `container ${called} (${address})`;
}

function kernel(text: string): Decider {
  return { backend: backendOf(''), table: '', chain: '', rule: 0, text };
}

function noRoute({ resolved }: Exchange, text: string): string {
  return `${resolved.from.place.name} has no way to ${formatIpv4(resolved.to.address)}: ${text}`;
}

/** What the kernel did without a rule, and where. */
function kernelText({ journey }: Path, reason: string, machines: HostMachines): string {
  const host = machines.host.net.name;
  const where = journey.namespace === host ? '' : ` (${journey.namespace})`;
  if (reason === 'reverse-path filter') return `rp_filter on ${journey.in}`;
  if (WAITS.test(reason)) {
    const own = journey.namespace === host ? 'a neighbour' : 'the next hop';
    return `${own} does not answer ARP for ${journey.destination.replace(/:\d+$/, '')} on ${journey.out || 'its interface'}${where}`;
  }
  if (reason.startsWith('longer than the MTU of')) {
    const device = reason.replace(/^longer than the MTU of (?:to-)?/, '');
    const mtu = machines.host.net.device(device)?.mtu;
    return `it is longer than the MTU${mtu === undefined ? '' : ` ${mtu}`} of the link at ${device}, and its sender is not told`;
  }
  return `${reason}${where}`;
}
