/**
 * `--format`: Go's text/template, as much of it as people write: fields, `json`, `index`, `len`, `join`, `lower`, `upper`,
 * `title`, `println`, `range`, `if`, `with`, `else`, `end`, variables of `range`. What else there is, is refused by name.
 */
import { notModelled } from '../dockerError';
import { fieldsOf, type GoStruct, type GoValue, isList, toJson, toText } from './goValue';
import { type BlockNode, parseTemplate, TemplateError, type TemplateNode, type Word } from './templateParser';

/** Fills a template in. Throws `TemplateError` as Go would, and `DockerError` for functions that are not modelled. */
export function renderTemplate(text: string, value: GoValue): string {
  return renderNodes(parseTemplate(text), { dot: value, variables: new Map() });
}

interface Scope {
  readonly dot: GoValue;
  readonly variables: ReadonlyMap<string, GoValue>;
}

function renderNodes(nodes: readonly TemplateNode[], scope: Scope): string {
  return nodes.map((node) => renderNode(node, scope)).join('');
}

function renderNode(node: TemplateNode, scope: Scope): string {
  if (node.kind === 'text') return node.text;
  if (node.kind === 'action') return toText(evaluate(node.words, scope));
  const value = evaluate(node.words, scope);
  if (node.kind === 'range') return renderRange(node, value, scope);
  if (!isTrue(value)) return renderNodes(node.otherwise, scope);
  return renderNodes(node.body, node.kind === 'with' ? { ...scope, dot: value } : scope);
}

function renderRange(node: BlockNode, value: GoValue, scope: Scope): string {
  if (!isTrue(value)) return renderNodes(node.otherwise, scope);
  const items: readonly (readonly [GoValue, GoValue])[] = isList(value)
    ? value.map((item, index) => [index, item])
    : fieldsOf(value as GoStruct);
  const [first, second] = node.variables;
  return items
    .map(([key, item]) => {
      const variables = new Map(scope.variables);
      if (second !== undefined && first !== undefined) variables.set(first, key).set(second, item);
      else if (first !== undefined) variables.set(first, item);
      return renderNodes(node.body, { dot: item, variables });
    })
    .join('');
}

/** Empty values are false. */
function isTrue(value: GoValue): boolean {
  if (value === null || typeof value !== 'object') return Boolean(value);
  if (isList(value)) return value.length > 0;
  return !(value instanceof Map) || value.size > 0;
}

type TemplateFunction = (args: readonly GoValue[]) => GoValue;

const FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  json: ([value = null]) => toJson(value),
  len: ([value = null]) =>
    typeof value === 'string' || isList(value) ? value.length : fieldsOf(value as GoStruct).length,
  index: ([value = null, ...keys]) => keys.reduce((found, key) => member(found, key), value),
  join: ([list = [], separator = '']) => (isList(list) ? list.map(toText).join(`${separator}`) : ''),
  lower: ([value = '']) => toText(value).toLowerCase(),
  upper: ([value = '']) => toText(value).toUpperCase(),
  title: ([value = '']) => toText(value).replace(/\b\p{L}/gu, (letter) => letter.toUpperCase()),
  println: (values) => `${values.map(toText).join(' ')}\n`,
  not: ([value = null]) => !isTrue(value),
  eq: ([value = null, ...others]) => others.includes(value),
  ne: ([value = null, other = null]) => value !== other,
};

function evaluate(words: readonly Word[], scope: Scope): GoValue {
  const [head, ...rest] = words;
  if (head === undefined) throw new TemplateError('missing value for command');
  if (head.kind !== 'function') return rest.length === 0 ? wordValue(head, scope) : tooMany(head);
  const run = FUNCTIONS[head.text];
  if (run === undefined) throw notModelled(`the template function "${head.text}"`);
  return run(rest.map((word) => wordValue(word, scope)));
}

function wordValue(word: Word, scope: Scope): GoValue {
  if (word.kind === 'literal') return word.value;
  if (word.kind === 'function') return evaluate([word], scope);
  const start = word.kind === 'group' ? evaluate(word.words, scope) : startOf(word, scope);
  if (start === undefined) throw new TemplateError(`undefined variable "${word.text}"`);
  return word.fields.reduce<GoValue>((value, field) => fieldOf(value, field, word), start);
}

function startOf(word: Extract<Word, { kind: 'path' }>, scope: Scope): GoValue | undefined {
  return word.variable === undefined ? scope.dot : scope.variables.get(word.variable);
}

function fieldOf(value: GoValue, field: string, word: { readonly text: string; readonly column: number }): GoValue {
  const found =
    value !== null && typeof value === 'object' && !isList(value)
      ? fieldsOf(value as GoStruct).find(([name]) => name === field)
      : undefined;
  if (found !== undefined) return found[1];
  throw new TemplateError(`:1:${word.column}: executing "" at <${word.text}>: map has no entry for key "${field}"`);
}

function member(value: GoValue, key: GoValue): GoValue {
  if (isList(value)) {
    const item = value[Number(key)];
    if (item === undefined) throw new TemplateError(`error calling index: index out of range: ${toText(key)}`);
    return item;
  }
  return fieldsOf(value as GoStruct).find(([name]) => name === key)?.[1] ?? null;
}

function tooMany(word: Word): never {
  throw new TemplateError(`can't give argument to non-function ${word.kind === 'path' ? word.text : ''}`);
}
