/** A host that was loaded from its dumps, and can be asked. */
import { auditOf } from '../audit/auditHost';
import type { Audit } from '../audit/finding';
import type { HostMachines } from '../build';
import { type ReachChange, reachDifference } from '../reach/difference';
import { type Reach, type ReachOptions, reachOf } from '../reach/reach';
import type { Dump, HostFacts } from '../read';
import { readHost } from '../read';
import type { Answer, FateKind, Remedy } from './answer';
import { answerLines } from './answerLines';
import { describeQuestion, fatesOf, probesOf } from './probes';
import type { Question } from './question';
import { candidatesFor } from './remedies';
import { addressesIn } from './resolve';
import { type RunningHost, startHost } from './runningHost';
import { tryCandidate } from './trial';
import { askOnce, type FirstAnswer } from './why';

/** How an answer is sought. */
export interface WhyOptions {
  /** False: no edits are tried, which takes copies of the machines. */
  readonly remedies?: boolean;
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

  #copy(named: readonly string[], commands = ''): RunningHost {
    return startHost(this.facts, `${this.#commands}${commands}`, { named });
  }

  /** The machines as they are built, without questions. @internal */
  get machines(): HostMachines {
    return this.running().machines;
  }

  /** Machines that there is a container of each of these addresses on, kept for the next question. @internal */
  running(named: readonly string[] = []): RunningHost {
    const usual = this.#running.get('') ?? this.#start('', []);
    const missing = named.filter((address) => !isKnown(usual.machines, address));
    if (missing.length === 0) return usual;
    const key = missing.join(' ');
    return this.#running.get(key) ?? this.#start(key, missing);
  }

  #start(key: string, named: readonly string[]): RunningHost {
    const running = this.#copy(named);
    this.#running.set(key, running);
    return running;
  }

  /**
   * What happens to a request, which rule or setting decides it, and why; edits that would change it are tried on copies.
   * Throws a `QuestionError` for what cannot be asked.
   */
  why(question: Question, { remedies = true }: WhyOptions = {}): Answer {
    const named = addressesIn(question);
    const { machines, servers } = question.silentRouters ? this.#copy(named) : this.#unused(named);
    const first = this.#withLargeAnswers(askOnce(machines, servers, question), named);
    const tried = remedies ? this.#remedies(first, machines) : [];
    const unknown = machines.rules.unknown.map((rule) => {
      const changes = rule.conditional && remedies ? this.#ifMatches(question, named, rule, first.fate) : undefined;
      return { ...rule, ...(changes !== undefined && { changes }) };
    });
    const { exchange: _, ending: __, ...rest } = first;
    const answer = { ...rest, remedies: tried, unknown };
    return { ...answer, lines: answerLines(first, tried, unknown, machines) };
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
  #withLargeAnswers(first: FirstAnswer, named: readonly string[]): FirstAnswer {
    const { question, fate, exchange } = first;
    if (fate !== 'delivered' || exchange.resolved.protocol !== 'tcp' || exchange.outcome === undefined) return first;
    if (question.size !== undefined || !hasNarrowUplink(this.facts)) return first;
    const copy = this.#copy(named);
    copy.machines.assumptions.add(LARGE_ANSWERS);
    const large = askOnce(copy.machines, copy.servers, { ...question, size: LARGE, silentRouters: true });
    return large.fate === 'delivered' ? first : large;
  }

  /** The fate if an unknown rule matches; `undefined` if it is the same. */
  #ifMatches(
    question: Question,
    named: readonly string[],
    { table, chain, rule }: { readonly table: string; readonly chain: string; readonly rule: number },
    fate: FateKind,
  ): FateKind | undefined {
    if (rule === 0) return undefined;
    const copy = startHost(this.facts, this.#commands, { named, matching: new Set([`${table} ${chain} ${rule}`]) });
    const other = askOnce(copy.machines, copy.servers, question).fate;
    return other === fate ? undefined : other;
  }

  #remedies(answer: FirstAnswer, machines: HostMachines): readonly Remedy[] {
    const { question } = answer;
    const candidates = candidatesFor(answer, machines);
    if (candidates.length === 0) return [];
    const named = addressesIn(question);
    const probes = probesOf(machines, question);
    const plain = this.#copy(named);
    const before = fatesOf(plain.machines, plain.servers, probes);
    const found: Remedy[] = [];
    for (const candidate of candidates) {
      if (found.length >= MOST_REMEDIES) break;
      const trial = tryCandidate(() => this.#copy(named), question, candidate);
      if (trial === undefined || found.some(({ command }) => command === trial.edit)) continue;
      const { machines: copy, servers, edit, tried } = trial;
      const after = fatesOf(copy, servers, probes);
      const passes = (fates: readonly (FateKind | undefined)[], index: number) => fates[index] === 'delivered';
      found.push({
        command: edit,
        why: candidate.why,
        tried: tried.fate,
        opens: probes.filter((_, index) => passes(after, index) && !passes(before, index)).map(describeQuestion),
        closes: probes.filter((_, index) => passes(before, index) && !passes(after, index)).map(describeQuestion),
      });
    }
    return found;
  }
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
