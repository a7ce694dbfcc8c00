/**
 * `--format`: Go's text/template, as much of it as people write: fields, `json`, `index`, `len`, `join`, `lower`, `upper`,
 * `title`, `println`, `range`, `if`, `with`, `else`, `end`, variables of `range`. What else there is, is refused by name.
 */
import { notModelled } from '../dockerError';
import { fieldNamed, fieldsOf, type GoStruct, type GoValue, isList, toText } from './goValue';
import { isTrue, TEMPLATE_FUNCTIONS } from './templateFunctions';
import { type BlockNode, parseTemplate, TemplateError, type TemplateNode, type Word } from './templateParser';

/**
 * Fills a template in. Throws `TemplateError` as Go would, and `DockerError` for functions that are not modelled.
 * `type` is what Go calls the value's type where it is a struct and no map: its missing fields have other words.
 */
export function renderTemplate(text: string, value: GoValue, type?: string): string {
  return renderNodes(parseTemplate(text), { dot: value, type, variables: new Map() });
}

interface Scope {
  readonly type: string | undefined;
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
      return renderNodes(node.body, { ...scope, dot: item, variables });
    })
    .join('');
}

/** What Go's templates and docker's have besides. */
const REFUSED = new Set('and call ge gt html js le lt or pad print printf slice split truncate urlquery'.split(' '));

function evaluate(words: readonly Word[], scope: Scope): GoValue {
  const [head, ...rest] = words;
  if (head === undefined) throw new TemplateError('missing value for command');
  if (head.kind !== 'function') return rest.length === 0 ? wordValue(head, scope) : tooMany(head);
  const run = TEMPLATE_FUNCTIONS.get(head.text);
  if (run === undefined) {
    if (REFUSED.has(head.text)) throw notModelled(`the template function "${head.text}"`);
    throw new TemplateError(`:1: function "${head.text}" not defined`, true);
  }
  return run(rest.map((word) => wordValue(word, scope)));
}

function wordValue(word: Word, scope: Scope): GoValue {
  if (word.kind === 'literal') return word.value;
  if (word.kind === 'function') return evaluate([word], scope);
  const start = word.kind === 'group' ? evaluate(word.words, scope) : startOf(word, scope);
  if (start === undefined) throw new TemplateError(`undefined variable "${word.text}"`);
  return word.fields.reduce<GoValue>((value, field) => fieldOf(value, field, word, scope), start);
}

function startOf(word: Extract<Word, { kind: 'path' }>, scope: Scope): GoValue | undefined {
  return word.variable === undefined ? scope.dot : scope.variables.get(word.variable);
}

function fieldOf(
  value: GoValue,
  field: string,
  word: { readonly text: string; readonly column: number; readonly fields: readonly string[] },
  { type }: Scope,
): GoValue {
  const found =
    value !== null && typeof value === 'object' && !isList(value) ? fieldNamed(value as GoStruct, field) : undefined;
  if (found !== undefined) return found;
  const problem =
    type === undefined
      ? `map has no entry for key "${field}"`
      : `can't evaluate field ${field} in type ${typeof value === 'string' ? 'string' : type}`;
  // Of several fields Go names the place of the second. text/template/parse: (*Tree).operand.
  const column = word.column + (word.fields.length > 1 ? (word.fields[0]?.length ?? 0) + 1 : 0);
  throw new TemplateError(`:1:${column}: executing "" at <${word.text}>: ${problem}`);
}

function tooMany(word: Word): never {
  throw new TemplateError(`can't give argument to non-function ${word.kind === 'path' ? word.text : ''}`);
}
