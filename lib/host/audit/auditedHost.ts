/** A host that is audited: it is asked, and so are copies of it. */
import { isOfIptables } from '../../netfilter';
import { formatIpv4, formatPrefix, maskOfLength, parseIpv4 } from '../../packet';
import type { Decider, FateKind } from '../ask/answer';
import { runCommands } from '../ask/commands';
import { runExchange } from '../ask/exchange';
import { type Ending, endingOf } from '../ask/fate';
import { type Question, QuestionError } from '../ask/question';
import { candidatesFor } from '../ask/remedies';
import { addressesIn, freeAddress } from '../ask/resolve';
import type { RunningHost } from '../ask/runningHost';
import type { Trials } from '../ask/trials';
import { askOnce, type FirstAnswer } from '../ask/why';
import { workingEdit } from '../ask/workingEdit';
import type { HostMachines } from '../build';
import { Subnets } from '../build/planDevices';
import type { Reach } from '../reach/reach';
import { deciderText } from '../reach/reachRows';
import type { HostFacts, SourceLine } from '../read';
import type { Evidence, TriedRemedy } from './finding';

/** How a loaded host gives its machines to an audit. */
export interface HostAccess {
  /** Machines with containers of these addresses, on which no packet has left anything behind. */
  readonly unused: (named: readonly string[]) => RunningHost;
  /** Machines with containers of these addresses that commands are tried on. */
  readonly trials: (named: readonly string[]) => Trials;
  /** Machines of their own; of other facts, if some are given. */
  readonly copy: (named: readonly string[], facts?: HostFacts) => RunningHost;
  readonly reach: Reach;
}

/** What checks look at. */
export class AuditedHost {
  /** Without questions. */
  readonly machines: HostMachines;
  readonly reach: Reach;
  readonly #access: HostAccess;

  constructor(access: HostAccess) {
    this.#access = access;
    this.machines = access.unused([]).machines;
    this.reach = access.reach;
  }

  get facts(): HostFacts {
    return this.machines.facts;
  }

  /** The answer with all its steps; `undefined` if it cannot be asked. */
  ask(question: Question): FirstAnswer | undefined {
    const named = addressesIn(question);
    return attempt(question, question.silentRouters ? this.#access.copy(named) : this.#access.unused(named));
  }

  /** Machines of their own, changed by commands; `undefined` if a command fails. */
  changed(commands: string): RunningHost | undefined {
    const running = this.#access.copy([]);
    return runCommands(running.machines, commands) === undefined ? running : undefined;
  }

  /** What is found on machines that commands have changed, which are then put back; `undefined` if a command fails. */
  after<Found>(commands: string, look: (running: RunningHost) => Found): Found | undefined {
    return this.#access.trials([]).after(commands, look);
  }

  /** The answer after commands; `undefined` if a command fails. */
  askAfter(question: Question, commands: string): FirstAnswer | undefined {
    return this.#access.trials(addressesIn(question)).after(commands, (running) => attempt(question, running));
  }

  /** The answer of a host that knew no connections. */
  askWithoutConnections(question: Question): FirstAnswer | undefined {
    return attempt(question, this.#access.copy(addressesIn(question), { ...this.facts, connections: [] }));
  }

  /** Commands after which a question ends as it should, if they do that. */
  try(question: Question, command: string, wanted: 'delivered' | 'ended'): TriedRemedy | undefined {
    const answer = this.askAfter(question, command);
    if (answer === undefined || (answer.fate === 'delivered') !== (wanted === 'delivered')) return undefined;
    return { command, tried: triedText(answer) };
  }

  /** The nearest edit that makes what did not arrive arrive. */
  mend(answer: FirstAnswer): TriedRemedy | undefined {
    const { question } = answer;
    for (const candidate of candidatesFor(answer, this.machines)) {
      const trials = this.#access.trials(addressesIn(question));
      const edit = workingEdit(trials, question, candidate);
      if (edit !== undefined) return { command: edit.command, tried: triedText({ question, ...edit }) };
    }
    return undefined;
  }

  /** Somebody beyond the uplink that most packets leave by; `undefined` if there is none. */
  get outside(): string | undefined {
    const { plan, host } = this.machines;
    const uplinks = plan.devices.filter(({ role, fact }) => role === 'uplink' && fact.up);
    const usual = host.net.fib.routes('main').find(({ destination }) => destination.mask === 0)?.device?.name;
    const uplink = uplinks.find(({ name }) => name === usual) ?? uplinks.find(({ fact }) => fact.addresses.length > 0);
    return uplink === undefined ? undefined : `${formatIpv4(freeAddress(this.machines, uplink.name))}:443`;
  }

  /** What ends a request on machines that a check changed itself, and at which hook; `undefined` if it is delivered, or cannot be asked. */
  endOn(running: RunningHost, question: Question): { readonly by: Decider; readonly hook: string } | undefined {
    const ending = lightEnding(running, question);
    const hook = ending?.path?.journey.steps.at(-1)?.hook;
    return ending?.by === undefined || hook === undefined ? undefined : { by: ending.by, hook };
  }

  /** Where the dumps have a rule of iptables. */
  lineOf({ table, chain, rule }: Decider): SourceLine | undefined {
    const { tables } = this.machines.host.net.netfilter;
    const found = isOfIptables(table) ? tables.get(table)?.chains.get(chain)?.rules[rule - 1] : undefined;
    return found === undefined ? undefined : this.machines.rules.texts.get(found)?.at;
  }

  /** The host's interface by which a receiver is reached. */
  deviceFor(receiver: string): string | undefined {
    const address = parseIpv4(receiver.split(':')[0] ?? '');
    return address === undefined ? undefined : this.machines.host.net.fib.lookup(address)?.device?.name;
  }

  /** What an interface takes, in bytes. */
  mtuOf(device: string | undefined): number {
    return this.machines.plan.devices.find(({ name }) => name === device)?.fact.mtu ?? 1500;
  }

  /** Whether an address is a container's at a bridge. */
  isBehind(address: string, bridge: string): boolean {
    const endpoints = this.machines.containerOf(address)?.plan.endpoints ?? [];
    return endpoints.some((endpoint) => endpoint.address === address && endpoint.bridge === bridge);
  }

  /** Whether an address is the host's. */
  isOwn(address: string): boolean {
    const value = parseIpv4(address);
    return value !== undefined && this.machines.host.net.isOwnAddress(value);
  }
}

function attempt(question: Question, running: RunningHost): FirstAnswer | undefined {
  try {
    return askOnce(running, question);
  } catch (error) {
    if (error instanceof QuestionError) return undefined;
    throw error;
  }
}

function lightEnding({ machines, servers }: RunningHost, question: Question): Ending | undefined {
  try {
    return endingOf(runExchange(machines, servers, question, { explains: false }), machines);
  } catch (error) {
    if (error instanceof QuestionError) return undefined;
    throw error;
  }
}

/** What is told of a question: what decided on its path, and who ended it or took it. */
export function evidenceOf({ question, fate, steps, by, to }: FirstAnswer): Evidence {
  const path = steps.filter(({ decided }) => decided).map(deciderText);
  const end = fate === 'delivered' ? `delivered to ${to}` : by === undefined ? fate : endText(fate, by);
  return { question, fate, path: [...path.filter((line) => by === undefined || line !== deciderText(by)), end] };
}

/** `dropped by filter FORWARD policy DROP`, `lost: rp_filter on eth0`. */
function endText(fate: FateKind, by: Decider): string {
  return by.backend === 'kernel' ? `${fate}: ${by.text}` : `${fate} by ${deciderText(by)}`;
}

function triedText({ question, fate, to }: Pick<FirstAnswer, 'question' | 'fate' | 'to'>): string {
  return `${question.from} -> ${question.to} is ${fate}${to === undefined ? '' : ` to ${to}`}`;
}

/** A network whose containers are asked for. */
export interface AuditedNetwork {
  readonly name: string;
  readonly bridge: string;
  /** `172.17.0.0/16`. */
  readonly subnet: string;
  /** The address of a container that no rule names. */
  readonly from: string;
}

/** Those that lead out of the host, or all. */
export function networksOf(host: AuditedHost, which: 'open' | 'all' = 'open'): readonly AuditedNetwork[] {
  const { machines, reach, facts } = host;
  const bridges = new Subnets(machines.plan.devices, 'bridge');
  return reach.sources.flatMap(({ kind, name, from }): readonly AuditedNetwork[] => {
    const bridge = kind === 'network' ? bridges.deviceOf(from)?.name : undefined;
    if (bridge === undefined) return [];
    const internal = facts.networks.some((network) => network.internal && network.bridge === bridge);
    return internal && which === 'open'
      ? []
      : [{ name: name.replace(/^network /, ''), bridge, subnet: subnetOf(host, bridge), from }];
  });
}

/** `172.17.0.0/16`. */
function subnetOf({ machines }: AuditedHost, bridge: string): string {
  const { addresses } = machines.host.net.device(bridge) ?? { addresses: [] };
  const own = addresses.find(({ prefixLength }) => prefixLength < 32);
  if (own === undefined) return '0.0.0.0/0';
  const mask = maskOfLength(own.prefixLength);
  return formatPrefix({ address: (own.address & mask) >>> 0, mask });
}
