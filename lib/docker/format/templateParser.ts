/** Reads a template into a tree: text, actions and blocks. Go: text/template/parse. */
import { notModelled } from '../dockerError';

/** What Go's template package says of a template. */
export class TemplateError extends Error {
  /** `message` follows `template: `. */
  constructor(
    message: string,
    /** Of the template itself, not of what it is filled with. */
    readonly syntax = false,
  ) {
    super(message);
    this.name = 'TemplateError';
  }
}

/** A part of a command. */
export type Word =
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | { readonly kind: 'function'; readonly text: string }
  | {
      readonly kind: 'group';
      readonly words: readonly Word[];
      readonly text: string;
      readonly column: number;
      readonly fields: readonly string[];
    }
  | {
      readonly kind: 'path';
      readonly text: string;
      readonly column: number;
      readonly variable?: string;
      readonly fields: readonly string[];
    };

/** A part of a template. */
export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly words: readonly Word[] }
  | BlockNode;

/** What stands between `{{range …}}`, `{{if …}}` or `{{with …}}` and `{{end}}`. */
export interface BlockNode {
  readonly kind: 'range' | 'if' | 'with';
  readonly words: readonly Word[];
  /** Of `range $key, $value := …`. */
  readonly variables: readonly string[];
  readonly body: readonly TemplateNode[];
  readonly otherwise: readonly TemplateNode[];
}

interface Token {
  readonly kind: 'text' | 'action';
  readonly text: string;
  /** Of the first character after `{{`, from 0. */
  readonly column: number;
}

/** Throws a `TemplateError` for what Go does not read, and a `DockerError` for what is not modelled. */
export function parseTemplate(text: string): readonly TemplateNode[] {
  const tokens = tokenize(text);
  const position = { next: 0 };
  const { nodes, end } = parseBlock(tokens, position);
  if (end !== undefined) throw new TemplateError(`:1: unexpected {{${end}}}`, true);
  return nodes;
}

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < text.length) {
    const open = text.indexOf('{{', position);
    const before = open < 0 ? text.slice(position) : text.slice(position, open);
    if (before !== '') tokens.push({ kind: 'text', text: before, column: position });
    if (open < 0) break;
    const close = text.indexOf('}}', open);
    if (close < 0) throw new TemplateError(':1: unclosed action', true);
    tokens.push({ kind: 'action', text: text.slice(open + 2, close), column: open + 2 });
    position = close + 2;
  }
  return trim(tokens);
}

/** `{{-` and `-}}` take the white space beside them away. */
function trim(tokens: readonly Token[]): readonly Token[] {
  return tokens.map((token, index) => {
    if (token.kind === 'action') return { ...token, text: token.text.replace(/^- /, '').replace(/ -$/, '').trim() };
    const left = tokens[index - 1]?.text.endsWith(' -') === true ? token.text.trimStart() : token.text;
    return { ...token, text: tokens[index + 1]?.text.startsWith('- ') === true ? left.trimEnd() : left };
  });
}

function parseBlock(
  tokens: readonly Token[],
  position: { next: number },
): { readonly nodes: readonly TemplateNode[]; readonly end: string | undefined } {
  const nodes: TemplateNode[] = [];
  while (position.next < tokens.length) {
    const token = tokens[position.next++] as Token;
    if (token.kind === 'text') nodes.push({ kind: 'text', text: token.text });
    else if (token.text === 'end' || token.text.startsWith('else')) return { nodes, end: token.text };
    else nodes.push(parseAction(token, tokens, position));
  }
  return { nodes, end: undefined };
}

function parseAction(token: Token, tokens: readonly Token[], position: { next: number }): TemplateNode {
  const [, keyword, rest = ''] = /^(range|if|with)\s+(.*)$/s.exec(token.text) ?? [];
  if (keyword === undefined) return { kind: 'action', words: parsePipeline(token.text, token.column) };
  const [, names, pipeline = rest] = /^((?:\$\w+\s*(?:,\s*)?)+):=\s*(.*)$/s.exec(rest) ?? [];
  const words = parsePipeline(pipeline, token.column + token.text.length - pipeline.length);
  const { nodes: body, end } = parseBlock(tokens, position);
  const otherwise = end === 'else' ? parseBlock(tokens, position) : { nodes: [], end };
  if (otherwise.end?.startsWith('else ')) throw notModelled(`{{${otherwise.end}}} in templates`);
  if (otherwise.end !== 'end') throw new TemplateError(':1: unexpected EOF', true);
  const variables = names?.match(/\$\w+/g) ?? [];
  return { kind: keyword as BlockNode['kind'], words, variables, body, otherwise: otherwise.nodes };
}

/** `A | B x`: what comes before a bar is the last argument of what comes after it. */
function parsePipeline(text: string, column: number): readonly Word[] {
  const commands: Word[][] = [[]];
  for (const match of text.matchAll(WORD)) {
    const [word] = match;
    if (word === '|') commands.push([]);
    else commands.at(-1)?.push(parseWord(word, column + match.index));
  }
  const rest = text.replace(WORD, '').trim();
  if (rest !== '') throw new TemplateError(`:1: unexpected "${rest}" in command`, true);
  return commands.reduce((before, command) => [
    ...command,
    { kind: 'group', words: before, text: '', column, fields: [] },
  ]);
}

const WORD = /"(?:[^"\\]|\\.)*"|`[^`]*`|\((?:[^()]|\([^()]*\))*\)[\w.]*|\||-?\d+|\$?[\w.]+/g;

function parseWord(text: string, column: number): Word {
  if (text.startsWith('(')) return parseGroup(text, column);
  if (text.startsWith('"')) return { kind: 'literal', value: unquote(text) };
  if (text.startsWith('`')) return { kind: 'literal', value: text.slice(1, -1) };
  if (/^-?\d+$/.test(text)) return { kind: 'literal', value: Number(text) };
  if (text === 'true' || text === 'false') return { kind: 'literal', value: text === 'true' };
  const [start = '', ...fields] = text.split('.');
  if (start === '') return { kind: 'path', text, column, fields: fields.filter((field) => field !== '') };
  if (start.startsWith('$')) return { kind: 'path', text, column, variable: start, fields };
  return { kind: 'function', text };
}

/** A string in double quotes; the escapes that Go and JSON have in common. */
function unquote(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    throw new TemplateError(`:1: invalid syntax: ${text}`, true);
  }
}

/** `(index .A 0).B` */
function parseGroup(text: string, column: number): Word {
  const end = text.lastIndexOf(')');
  const fields = text
    .slice(end + 1)
    .split('.')
    .filter((field) => field !== '');
  return { kind: 'group', words: parsePipeline(text.slice(1, end), column + 1), text, column, fields };
}
