/** What pipelines of a template come to: fields, methods and functions of values. Go: text/template/exec.go (evalPipeline and below). */

import { GO_ANY, type GoType, isAssignable } from './goType';
import { isTrue } from './isTrue';
import { TemplateError } from './templateError';
import { ANY_VALUE, FUNCTIONS, FunctionError, HEADER_FUNCTIONS, type TemplateFunction } from './templateFunctions';
import { methodOf } from './templateMethods';
import { type Command, type Named, nodeText, type Operand, type Pipeline } from './templateNodes';
import { type Template, unquote } from './templateParser';
import {
  type GoMethod,
  indirect,
  type Typed,
  typedBool,
  typedFloat,
  typedInt,
  typedString,
  zeroOf,
} from './typedValue';

/** How a template is filled in. */
export interface Filling {
  /** A key that a map has not is an error, as it is no error otherwise. */
  readonly missingKeyFails?: boolean;
  /** For the heading of a table: functions leave it alone. */
  readonly isHeading?: boolean;
}

/** No value at all, which is no nil either. */
export type Value = Typed | undefined;
/** By name. */
export type Variables = Map<string, { value: Value }>;

/** What the command before a bar gave; absent for the first one. */
interface Final {
  readonly value: Value;
}

/** Evaluates within one template. */
export class Evaluation {
  /** What is being evaluated, for complaints. */
  protected at: Named | undefined;
  /** The template that it stands in. */
  protected name = '';

  constructor(
    readonly template: Template,
    readonly filling: Filling,
  ) {}

  fail(message: string): never {
    if (this.at === undefined) throw new TemplateError(`${this.name}: ${message}`);
    const before = this.template.text.slice(0, this.at.position).split('\n');
    const place = `${this.template.name}:${before.length}:${new TextEncoder().encode(before.at(-1)).length}`;
    throw new TemplateError(`${place}: executing ${JSON.stringify(this.name)} at <${nodeText(this.at)}>: ${message}`);
  }

  protected pipeline(pipeline: Pipeline, dot: Value, variables: Variables): Value {
    this.at = pipeline;
    let final: Final | undefined;
    for (const command of pipeline.commands) {
      const value = this.#command(command, dot, variables, final);
      final = { value: value?.kind === 'interface' ? value.target : value };
    }
    for (const name of pipeline.variables) {
      const variable = variables.get(name);
      if (pipeline.isAssignment && variable !== undefined) variable.value = final?.value;
      else variables.set(name, { value: final?.value });
    }
    return final?.value;
  }

  #command(command: Command, dot: Value, variables: Variables, final: Final | undefined): Value {
    const [first, ...args] = command.operands as readonly [Operand, ...Operand[]];
    const context = { dot, variables };
    switch (first.kind) {
      case 'field':
      case 'chain':
      case 'variable':
        return this.#path(first, context, args, final);
      case 'function':
        this.at = first;
        return this.#callFunction(first.name, command, context, args, final);
      case 'pipeline':
        this.#refuseArguments(first, args, final);
        return this.pipeline(first, dot, variables);
      default:
        this.at = first;
        this.#refuseArguments(first, args, final);
        if (first.kind === 'nil') this.fail('nil is not a command');
        return this.#constant(first, dot);
    }
  }

  #refuseArguments(first: Operand, args: readonly Operand[], final: Final | undefined): void {
    if (args.length > 0 || final !== undefined) this.fail(`can't give argument to non-function ${nodeText(first)}`);
  }

  #constant(operand: Operand, dot: Value): Value {
    if (operand.kind === 'dot') return dot;
    if (operand.kind === 'bool') return typedBool(operand.isTrue);
    if (operand.kind === 'string') return typedString(unquote(operand.text));
    if (operand.kind === 'number') return operand.isInteger ? typedInt(operand.value) : typedFloat(operand.value);
    return this.fail(`can't handle ${nodeText(operand)} for arg of type interface {}`);
  }

  #path(
    node: Extract<Operand, { kind: 'field' | 'chain' | 'variable' }>,
    context: Context,
    args: readonly Operand[],
    final: Final | undefined,
  ): Value {
    this.at = node;
    let receiver = context.dot;
    let names = node.names;
    if (node.kind === 'chain') receiver = this.#argument(node.start, undefined, context);
    if (node.kind === 'variable') {
      receiver = context.variables.get(node.names[0] ?? '')?.value;
      names = node.names.slice(1);
      if (names.length === 0) this.#refuseArguments(node, args, final);
    }
    for (const [index, name] of names.entries()) {
      const isLast = index === names.length - 1;
      this.at = node;
      receiver = this.#field(receiver, name, node, context, isLast ? args : [], isLast ? final : undefined);
    }
    return receiver;
  }

  #field(
    value: Value,
    name: string,
    node: Named,
    context: Context,
    args: readonly Operand[],
    final: Final | undefined,
  ): Value {
    if (value === undefined) {
      if (this.filling.missingKeyFails === true) this.fail(`nil data; no entry for key ${JSON.stringify(name)}`);
      return undefined;
    }
    const { value: receiver, isNil } = indirect(value);
    if (receiver.kind === 'interface') this.fail(`nil pointer evaluating ${value.type.name}.${name}`);
    const hasArguments = args.length > 0 || final !== undefined;
    if (receiver.kind === 'struct') {
      const method = receiver.fields.method?.(name);
      if (method !== undefined) return this.#callMethod(name, method, node, context, args, final);
      const found = receiver.fields.get(name);
      if (found === undefined) return this.#noField(value, name);
      if (hasArguments) this.fail(`${name} has arguments but cannot be invoked as function`);
      return found;
    }
    if (receiver.kind === 'map') {
      if (receiver.type.key?.().isDefined !== false) return this.#noField(value, name);
      if (hasArguments) this.fail(`${name} is not a method but has arguments`);
      const found = receiver.entries?.get(name);
      if (found === undefined && this.filling.missingKeyFails === true)
        this.fail(`map has no entry for key ${JSON.stringify(name)}`);
      return found;
    }
    const method = methodOf(receiver, name);
    if (method !== undefined) return this.#callMethod(name, method, node, context, args, final);
    if (isNil && receiver.kind === 'pointer' && hasField(receiver.type, name))
      this.fail(`nil pointer evaluating ${value.type.name}.${name}`);
    return this.#noField(value, name);
  }

  #noField(value: Typed, name: string): never {
    return this.fail(`can't evaluate field ${name} in type ${value.type.name}`);
  }

  #callMethod(
    name: string,
    { parameters, call }: GoMethod,
    node: Named,
    context: Context,
    args: readonly Operand[],
    final: Final | undefined,
  ): Value {
    const run: TemplateFunction = { parameters, call: (given) => call(given as readonly Typed[]) };
    return this.#callWith(name, run, node, context, args, final);
  }

  #callFunction(
    name: string,
    node: Named,
    context: Context,
    args: readonly Operand[],
    final: Final | undefined,
  ): Value {
    if (name === 'and' || name === 'or') return this.#shortCircuit(name, context, args, final);
    const heading = this.filling.isHeading === true ? HEADER_FUNCTIONS.get(name) : undefined;
    const found = heading ?? FUNCTIONS.get(name);
    if (found === undefined) return this.fail(`${JSON.stringify(name)} is not a defined function`);
    return this.#callWith(name, found, node, context, args, final);
  }

  /** The first that decides, or the last. */
  #shortCircuit(name: 'and' | 'or', context: Context, args: readonly Operand[], final: Final | undefined): Value {
    if (args.length === 0 && final === undefined) this.fail(`wrong number of args for ${name}: want at least 1 got 0`);
    let value: Value;
    for (const arg of args) {
      value = this.#argument(arg, ANY_VALUE, context);
      if (isTrue(value) === (name === 'or')) return value;
    }
    return final === undefined ? value : final.value;
  }

  #callWith(
    name: string,
    { parameters, variadic, call }: TemplateFunction,
    node: Named,
    context: Context,
    args: readonly Operand[],
    final: Final | undefined,
  ): Value {
    const count = args.length + (final === undefined ? 0 : 1);
    if (variadic !== undefined && count < parameters.length)
      this.fail(`wrong number of args for ${name}: want at least ${parameters.length} got ${args.length}`);
    if (variadic === undefined && count !== parameters.length)
      this.fail(`wrong number of args for ${name}: want ${parameters.length} got ${count}`);
    const typeAt = (index: number) => parameters[index] ?? variadic ?? GO_ANY;
    const given = args.map((arg, index) => this.#argument(arg, typeAt(index), context));
    if (final !== undefined) given.push(this.#validate(final.value, typeAt(given.length)));
    try {
      return call(given);
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error;
      this.at = node;
      return this.fail(`error calling ${name}: ${error.message}`);
    }
  }

  #argument(operand: Operand, type: GoType | undefined, context: Context): Value {
    this.at = operand;
    switch (operand.kind) {
      case 'dot':
        return this.#validate(context.dot, type);
      case 'nil':
        if (type === undefined || canBeNil(type)) return undefined;
        return this.fail(`cannot assign nil to ${type.name}`);
      case 'field':
      case 'variable':
      case 'chain':
        return this.#validate(this.#path(operand, context, [], undefined), type);
      case 'pipeline':
        return this.#validate(this.pipeline(operand, context.dot, context.variables), type);
      case 'function':
        return this.#validate(this.#callFunction(operand.name, operand, context, [], undefined), type);
      default:
        return this.#literal(operand, type);
    }
  }

  #literal(operand: Operand, type: GoType | undefined): Value {
    const value = this.#constant(operand, undefined);
    if (type === undefined || type.kind === 'interface' || type === ANY_VALUE || value?.type.kind === type.kind)
      return value;
    const words = { string: 'string', int: 'integer', bool: 'bool' } as const;
    const expected = words[type.kind as keyof typeof words];
    return this.fail(
      expected === undefined
        ? `can't handle ${nodeText(operand)} for arg of type ${type.name}`
        : `expected ${expected}; found ${nodeText(operand)}`,
    );
  }

  /** Whether a value may stand where a type is asked for, perhaps without what is around it. */
  #validate(value: Value, type: GoType | undefined): Value {
    if (type === undefined || type === ANY_VALUE) return value;
    if (value === undefined) return canBeNil(type) ? undefined : this.fail(`invalid value; expected ${type.name}`);
    if (isAssignable(value.type, type)) return value;
    if (value.kind === 'interface' && value.target !== undefined) return this.#validate(value.target, type);
    if (value.kind === 'pointer' && value.target !== undefined && isAssignable(value.target.type, type))
      return value.target;
    return this.fail(`wrong type for value; expected ${type.name}; got ${value.type.name}`);
  }
}

interface Context {
  readonly dot: Value;
  readonly variables: Variables;
}

function canBeNil(type: GoType): boolean {
  return type === ANY_VALUE || ['interface', 'slice', 'map', 'pointer'].includes(type.kind);
}

function hasField(pointer: GoType, name: string): boolean {
  const target = pointer.element?.();
  if (target?.kind !== 'struct') return true;
  const struct = zeroOf(target);
  return struct.kind === 'struct' && struct.fields.get(name) !== undefined;
}
