/** What the statements of one rule share: its table, the headers that it asked for, and the expressions so far. */
import type { Expression, Key, NfFamily, SetDeclaration, SetReference, TypeName } from '../../../netfilter/nf';
import { definitionOfKey } from '../../../netfilter/nf';
import type { KeyNode, Node } from '../node';
import { typeOfKey } from '../print/printKey';
import { NftError, type Place } from '../source';
import type { Interfaces } from '../values';
import type { Context } from './context';
import { evaluateAnonymous, type FieldTypes } from './evaluateSet';
import { describeTypes } from './evaluateValue';
import { Protocols } from './protocols';

export class RuleScope {
  readonly expressions: Expression[] = [];
  /** The place in the text that each expression comes from. */
  readonly places: Place[] = [];
  readonly protocols: Protocols;
  /** Whether it was asked what the machine has. */
  asksContext = false;
  readonly interfaces: Interfaces = {
    indexOf: (name) => this.#machine.interfaces.indexOf(name),
    nameOf: (index) => this.#machine.interfaces.nameOf(index),
  };
  readonly #context: Context;
  readonly #table: string;

  constructor(
    readonly family: NfFamily,
    table: string,
    context: Context,
  ) {
    this.#table = table;
    this.#context = context;
    this.protocols = new Protocols(family, this.expressions);
  }

  get #machine(): Context {
    this.asksContext = true;
    return this.#context;
  }

  /** What a set of the rule's table is declared as. */
  declaration(name: string): SetDeclaration | undefined {
    return this.#machine.set(this.family, this.#table, name);
  }

  /** Keys, whose headers are asked for. */
  keys(nodes: readonly KeyNode[]): readonly Key[] {
    return nodes.map(({ key, at }) => this.protocols.key(key, at));
  }

  /** A set or map that keys are looked up in. */
  set(
    node: Node,
    keys: readonly Key[],
    nodes: readonly KeyNode[],
    data: 'verdict' | readonly TypeName[] | undefined,
  ): SetReference {
    const types = fieldTypesOf(keys);
    if (node.kind === 'set') return evaluateAnonymous(node, types, data, this.interfaces);
    if (node.kind !== 'named') throw new NftError("syntax error, unexpected string, expecting '{' or @", node.at);
    const declaration = this.declaration(node.name);
    if (declaration === undefined) throw new NftError('No such file or directory', node.at);
    const isSame =
      declaration.types.length === keys.length &&
      declaration.types.every((type, field) => sameType(type, types.types[field]));
    const [first] = nodes;
    if (!isSame) {
      const expected = describeTypes(types.types);
      const found = describeTypes(declaration.types);
      const message =
        data === undefined
          ? `datatype mismatch, expected ${expected}, expression has type ${found}`
          : `datatype mismatch, map expects ${found}, mapping expression has type ${expected}`;
      throw new NftError(message, node.at, first && { ...first.at, to: nodes.at(-1)?.at.to ?? first.at.to });
    }
    return { kind: 'named', name: node.name };
  }

  /** A map has to say what is to be written. */
  refuseData(set: SetReference, types: readonly TypeName[], at: Place, before: Place): void {
    const data = set.kind === 'named' ? this.declaration(set.name)?.data : types;
    if (data !== undefined && String(data) === String(types)) return;
    const found = data === undefined ? 'nothing' : data === 'verdict' ? 'netfilter verdict' : describeTypes(data);
    throw new NftError(`datatype mismatch: expected ${describeTypes(types)}, expression has type ${found}`, at, before);
  }

  /** What a rejection asks for stands first in the rule. */
  requireFirst(header: 'ip' | 'ip6' | 'tcp', at: Place): void {
    if (this.protocols.requireFirst(header, at)) this.places.unshift(at);
  }
}

export function fieldTypesOf(keys: readonly Key[]): FieldTypes {
  return { types: keys.map(typeOfKey), bits: keys.map((key) => definitionOfKey(key).bits) };
}

/** Numbers without a name of their own may be looked up in sets of numbers. */
function sameType(a: TypeName, b: TypeName | undefined): boolean {
  return a === b;
}
