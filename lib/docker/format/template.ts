/** Fills templates in, as docker's `--format` does: what each action does. Go: text/template/exec.go (walk). */

import { formatValue, printValue } from './goPrint';
import { isTrue } from './isTrue';
import { TemplateError } from './templateError';
import { Evaluation, type Filling, type Value, type Variables } from './templateEvaluation';
import { FUNCTIONS } from './templateFunctions';
import type { BlockNode, TemplateNode } from './templateNodes';
import { parseTemplate as parse, type Template } from './templateParser';
import { indirect, type Typed, typedInt, typedString } from './typedValue';

export { TemplateError };

const NAMES = new Set([...FUNCTIONS.keys(), 'and', 'or']);

/** Reads a template that may call what docker's templates have. Throws a `TemplateError` for what Go does not read. */
export function parseTemplate(text: string, name = ''): Template {
  return parse(text, NAMES, name);
}

/** Fills a template in. Throws a `TemplateError` as Go would, and a `DockerError` for fields that are not modelled. */
export function fillTemplate(template: Template, value: Typed, filling: Filling = {}): string {
  const run = new Run(template, filling);
  run.walk(template.nodes, value, new Map([['$', { value }]]), template.name);
  return run.output;
}

/** As much of it as there is before the first error. */
export function fillHeading(template: Template, value: Typed): string {
  const run = new Run(template, { isHeading: true });
  try {
    run.walk(template.nodes, value, new Map([['$', { value }]]), template.name);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
  }
  return run.output;
}

const LOOP_BREAK = Symbol('break');
const LOOP_CONTINUE = Symbol('continue');

/** Goes through a template's actions, with what its pipelines come to. */
class Run extends Evaluation {
  output = '';
  #depth = 0;

  walk(nodes: readonly TemplateNode[], dot: Value, variables: Variables, name: string): void {
    this.name = name;
    // What an action declares is known to the end of the list that it stands in.
    const scope = new Map(variables);
    for (const node of nodes) this.#node(node, dot, scope);
  }

  #node(node: TemplateNode, dot: Value, variables: Variables): void {
    switch (node.kind) {
      case 'text':
        this.output += node.text;
        return;
      case 'action': {
        this.at = node;
        const value = this.pipeline(node.pipeline, dot, variables);
        if (node.pipeline.variables.length > 0) return;
        this.at = node;
        this.output += printValue(value);
        return;
      }
      case 'template':
        return this.#call(node, dot, variables);
      case 'break':
        throw LOOP_BREAK;
      case 'continue':
        throw LOOP_CONTINUE;
      case 'range':
        return this.#range(node, dot, new Map(variables));
      default: {
        const scope = new Map(variables);
        const value = this.pipeline(node.pipeline, dot, scope);
        if (isTrue(value)) this.#walkOn(node.body, node.kind === 'with' ? value : dot, scope);
        else this.#walkOn(node.otherwise, dot, scope);
      }
    }
  }

  #walkOn(nodes: readonly TemplateNode[], dot: Value, variables: Variables): void {
    this.walk(nodes, dot, variables, this.name);
  }

  #call(node: Extract<TemplateNode, { kind: 'template' }>, dot: Value, variables: Variables): void {
    this.at = node;
    const nodes = this.template.others.get(node.name);
    if (nodes === undefined) this.fail(`template ${JSON.stringify(node.name)} not defined`);
    if (this.#depth >= 1000) this.fail(`exceeded maximum template depth (1000)`);
    const value = node.pipeline === undefined ? undefined : this.pipeline(node.pipeline, dot, variables);
    const caller = this.name;
    this.#depth += 1;
    this.walk(nodes, value, new Map([['$', { value }]]), node.name);
    this.#depth -= 1;
    this.name = caller;
  }

  #range(node: BlockNode, dot: Value, variables: Variables): void {
    const value = this.pipeline(node.pipeline, dot, variables);
    const inside = value === undefined ? undefined : indirect(value).value;
    const items = this.#itemsOf(inside);
    const [first, second] = node.pipeline.variables;
    try {
      for (const [key, item] of items) {
        const scope = new Map(variables);
        if (second !== undefined && first !== undefined) scope.set(first, { value: key }).set(second, { value: item });
        else if (first !== undefined) scope.set(first, { value: item });
        try {
          this.#walkOn(node.body, item, scope);
        } catch (jump) {
          if (jump !== LOOP_CONTINUE) throw jump;
        }
      }
    } catch (jump) {
      if (jump !== LOOP_BREAK) throw jump;
    }
    if (items.length === 0) this.#walkOn(node.otherwise, dot, variables);
  }

  #itemsOf(value: Value): readonly (readonly [Typed, Typed])[] {
    if (value?.kind === 'slice' || value?.kind === 'array')
      return (value.items ?? []).map((item, index) => [typedInt(index), item]);
    if (value?.kind === 'map')
      return [...(value.entries ?? [])]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, item]) => [typedString(key), item]);
    // What is nothing is an empty map.
    if (value === undefined || value.kind === 'interface') return [];
    return this.fail(`range can't iterate over ${formatValue(value)}`);
  }
}
