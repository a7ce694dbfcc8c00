/** Makes requests to the kernel of commands, in the order in which nft sends them. Userspace: nft_cmd_expand, src/rule.c. */
import type { NfRequest, NfSubject } from '../../../netfilter/nf';
import type { ChainSpec, Command, NameReference, ObjectSpec } from '../command';
import type { Node, RuleNode } from '../node';
import { NftError, type Place } from '../source';
import type { Context } from './context';
import { evaluateObject } from './evaluateObject';
import { evaluateRule } from './evaluateRule';
import { evaluateDeclaration, evaluateElements, flatten, refuseConflicts } from './evaluateSet';
import { named, namePlaces, originOf, type Places, type Planned, tablePlaces } from './planned';

/** Collects what commands ask for; complaints about their meaning are collected as well. */
export class Planner {
  readonly planned: Planned[] = [];
  readonly errors: NftError[] = [];
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  /** Adds the requests of a command that changes something; false for one that only looks. */
  plan(command: Command): boolean {
    const { at } = command;
    switch (command.kind) {
      case 'table':
        this.#table(command, at);
        return true;
      case 'chain':
        this.#chain(command.reference, command.spec, command.verb === 'create', at);
        this.#rules(command.reference, command.spec.rules);
        return true;
      case 'rule':
        this.#attempt(() => this.#rule(command));
        return true;
      case 'set':
        this.#attempt(() => this.#set(command, at));
        return true;
      case 'elements':
        return this.#changeElements(command);
      case 'object':
        this.#object(command.reference, command.spec, command.verb === 'create', at);
        return true;
      case 'delete table':
        this.#context.forgetTable(command.reference.family, command.reference.table);
        this.#push(
          { kind: 'delete table', ...named(command.reference), ifExists: command.ifExists },
          at,
          tablePlaces(command.reference),
        );
        return true;
      case 'delete':
        this.#delete(command, at);
        return true;
      case 'delete rule': {
        const { reference, handle, handleAt, ifExists } = command;
        const places = { ...namePlaces(reference), handle: handleAt };
        this.#push({ kind: 'delete rule', ...named(reference), chain: reference.name, handle, ifExists }, at, places);
        return true;
      }
      case 'flush ruleset':
        this.#context.forgetAll(command.family);
        this.#push({ kind: 'flush ruleset', family: command.family }, at, {});
        return true;
      case 'flush table':
        this.#push({ kind: 'flush table', ...named(command.reference) }, at, tablePlaces(command.reference));
        return true;
      case 'flush':
        this.#attempt(() => this.#flush(command.what, command.reference, at));
        return true;
      case 'rename': {
        const { reference, newName } = command;
        this.#push(
          { kind: 'rename chain', ...named(reference), chain: reference.name, newName },
          at,
          namePlaces(reference),
        );
        return true;
      }
      default:
        return false;
    }
  }

  #changeElements({ verb, reference, elements, at }: Extract<Command, { readonly kind: 'elements' }>): boolean {
    if (verb === 'get') return false;
    this.#attempt(() => this.#elements(reference, elements, verb, at));
    return true;
  }

  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof NftError)) throw error;
      this.errors.push(error);
    }
  }

  #push(request: NfRequest, at: Place, places: Places, details?: (subject: NfSubject) => Place | undefined): void {
    const placeOf = (subject: NfSubject) => {
      if (subject.part === 'element' || subject.part === 'expression') return details?.(subject);
      return subject.part === 'request' ? at : places[subject.part];
    };
    this.planned.push({ request, at, placeOf });
  }

  /** Chains first, so that rules and elements may lead to any of them; then objects and sets, and rules last. */
  #table(command: Extract<Command, { readonly kind: 'table' }>, at: Place): void {
    const { reference, verb, dormant, comment, block } = command;
    const exclusive = verb === 'create';
    this.#push({ kind: 'add table', ...named(reference), exclusive, dormant, comment }, at, tablePlaces(reference));
    for (const one of block) if (one.kind === 'chain') this.#chain(one.reference, one.spec, false, one.at);
    for (const one of block) if (one.kind === 'object') this.#object(one.reference, one.spec, false, one.at);
    for (const one of block) if (one.kind === 'set') this.#attempt(() => this.#set(one, one.at));
    for (const one of block) if (one.kind === 'chain') this.#rules(one.reference, one.spec.rules);
  }

  #chain(reference: NameReference, spec: ChainSpec, exclusive: boolean, at: Place): void {
    const { hook, policy, comment } = spec;
    const base = hook && { ...hook, policy };
    const request = {
      kind: 'add chain',
      ...named(reference),
      chain: reference.name,
      exclusive,
      base,
      policy,
      comment,
    } as const;
    this.#push(request, at, namePlaces(reference));
  }

  #rules(reference: NameReference, rules: readonly RuleNode[]): void {
    const places = namePlaces(reference);
    for (const rule of rules)
      this.#attempt(() => this.#addRule(reference, rule, 'add rule', undefined, rule.at, places));
  }

  #rule({ reference, rule, verb, place, at }: Extract<Command, { readonly kind: 'rule' }>): void {
    const places = { ...namePlaces(reference), ...(place && { position: place.placeAt, handle: place.placeAt }) };
    if (verb === 'replace') {
      const { expressions, places: origins } = evaluateRule(rule, reference.family, reference.table, this.#context);
      const request = {
        kind: 'replace rule',
        ...named(reference),
        chain: reference.name,
        handle: place?.value ?? 0,
        expressions,
        comment: rule.comment,
      } as const;
      this.#push(request, at, places, (subject) => originOf(subject, origins));
      return;
    }
    this.#addRule(reference, rule, `${verb} rule`, place && { at: place.at, value: place.value }, at, places);
  }

  #addRule(
    reference: NameReference,
    rule: RuleNode,
    kind: 'add rule' | 'insert rule',
    place: { readonly at: 'handle' | 'index'; readonly value: number } | undefined,
    at: Place,
    places: Places,
  ): void {
    const { expressions, places: origins } = evaluateRule(rule, reference.family, reference.table, this.#context);
    const request: NfRequest = {
      kind,
      ...named(reference),
      chain: reference.name,
      place,
      expressions,
      comment: rule.comment,
    };
    this.#push(request, at, places, (subject) => originOf(subject, origins));
  }

  #set({ reference, isMap, spec, verb }: Extract<Command, { readonly kind: 'set' }>, at: Place): void {
    const declaration = evaluateDeclaration(spec, isMap);
    this.#context.declareSet(reference, declaration);
    const { name } = reference;
    this.#push(
      { kind: 'add set', ...named(reference), name, exclusive: verb === 'create', declaration },
      at,
      namePlaces(reference),
    );
    if (spec.elements !== undefined) this.#elements(reference, spec.elements, 'add', at);
  }

  #elements(
    reference: NameReference,
    node: Node,
    verb: 'add' | 'create' | 'delete' | 'destroy' | 'insert' | 'replace',
    at: Place,
  ): void {
    const declaration = this.#context.set(reference.family, reference.table, reference.name);
    if (declaration === undefined) throw new NftError('No such file or directory', reference.nameAt);
    const nodes = flatten(node);
    const elements = evaluateElements(node, declaration, this.#context);
    const removes = verb === 'delete' || verb === 'destroy';
    if (declaration.interval && !declaration.autoMerge && declaration.types.length === 1 && !removes)
      refuseConflicts(nodes, elements);
    const request = {
      kind: removes ? 'delete elements' : 'add elements',
      ...named(reference),
      name: reference.name,
      elements,
      exclusive: verb === 'create',
      ifExists: verb === 'destroy',
    } as const;
    this.#push(request, at, namePlaces(reference), (subject) =>
      subject.part === 'element' ? nodes[subject.index]?.at : undefined,
    );
  }

  #object(reference: NameReference, spec: ObjectSpec, exclusive: boolean, at: Place): void {
    this.#attempt(() => {
      this.#push(
        { kind: 'add object', ...named(reference), exclusive, object: evaluateObject(reference, spec) },
        at,
        namePlaces(reference),
      );
    });
  }

  #delete({ what, reference, ifExists }: Extract<Command, { readonly kind: 'delete' }>, at: Place): void {
    const { name } = reference;
    const places = namePlaces(reference);
    if (what === 'chain') this.#push({ kind: 'delete chain', ...named(reference), chain: name, ifExists }, at, places);
    else if (what === 'set') {
      this.#push({ kind: 'delete set', ...named(reference), name, ifExists }, at, places);
      this.#context.forgetSet(reference);
    } else this.#push({ kind: 'delete object', ...named(reference), object: what, name, ifExists }, at, places);
  }

  #flush(what: 'chain' | 'set', reference: NameReference, at: Place): void {
    const { name } = reference;
    if (what === 'chain') {
      this.#push({ kind: 'flush chain', ...named(reference), chain: name }, at, namePlaces(reference));
      return;
    }
    if (this.#context.set(reference.family, reference.table, name) === undefined)
      throw new NftError('No such file or directory', reference.nameAt);
    this.#push({ kind: 'flush set', ...named(reference), name, ifExists: false }, at, namePlaces(reference));
  }
}
