/** What a rule's names lead to while it is made: chains, sets and objects of its table. */

import type { NfChain, Part } from './chain';
import { DECISIONS, type Decision } from './decision';
import { NfError, type NfSubject } from './error';
import type { Expression, ObjectKind, SetReference, VerdictValue } from './expression';
import { definitionOfKey, type Key } from './fields';
import type { LoadFunction } from './fields/field';
import type { NfObject } from './objects';
import { type BuiltSet, buildSet } from './sets/build';
import type { NfSet } from './sets/set';
import type { NfTable } from './table';

/** The table that a rule is made for, and the place of the expression that is at hand. */
export class Scope {
  /** Of the expression at hand, for complaints. */
  index = 0;

  constructor(
    readonly table: NfTable,
    /** The chain that the rule is made for. */
    readonly home?: NfChain,
  ) {}

  /** What the kernel says is about the expression at hand. */
  get subject(): NfSubject {
    return { part: 'expression', index: this.index };
  }

  chain(name: string): NfChain {
    const chain = this.table.chains.get(name);
    if (chain === undefined) throw new NfError('ENOENT', this.subject);
    // Packets come to a base chain by its hook alone.
    if (chain.base !== undefined) throw new NfError('EOPNOTSUPP', this.subject);
    return chain;
  }

  decision(verdict: VerdictValue): Decision {
    switch (verdict.kind) {
      case 'jump':
        return { code: 'JUMP', chain: this.chain(verdict.chain) };
      case 'goto':
        return { code: 'GOTO', chain: this.chain(verdict.chain) };
      default:
        return DECISIONS[verdict.kind];
    }
  }

  object(kind: ObjectKind, name: string): NfObject {
    const object = this.table.object(kind, name);
    if (object === undefined) throw new NfError('ENOENT', this.subject);
    return object;
  }

  named(name: string): NfSet {
    const set = this.table.sets.get(name);
    if (set === undefined) throw new NfError('ENOENT', this.subject);
    return set;
  }

  /** A set by its name, or one of the rule's own. */
  set(reference: SetReference): BuiltSet {
    if (reference.kind === 'named') return { set: this.named(reference.name), chains: [] };
    return buildSet(reference, (verdict) => this.decision(verdict));
  }
}

/** The function that loads a key. */
export function loadOf(key: Key): LoadFunction {
  return definitionOfKey(key).load;
}

/** Whether one of some keys asks for the connection. */
export function needConntrack(keys: readonly Key[]): boolean {
  return keys.some((key) => definitionOfKey(key).needsConntrack);
}

/** A part that uses nothing and remembers nothing. */
export function plainPart(expression: Expression, run: Part['run'], facts: Partial<Part> = {}): Part {
  return { expression, run, needsConntrack: false, references: [], ...facts };
}
