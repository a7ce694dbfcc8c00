/** nf_tables of one namespace: its tables, and the batches that change them. Linux: nf_tables_api.c. */
import type { HookEntry, HookFunction, HookState, Hooks, Verdict } from '../hook';
import type { Match } from '../matches';
import type { NatCore } from '../nat/core';
import type { SkBuff } from '../skb';
import type { ExtensionTarget } from '../targets';
import { addsRule, carryOut } from './carryOut';
import type { NfChain } from './chain';
import { NfError } from './error';
import { seesIpv4 } from './family';
import { Journal } from './journal';
import type { NfRequest } from './request';
import type { NfTable } from './table';
import type { NfTracer } from './trace';
import { runBaseChain } from './traverse';
import { validateTable } from './validate';

/** A request of a batch that was refused, by its place. */
export interface Refusal {
  readonly index: number;
  readonly error: NfError;
}

/** What became of a batch: the handles that its requests made, or why nothing was done. */
export interface BatchResult {
  readonly refusals: readonly Refusal[];
  readonly handles: readonly (number | undefined)[];
}

/** How a batch is run. `now` is the machine's clock, in µs, from which elements' times count. */
export interface BatchOptions {
  readonly now: number;
  /** Everything is undone, whether or not it was refused. */
  readonly check?: boolean;
  /** Places of requests that the kernel refuses for what they cannot say here: they are not carried out. */
  readonly refused?: ReadonlySet<number>;
}

export class NfTables {
  readonly #tables = new Map<string, NfTable>();
  readonly #hooks: Hooks;
  readonly #nat: NatCore;
  #lastHandle = 0;
  /** Those who are told of packets that are traced. */
  readonly tracers = new Set<NfTracer>();
  /** How often the rules were changed. */
  generation = 0;
  /** The last batch was invalid as a whole: from then on each rule of a new table is looked at as it comes. Linux: nft_net->validate_state. */
  #isSuspicious = false;

  constructor(hooks: Hooks, nat: NatCore) {
    this.#hooks = hooks;
    this.#nat = nat;
  }

  /** In the order in which they were made. */
  get tables(): readonly NfTable[] {
    return [...this.#tables.values()];
  }

  /** Whether some rule asks for connection tracking of packets that there are. */
  get needsConntrack(): boolean {
    for (const table of this.#tables.values()) {
      if (!seesIpv4(table.family)) continue;
      for (const [, { parts }] of table.rules()) if (parts.some(({ needsConntrack }) => needsConntrack)) return true;
    }
    return false;
  }

  /** The matches and targets that iptables-nft brought. */
  *extensions(): Iterable<Match | ExtensionTarget> {
    for (const table of this.#tables.values()) {
      for (const [, { parts }] of table.rules()) {
        for (const { expression } of parts) {
          if (expression.kind === 'xt match') yield expression.match;
          else if (expression.kind === 'xt target') yield expression.target;
        }
      }
    }
  }

  /** Does all that is asked, or nothing. */
  run(requests: readonly NfRequest[], options: BatchOptions): BatchResult {
    const first = this.#try(requests, options);
    if (first !== 'invalid') return first;
    this.#isSuspicious = true;
    // What is wrong with a table as a whole is the fault of the rule after which it was so: it is looked for.
    return this.#findFault(requests, options.now);
  }

  /**
   * The first rule after which a table was invalid, and all further ones of that table, which the kernel looks at as they come
   * once it knows that something is wrong.
   */
  #findFault(requests: readonly NfRequest[], now: number): BatchResult {
    const handles = [...this.#tables.values()].map((table) => ({ table, last: table.lastHandle }));
    const last = this.#lastHandle;
    let valid = 0;
    let invalid = requests.length;
    while (invalid - valid > 1) {
      const middle = (valid + invalid) >> 1;
      if (this.#isInvalid(requests.slice(0, middle), now)) invalid = middle;
      else valid = middle;
    }
    const journal = new Journal(this.#tables, () => this.#takeHandle(), now);
    for (const request of requests.slice(0, invalid)) carryOut(journal, request);
    const error = faultOf(journal) ?? new NfError('EMLINK');
    journal.rollBack();
    this.#lastHandle = last;
    for (const { table, last: handle } of handles) table.lastHandle = handle;
    // The kernel does it all once more, with an eye on each rule.
    this.#isInvalid(requests, now);
    const culprit = requests[invalid - 1];
    const refusals = requests.flatMap((request, index) =>
      index >= invalid - 1 && culprit !== undefined && isRuleBeside(request, culprit) ? [{ index, error }] : [],
    );
    return { refusals, handles: [] };
  }

  /** Whether tables would be invalid as a whole. */
  #isInvalid(requests: readonly NfRequest[], now: number): boolean {
    const journal = new Journal(this.#tables, () => this.#takeHandle(), now);
    for (const request of requests) carryOut(journal, request);
    const fault = faultOf(journal);
    journal.rollBack();
    return fault !== undefined;
  }

  /** What is only checked is not looked at as a whole, as the kernel does that when it is about to change something. */
  #try(requests: readonly NfRequest[], { now, check = false, refused }: BatchOptions): BatchResult | 'invalid' {
    const journal = new Journal(this.#tables, () => this.#takeHandle(), now);
    const old = new Set(this.#tables.values());
    const refusals: Refusal[] = [];
    const handles: (number | undefined)[] = [];
    for (const [index, request] of requests.entries()) {
      if (refused?.has(index) === true) continue;
      try {
        handles[index] = carryOut(journal, request);
        if (this.#isSuspicious && addsRule(request)) validateNewTable(journal.find(request), old);
      } catch (error) {
        if (!(error instanceof NfError)) throw error;
        refusals.push({ index, error });
      }
    }
    const isRefused = refusals.length > 0 || (refused?.size ?? 0) > 0;
    const isInvalid = !isRefused && !check && faultOf(journal) !== undefined;
    if (isRefused || isInvalid || check) {
      journal.rollBack();
      return isInvalid ? 'invalid' : { refusals, handles };
    }
    if (!journal.isEmpty) this.#isSuspicious = false;
    this.#register(journal);
    this.generation += 1;
    return { refusals, handles };
  }

  #takeHandle(): number {
    this.#lastHandle += 1;
    return this.#lastHandle;
  }

  /** Chains that are still there get their place at the hook, those that went lose it. */
  #register({ registered, unregistered }: Journal): void {
    for (const [table, chain] of registered) {
      if (this.#tables.get(table.title) !== table || table.chains.get(chain.name) !== chain) continue;
      if (chain.base === undefined || chain.entry !== undefined || table.dormant || !seesIpv4(table.family)) continue;
      chain.entry = hookEntry(table, chain, this.tracers);
      if (chain.base.type === 'nat') this.#nat.register([chain.entry]);
      else this.#hooks.register([chain.entry]);
    }
    for (const chain of unregistered) {
      if (chain.entry === undefined) continue;
      if (chain.base?.type === 'nat') this.#nat.unregister([chain.entry]);
      else this.#hooks.unregister([chain.entry]);
      chain.entry = undefined;
    }
  }
}

function hookEntry(table: NfTable, chain: NfChain, tracers: ReadonlySet<NfTracer>): HookEntry {
  const { base } = chain;
  if (base === undefined) throw new RangeError(`${chain.name} is no base chain`);
  const run = (skb: SkBuff, state: HookState) => runBaseChain(table, chain, skb, state, tracers);
  return {
    name: `${table.title} ${chain.name}`,
    hook: base.hook,
    priority: base.priority,
    run: base.type === 'route' ? (skb, state) => rerouted(run, skb, state) : run,
  };
}

/** What has other addresses, another mark or class of service is routed anew. Linux: nf_route_table_hook4. */
function rerouted(run: HookFunction, skb: SkBuff, state: HookState): Verdict {
  const { mark } = skb.notes;
  const { source, destination, typeOfService } = skb.packet;
  const verdict = run(skb, state);
  const { packet } = skb;
  const isSame =
    packet.source === source &&
    packet.destination === destination &&
    packet.typeOfService === typeOfService &&
    skb.notes.mark === mark;
  if (verdict !== 'ACCEPT' || isSame) return verdict;
  return state.host.reroute(skb) ? verdict : 'DROP';
}

/** What is wrong with one of the tables that were changed. */
function faultOf({ suspects }: Journal): NfError | undefined {
  try {
    for (const table of suspects) validateTable(table);
    return undefined;
  } catch (error) {
    if (error instanceof NfError) return error;
    throw error;
  }
}

/** Throws an `NfError` for a table that the batch made, and made invalid. */
function validateNewTable(table: NfTable | undefined, old: ReadonlySet<NfTable>): void {
  if (table !== undefined && !old.has(table)) validateTable(table);
}

/** Whether a request is the culprit, or adds a rule to the same table. */
function isRuleBeside(request: NfRequest, culprit: NfRequest): boolean {
  if (request === culprit) return true;
  if (!addsRule(request) || culprit.kind === 'flush ruleset') return false;
  return request.family === culprit.family && request.table === culprit.table;
}
