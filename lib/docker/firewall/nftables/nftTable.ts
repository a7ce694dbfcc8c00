/**
 * A table as dockerd remembers it, and its changes as batches for nft. A chain that changes is emptied and filled again, so that
 * its counters begin anew. libnetwork: internal/nftables (Table.Apply, incremental_update.nft.gotmpl, reload.nft.gotmpl).
 */
import type { CommandResult } from '../../../tools';
import { DockerError } from '../../dockerError';
import type { BasePlace, NftChange, NftRuleChange } from './nftChange';

/** Runs the program nft with a batch on its standard input, or with arguments alone. */
export type RunNft = (argv: readonly string[], stdin?: string) => CommandResult;

interface Chain {
  readonly base: BasePlace | undefined;
  /** By group; a set keeps the order in which rules came. */
  readonly groups: Map<number, Set<string>>;
}

export class NftTable {
  readonly #title: string;
  readonly #run: RunNft;
  readonly #chains = new Map<string, Chain>();
  /** Elements of the verdict maps, as `KEY : VERDICT`. */
  readonly #maps = new Map<string, Map<string, string>>();
  #isNew = true;
  #changedChains = new Set<string>();
  #newMaps = new Set<string>();
  #deletedChains: string[] = [];
  #addedElements: NftElement[] = [];
  #deletedElements: NftElement[] = [];

  constructor(family: 'ip' | 'ip6', name: string, run: RunNft) {
    this.#title = `${family} ${name}`;
    this.#run = run;
  }

  /** Makes all of it, or nothing: then a `DockerError` says why. */
  make(changes: readonly NftChange[]): void {
    if (changes.length === 0) return;
    const made: NftChange[] = [];
    try {
      for (const change of changes) if (this.#make(change)) made.push(change);
    } catch (error) {
      for (const change of made.reverse()) this.#unmake(change);
      this.#forgetChanges();
      throw error;
    }
    this.#commit();
  }

  /** Takes away, from the last to the first, what of it is there. */
  unmake(changes: readonly NftChange[]): void {
    const gone = [...changes].reverse().filter((change) => this.#unmake(change));
    if (gone.length > 0) this.#commit();
  }

  /** False if it was there, and may be. */
  #make(change: NftChange): boolean {
    switch (change.kind) {
      case 'chain':
        this.#chains.set(change.name, { base: change.base, groups: new Map() });
        this.#changedChains.add(change.name);
        return true;
      case 'map':
        this.#maps.set(change.name, new Map());
        this.#newMaps.add(change.name);
        return true;
      case 'element':
        this.#maps.get(change.map)?.set(change.key, change.verdict);
        this.#addedElements.push(change);
        return true;
      case 'rule':
        return this.#makeRule(change);
    }
  }

  #makeRule({ chain, group, rule, isShared, from }: NftRuleChange): boolean {
    const groups = this.#chains.get(chain)?.groups;
    if (groups === undefined) throw new DockerError('failed', `${sayFrom(from)}chain '${chain}' does not exist`);
    const rules = groups.get(group) ?? new Set();
    if (rules.has(rule)) {
      if (isShared === true) return false;
      const place = `chain:'${chain}' group:${group}`;
      throw new DockerError('failed', `${sayFrom(from)}adding rule:'${rule}' ${place}: rule exists`);
    }
    groups.set(group, rules.add(rule));
    this.#changedChains.add(chain);
    return true;
  }

  /** False if it was not there. */
  #unmake(change: NftChange): boolean {
    switch (change.kind) {
      case 'chain':
        if (!this.#chains.delete(change.name)) return false;
        this.#changedChains.delete(change.name);
        this.#deletedChains.push(change.name);
        return true;
      case 'map':
        return this.#maps.delete(change.name);
      case 'element':
        if (this.#maps.get(change.map)?.delete(change.key) !== true) return false;
        this.#deletedElements.push(change);
        return true;
      case 'rule':
        if (this.#chains.get(change.chain)?.groups.get(change.group)?.delete(change.rule) !== true) return false;
        this.#changedChains.add(change.chain);
        return true;
    }
  }

  /** What nft refuses is tried once more as a whole table: somebody may have taken away a part of it. */
  #commit(): void {
    const { exitCode } = this.#run(['-f', '-'], this.#batch());
    this.#forgetChanges();
    if (exitCode === 0) {
      this.#isNew = false;
      return;
    }
    const again = this.#run(['-f', '-'], this.#wholeTable());
    if (again.exitCode !== 0) throw new DockerError('failed', `running nft: ${again.stderr.trim()}`);
  }

  #forgetChanges(): void {
    this.#changedChains.clear();
    this.#newMaps.clear();
    this.#deletedChains = [];
    this.#addedElements = [];
    this.#deletedElements = [];
  }

  #batch(): string {
    const title = this.#title;
    const changed = inOrder(this.#changedChains).flatMap((name) => {
      const chain = this.#chains.get(name);
      return chain === undefined ? [] : [{ name, chain }];
    });
    const declared = [
      ...inOrder(this.#maps.keys()).map((name) => `map ${name} { type ifname : verdict; }`),
      ...changed.map(({ name, chain }) => `chain ${name} { ${sayBase(chain)} }`),
    ];
    return lines(
      `table ${title} {`,
      ...declared,
      '}',
      ...(this.#isNew ? [`flush table ${title}`] : []),
      ...inOrder(this.#newMaps).map((name) => `flush map ${title} ${name}`),
      ...changed.map(({ name }) => `flush chain ${title} ${name}`),
      ...this.#deletedElements.map(({ map, key }) => `delete element ${title} ${map} { "${key}" }`),
      ...this.#deletedChains.map((name) => `delete chain ${title} ${name}`),
      `table ${title} {`,
      ...changed.map(({ name, chain }) => sayChain(name, chain)),
      '}',
      ...this.#addedElements.map(({ map, key, verdict }) => `add element ${title} ${map} { "${key}" : ${verdict} }`),
    );
  }

  #wholeTable(): string {
    const title = this.#title;
    const maps = inOrder(this.#maps.keys()).map((name) => {
      const elements = [...(this.#maps.get(name) ?? [])].map(([key, verdict]) => `"${key}" : ${verdict}`);
      return `map ${name} { type ifname : verdict; ${elements.length === 0 ? '' : `elements = { ${elements.join(', ')} }; `}}`;
    });
    const chains = [...this.#chains].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, chain]) => sayChain(name, chain));
    return lines(`table ${title} {}`, `delete table ${title}`, `table ${title} {`, ...maps, ...chains, '}');
  }
}

type NftElement = Extract<NftChange, { readonly kind: 'element' }>;

function sayFrom(from: string | undefined): string {
  return from === undefined ? '' : `rule from ${from}: `;
}

function sayBase({ base }: Chain): string {
  return base === undefined ? '' : `type ${base.type} hook ${base.hook} priority ${base.priority}; policy accept;`;
}

function sayChain(name: string, chain: Chain): string {
  const rules = [...chain.groups].sort(([a], [b]) => a - b).flatMap(([, group]) => [...group]);
  return lines(`chain ${name} {`, sayBase(chain), ...rules, '}').trimEnd();
}

/** Go's templates go through a map by its keys. */
function inOrder(names: Iterable<string>): readonly string[] {
  return [...names].sort((a, b) => (a < b ? -1 : 1));
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
