/** A host that was loaded from its dumps, and can be asked. */
import { auditOf } from '../audit/auditHost';
import type { Audit } from '../audit/finding';
import type { HostMachines } from '../build';
import { type ReachChange, reachDifference } from '../reach/difference';
import { type Reach, type ReachOptions, reachOf } from '../reach/reach';
import type { HostFacts } from '../read/facts';
import { type Dump, readHost } from '../read/readHost';
import type { Answer, FateKind, Remedy, UndecidedRule } from './answer';
import { answerLines } from './answerLines';
import { fateOf, probesOf } from './probes';
import { describeQuestion, type Question } from './question';
import { candidatesFor } from './remedies';
import { addressesIn } from './resolve';
import { type RunningHost, startHost } from './runningHost';
import { Trials } from './trials';
import { unknownNow } from './unknownNow';
import { fateIfMatches, isAsked } from './unknownRules';
import { mostTelling, usualQuestions } from './usualQuestions';
import { compareHosts, type WhatIfAnswer } from './whatIf';
import { askOnce, type FirstAnswer } from './why';
import { workingEdit } from './workingEdit';

/** How an answer is sought. */
export interface WhyOptions {
  /** False: no edits are tried, which takes copies of the machines. */
  readonly remedies?: boolean;
  /** True: the answer has what all interfaces carried as a pcapng file. */
  readonly pcap?: boolean;
}

/** Edits are tried until so many were found that work. */
const MOST_REMEDIES = 4;

/**
 * A host as its dumps describe it: `loadHost` makes one.
 *
 * @example
 * ```ts
 * import { loadHost } from 'chainwalk/host';
 *
 * const rules = '*filter\n:FORWARD DROP [0:0]\nCOMMIT\n*nat\n-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE\nCOMMIT\n';
 * const host = loadHost([{ name: 'rules', text: rules }]);
 * const { fate, by } = host.why({ from: '172.17.0.2', to: '198.51.100.7:443' }, { remedies: false });
 * fate; // → 'lost'
 * by?.text; // → 'this machine does not forward (ip_forward)'
 * ```
 */
export class LoadedHost {
  /** What the dumps say. */
  readonly facts: HostFacts;
  /** By the addresses that are named beside those of the dumps. */
  readonly #running = new Map<string, RunningHost>();
  readonly #trials = new Map<string, Trials>();
  /** Of requests that edits may change. */
  readonly #fates = new Map<string, FateKind | undefined>();
  readonly #commands: string;

  constructor(facts: HostFacts, commands = '') {
    this.facts = facts;
    this.#commands = commands;
  }

  /**
   * The same host after commands, one a line, as root types them: `iptables`, `nft`, `ipset`, `sysctl`, `ip`, `conntrack`. This one stays
   * as it is. Throws a `QuestionError` with what the command says if one fails.
   *
   * @example
   * ```ts
   * import { loadHost } from 'chainwalk/host';
   *
   * const host = loadHost([{ name: 'addresses', text: '2: eth0: <UP> mtu 1500\n    inet 192.0.2.10/24 scope global eth0\n' }]);
   * const closed = host.after('iptables -A INPUT -p tcp --dport 22 -j DROP');
   * closed.why({ from: 'outside', to: '192.0.2.10:22' }).fate; // → 'dropped'
   * ```
   */
  after(commands: string): LoadedHost {
    const copy = new LoadedHost(this.facts, `${this.#commands}${commands}\n`);
    copy.running();
    return copy;
  }

  #copy(named: readonly string[]): RunningHost {
    return startHost(this.facts, this.#commands, { named });
  }

  /** The machines as they are built, without questions. @internal */
  get machines(): HostMachines {
    return this.running().machines;
  }

  /** Machines that there is a container of each of these addresses on, kept for the next question. @internal */
  running(named: readonly string[] = []): RunningHost {
    return kept(this.#running, this.#missing(named).join(' '), () => this.#copy(this.#missing(named)));
  }

  /** Copies of the same machines to try edits on. */
  #trialsWith(named: readonly string[]): Trials {
    const missing = this.#missing(named);
    return kept(this.#trials, missing.join(' '), () => new Trials(this.running(named), () => this.#copy(missing)));
  }

  /** Addresses behind bridges that no machine has, as far as the dumps say. */
  #missing(named: readonly string[]): readonly string[] {
    if (named.length === 0) return [];
    const usual = this.running().machines;
    return named.filter((address) => !isKnown(usual, address));
  }

  /**
   * What happens to a request, which rule or setting decides it, and why; edits that would change it are tried on copies.
   * Throws a `QuestionError` for what cannot be asked.
   */
  why(question: Question, { remedies = true, pcap = false }: WhyOptions = {}): Answer {
    const named = addressesIn(question);
    const running = this.#unused(named);
    const first = this.#withLargeAnswers(askOnce(running, question, { pcap }), named, pcap);
    const tried = remedies ? this.#remedies(first, running.machines) : [];
    const trials = this.#trialsWith(named);
    const unknown = unknownNow(running.machines).map((rule): UndecidedRule => {
      const asked = isAsked(rule, first.exchange, running.machines);
      const other = remedies && asked && rule.conditional ? fateIfMatches(trials, question, rule) : undefined;
      return { ...rule, asked, ...(other !== undefined && other !== first.fate && { changes: other }) };
    });
    const { exchange: _, ending: __, ...rest } = first;
    const answer = { ...rest, remedies: tried, unknown };
    return { ...answer, lines: answerLines(first, tried, unknown, running.machines) };
  }

  /**
   * Which requests have another fate after commands, one a line, as for {@link LoadedHost.after}, and which rule decides them
   * before and after. Without questions those are asked that the host is for: what listens and what is published, from outside,
   * from the host and from each network, and connections to the outside. Throws a `QuestionError` for a command that fails, and
   * for a question of yours that cannot be asked.
   *
   * @example
   * ```ts
   * import { loadHost } from 'chainwalk/host';
   *
   * const host = loadHost([{ name: 'addresses', text: '2: eth0: <UP> mtu 1500\n    inet 192.0.2.10/24 scope global eth0\n' }]);
   * const { changes } = host.whatIf('iptables -A INPUT -p tcp --dport 22 -j DROP', [{ from: 'outside', to: '192.0.2.10:22' }]);
   * changes.map(({ kind, after }) => `${kind}: ${after.by?.text}`); // → ["closed: -p tcp -m tcp --dport 22 -j DROP"]
   * ```
   */
  whatIf(commands: string | readonly string[], questions?: readonly Question[]): WhatIfAnswer {
    const lines = (typeof commands === 'string' ? commands : commands.join('\n'))
      .split('\n')
      .map((line) => line.trim());
    const typed = lines.filter((line) => line !== '');
    const changed = this.after(typed.join('\n'));
    const usual = questions === undefined ? usualQuestions(this.machines) : [];
    const asked = questions ?? mostTelling(usual, typed);
    const named = [...new Set(asked.flatMap(addressesIn))];
    const hosts = { before: () => this.#unused(named), after: () => changed.#unused(named) };
    const compared = compareHosts(typed, asked, hosts, questions !== undefined);
    return { ...compared, notAsked: Math.max(0, usual.length - asked.length) };
  }

  /**
   * Who reaches what: the outside by each interface, each network, the host and its loopback ask for each published port, each
   * listener, and each port of a container.
   *
   * @example
   * ```ts
   * import { loadHost } from 'chainwalk/host';
   *
   * const host = loadHost([{ name: 'ss', text: 'tcp LISTEN 0 128 127.0.0.1:5432 0.0.0.0:* users:(("postgres",pid=9,fd=3))\n' }]);
   * const { rows } = host.reach();
   * rows.map(({ source, fate }) => `${source}: ${fate}`); // → ['outside by eth0: lost', 'host: delivered', 'loopback: delivered']
   * ```
   */
  reach(options: ReachOptions = {}): Reach {
    return reachOf((named) => this.#unused(named), options);
  }

  /** What is opened and closed from here to another host, or to this one after commands. */
  reachDifference(other: LoadedHost, options: ReachOptions = {}): readonly ReachChange[] {
    return reachDifference(this.reach(options), other.reach(options));
  }

  /**
   * What is open or broken on the host: facts, each shown by what was asked, with a remedy that was tried on a copy.
   *
   * @example
   * ```ts
   * import { loadHost } from 'chainwalk/host';
   *
   * const rules = '*filter\n-A INPUT -s 10.0.0.0/8 -j DROP\n-A INPUT -s 10.1.0.0/16 -j ACCEPT\nCOMMIT\n';
   * const [finding] = loadHost([{ name: 'rules', text: rules }]).audit().findings;
   * finding?.sentence; // → 'Rule 2 of filter INPUT never matches: rule 1 decides about every packet that it asks for.'
   * ```
   */
  audit(): Audit {
    return auditOf({
      unused: (named) => this.#unused(named),
      trials: (named) => this.#trialsWith(named),
      copy: (named, facts = this.facts) => startHost(facts, this.#commands, { named }),
      reach: this.reach(),
    });
  }

  /** Machines whose rules remember no packet: those of the last question, unless it left something behind. */
  #unused(named: readonly string[]): RunningHost {
    const usual = this.running(named);
    return usual.machines.memory.isLasting ? this.#copy(named) : usual;
  }

  /**
   * What fits in small packets may stop at large ones, where an uplink takes less than a bridge does: whether routers then say
   * so is in no dump, and many do not.
   */
  #withLargeAnswers(first: FirstAnswer, named: readonly string[], pcap: boolean): FirstAnswer {
    const { question, fate, exchange } = first;
    if (fate !== 'delivered' || exchange.resolved.protocol !== 'tcp' || exchange.outcome === undefined) return first;
    if (question.size !== undefined || !hasNarrowUplink(this.facts)) return first;
    const large = askOnce(this.#unused(named), { ...question, size: LARGE, silentRouters: true }, { pcap });
    if (large.fate === 'delivered') return first;
    return { ...large, assumptions: [...large.assumptions, { text: LARGE_ANSWERS }] };
  }

  #remedies(answer: FirstAnswer, machines: HostMachines): readonly Remedy[] {
    const { question } = answer;
    const candidates = candidatesFor(answer, machines);
    if (candidates.length === 0) return [];
    const trials = this.#trialsWith(addressesIn(question));
    const probes = probesOf(machines, question);
    const fates = (running: RunningHost) => probes.map((probe) => fateOf(running, probe));
    const plain = () => this.#unused(addressesIn(question));
    const before = probes.map((probe) => kept(this.#fates, describeQuestion(probe), () => fateOf(plain(), probe)));
    const found: Remedy[] = [];
    for (const candidate of candidates) {
      if (found.length >= MOST_REMEDIES) break;
      const edit = workingEdit(trials, question, candidate);
      if (edit === undefined || found.some(({ command }) => command === edit.command)) continue;
      const after = trials.after(edit.command, fates) ?? before;
      const which = (one: readonly (FateKind | undefined)[], other: readonly (FateKind | undefined)[]) =>
        probes.filter((_, index) => one[index] === 'delivered' && other[index] !== 'delivered').map(describeQuestion);
      found.push({
        command: edit.command,
        why: candidate.why,
        tried: edit.fate,
        to: edit.to,
        opens: which(after, before),
        closes: which(before, after),
      });
    }
    const besides = ({ opens, closes }: Remedy) => opens.length + closes.length;
    return found.sort((one, other) => besides(one) - besides(other));
  }
}

/** What a map has under a key, made if it has nothing there. */
function kept<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

/** Bytes that no single packet holds. */
const LARGE = 20_000;
const LARGE_ANSWERS =
  'The answer is large, and routers on the way do not say that a packet is too long (ICMP fragmentation needed is filtered).';

/** Whether an interface to the outside takes less than a bridge. */
function hasNarrowUplink({ interfaces }: HostFacts): boolean {
  const mtus = interfaces
    .filter(({ name, master }) => name !== 'lo' && master === undefined)
    .map(({ mtu }) => mtu ?? 1500);
  return new Set(mtus).size > 1;
}

/** Whether an address is one of the machines already, or none of a bridge's subnet. */
function isKnown(machines: HostMachines, address: string): boolean {
  return machines.containerOf(address) !== undefined || !machines.isBehindBridge(address);
}

/**
 * Loads a host from its dumps: the file of `chainwalk collect`, or any of its parts. Throws a `DumpError` for what cannot be
 * used at all.
 *
 * @example
 * ```ts
 * import { loadHost } from 'chainwalk/host';
 *
 * const host = loadHost([{ name: 'addresses', text: '2: eth0: <UP> mtu 1500\n    inet 192.0.2.10/24 scope global eth0\n' }]);
 * host.why({ from: 'outside', to: '192.0.2.10:22' }).fate; // → 'delivered'
 * ```
 */
export function loadHost(dumps: readonly Dump[]): LoadedHost {
  return new LoadedHost(readHost(dumps));
}
