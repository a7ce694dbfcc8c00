/** A table: chains, sets and objects under one name. Linux: struct nft_table. */
import type { NfChain, NfRule } from './chain';
import type { ObjectKind } from './expression';
import type { NfFamily, NfTableName } from './family';
import type { NfObject } from './objects';
import type { NfSet } from './sets/set';

export class NfTable {
  /** As traces name it. */
  readonly title: NfTableName;
  /** In the order in which they were made. */
  readonly chains = new Map<string, NfChain>();
  readonly sets = new Map<string, NfSet>();
  readonly objects = new Map<string, NfObject>();
  /** Its chains are not called. */
  dormant = false;
  /** The handle that was taken last. */
  lastHandle = 0;

  constructor(
    readonly family: NfFamily,
    readonly name: string,
    readonly handle: number,
    readonly comment: string | undefined,
  ) {
    this.title = `${family} ${name}`;
  }

  /** The next handle: chains, rules, sets and objects share one sequence, and none comes twice. */
  takeHandle(): number {
    this.lastHandle += 1;
    return this.lastHandle;
  }

  object(kind: ObjectKind, name: string): NfObject | undefined {
    return this.objects.get(objectKey(kind, name));
  }

  /** All rules with their chains. */
  *rules(): Iterable<readonly [NfChain, NfRule]> {
    for (const chain of this.chains.values()) for (const rule of chain.rules) yield [chain, rule];
  }
}

/** Objects of different kinds may have the same name. */
export function objectKey(kind: ObjectKind, name: string): string {
  return `${kind} ${name}`;
}
