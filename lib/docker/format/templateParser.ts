/** Reads a template into a tree: text, actions and blocks. Go: text/template/parse/parse.go. */
import { quote } from './goPrint';
import { TemplateError } from './templateError';
import { readTokens, type Token, type TokenKind } from './templateLexer';
import type { BlockNode, Command, Operand, Pipeline, TemplateNode } from './templateNodes';

/** A template with those that it defines, by name. */
export interface Template {
  /** What complaints call it; docker gives most of them no name. */
  readonly name: string;
  readonly text: string;
  readonly nodes: readonly TemplateNode[];
  readonly others: ReadonlyMap<string, readonly TemplateNode[]>;
}

/** Reads one that may call `functions`. Throws a `TemplateError` for what Go does not read. */
export function parseTemplate(text: string, functions: ReadonlySet<string>, name = ''): Template {
  const parser = new Parser(readTokens(text), functions, name);
  const nodes = parser.main();
  return { name, text, nodes, others: parser.others };
}

const CONTROLS = new Set(['range', 'if', 'with']);
const OPERANDS = new Set<TokenKind>(
  'bool character dot field identifier number nil string variable open'.split(' ') as TokenKind[],
);

/** What ends a list of nodes: `{{end}}`, or `{{else}}` with what follows it. */
interface ListEnd {
  readonly word: 'end' | 'else';
}

class Parser {
  readonly others = new Map<string, readonly TemplateNode[]>();
  #next = 0;
  #variables: string[] = ['$'];
  #loops = 0;
  #actionLine = 0;

  constructor(
    readonly tokens: readonly Token[],
    readonly functions: ReadonlySet<string>,
    readonly name: string,
  ) {}

  main(): readonly TemplateNode[] {
    const nodes: TemplateNode[] = [];
    while (this.#peek().kind !== 'end of text') {
      if (this.#peek().kind === 'left' && this.#afterSpace(1).text === 'define') {
        this.#definition();
        continue;
      }
      const node = this.#textOrAction();
      if ('word' in node) this.#fail(`unexpected {{${node.word}}}`);
      nodes.push(node);
    }
    return nodes;
  }

  #peek(): Token {
    return this.tokens[Math.min(this.#next, this.tokens.length - 1)] as Token;
  }

  #take(): Token {
    const token = this.#peek();
    this.#next += 1;
    return token;
  }

  #skipSpace(): Token {
    while (this.#peek().kind === 'space') this.#next += 1;
    return this.#peek();
  }

  #takeWord(): Token {
    this.#skipSpace();
    return this.#take();
  }

  /** The token after so many more and the space behind them. */
  #afterSpace(count: number): Token {
    let index = this.#next + count;
    while (this.tokens[index]?.kind === 'space') index += 1;
    return (this.tokens[index] ?? this.tokens.at(-1)) as Token;
  }

  #fail(message: string): never {
    const { line } = this.tokens[Math.max(0, Math.min(this.#next - 1, this.tokens.length - 1))] as Token;
    throw new TemplateError(`${this.name}:${line}: ${message}`, true);
  }

  #unexpected(token: Token, context: string): never {
    if (token.kind !== 'error') this.#fail(`unexpected ${showToken(token)} in ${context}`);
    const started =
      this.#actionLine === 0 || this.#actionLine === token.line ? '' : ` started at ${this.name}:${this.#actionLine}`;
    const about = started === '' || token.text.endsWith(' action') ? started : ` in action${started}`;
    this.#fail(`${token.text}${about}`);
  }

  #expect(kind: TokenKind, context: string): Token {
    const token = this.#takeWord();
    if (token.kind !== kind) this.#unexpected(token, context);
    return token;
  }

  #definition(): void {
    this.#take();
    this.#takeWord();
    const name = this.#unquote(this.#expect('string', 'define clause').text);
    this.#expect('right', 'define clause');
    this.others.set(name, this.#ownScope('define clause'));
  }

  /** The body of a template with variables of its own. */
  #ownScope(context: string): readonly TemplateNode[] {
    const [outer, loops] = [this.#variables, this.#loops];
    [this.#variables, this.#loops] = [['$'], 0];
    const { nodes, end } = this.#list();
    if (end.word !== 'end') this.#fail(`unexpected {{${end.word}}} in ${context}`);
    [this.#variables, this.#loops] = [outer, loops];
    return nodes;
  }

  #list(): { readonly nodes: readonly TemplateNode[]; readonly end: ListEnd } {
    const nodes: TemplateNode[] = [];
    while (this.#skipSpace().kind !== 'end of text') {
      const node = this.#textOrAction();
      if ('word' in node) return { nodes, end: node };
      nodes.push(node);
    }
    return this.#fail('unexpected EOF');
  }

  #textOrAction(): TemplateNode | ListEnd {
    const token = this.#takeWord();
    if (token.kind === 'text') return { kind: 'text', text: token.text };
    if (token.kind !== 'left') return this.#unexpected(token, 'input');
    this.#actionLine = token.line;
    const node = this.#action();
    this.#actionLine = 0;
    return node;
  }

  #action(): TemplateNode | ListEnd {
    const token = this.#skipSpace();
    if (token.kind !== 'keyword') {
      const pipeline = this.#pipeline('command', 'right');
      return { kind: 'action', position: token.position, pipeline };
    }
    this.#take();
    if (CONTROLS.has(token.text)) return this.#control(token.text as BlockNode['kind']);
    if (token.text === 'template') return this.#templateCall();
    if (token.text === 'block') return this.#block(token);
    if (token.text === 'break' || token.text === 'continue') return this.#jump(token, token.text);
    if (token.text === 'end') {
      this.#expect('right', 'end');
      return { word: 'end' };
    }
    if (token.text !== 'else') return this.#unexpected(token, 'input');
    if (this.#skipSpace().text !== 'if') this.#expect('right', 'else');
    return { word: 'else' };
  }

  #jump({ text }: Token, kind: 'break' | 'continue'): TemplateNode {
    const token = this.#takeWord();
    if (token.kind !== 'right') this.#unexpected(token, `{{${text}}}`);
    if (this.#loops === 0) this.#fail(`{{${text}}} outside {{range}}`);
    return { kind };
  }

  #control(kind: BlockNode['kind']): BlockNode {
    const known = this.#variables.length;
    const pipeline = this.#pipeline(kind, 'right');
    if (kind === 'range') this.#loops += 1;
    const { nodes: body, end } = this.#list();
    if (kind === 'range') this.#loops -= 1;
    const otherwise = end.word === 'else' ? this.#otherwise(kind) : [];
    this.#variables.length = known;
    return { kind, position: pipeline.position, pipeline, body, otherwise };
  }

  /** `{{else if}}` is an if of its own in the else, with one end for both. */
  #otherwise(kind: BlockNode['kind']): readonly TemplateNode[] {
    if (this.#peek().text === 'if' && this.#peek().kind === 'keyword') {
      if (kind !== 'if') this.#unexpected(this.#take(), 'input');
      this.#take();
      return [this.#control('if')];
    }
    const { nodes, end } = this.#list();
    if (end.word !== 'end') this.#fail(`expected end; found {{${end.word}}}`);
    return nodes;
  }

  #templateCall(): TemplateNode {
    const token = this.#takeWord();
    if (token.kind !== 'string') this.#unexpected(token, 'template clause');
    const isLast = this.#skipSpace().kind === 'right';
    if (isLast) this.#take();
    const pipeline = isLast ? undefined : this.#pipeline('template clause', 'right');
    return { kind: 'template', position: token.position, name: this.#unquote(token.text), pipeline };
  }

  #block({ position }: Token): TemplateNode {
    const name = this.#unquote(this.#expect('string', 'block clause').text);
    const pipeline = this.#pipeline('block clause', 'right');
    const nodes = this.#ownScope('block clause');
    if (!this.others.has(name)) this.others.set(name, nodes);
    return { kind: 'template', position, name, pipeline };
  }

  #pipeline(context: string, end: TokenKind): Pipeline {
    const { position } = this.#skipSpace();
    const { names, isAssignment } = this.#declarations(context);
    const commands: Command[] = [];
    for (;;) {
      const token = this.#skipSpace();
      if (token.kind === end) break;
      if (!OPERANDS.has(token.kind)) this.#unexpected(this.#take(), context);
      commands.push(this.#command());
    }
    this.#take();
    if (commands.length === 0) this.#fail(`missing value for ${context}`);
    for (const [index, { operands }] of commands.entries())
      if (index > 0 && ['bool', 'dot', 'nil', 'number', 'string'].includes(operands[0]?.kind ?? ''))
        this.#fail(`non executable command in pipeline stage ${index + 1}`);
    return { kind: 'pipeline', position, variables: names, isAssignment, commands };
  }

  /** `$key, $value :=`, `$x =` */
  #declarations(context: string): { readonly names: readonly string[]; readonly isAssignment: boolean } {
    const names: string[] = [];
    for (let token = this.#skipSpace(); token.kind === 'variable'; token = this.#skipSpace()) {
      const after = this.#afterSpace(1);
      if (after.kind !== 'assign' && after.kind !== 'declare' && after.kind !== 'comma') break;
      this.#take();
      this.#takeWord();
      names.push(token.text);
      this.#variables.push(token.text);
      if (after.kind !== 'comma') return { names, isAssignment: after.kind === 'assign' };
      if (context !== 'range' || names.length > 1) this.#fail(`too many declarations in ${context}`);
      if (!['variable', 'right', 'close'].includes(this.#skipSpace().kind))
        this.#fail('range can only initialize variables');
    }
    return { names, isAssignment: false };
  }

  #command(): Command {
    const { position } = this.#skipSpace();
    const operands: Operand[] = [];
    for (;;) {
      this.#skipSpace();
      const operand = this.#operand();
      if (operand !== undefined) operands.push(operand);
      const token = this.#peek();
      if (token.kind === 'right' || token.kind === 'close') break;
      this.#take();
      if (token.kind === 'bar') break;
      if (token.kind !== 'space') this.#unexpected(token, 'operand');
    }
    if (operands.length === 0) this.#fail('empty command');
    return { kind: 'command', position, operands };
  }

  /** A term, and the fields behind it. */
  #operand(): Operand | undefined {
    const start = this.#term();
    if (start === undefined || this.#peek().kind !== 'field') return start;
    const { position } = this.#peek();
    const names: string[] = [];
    while (this.#peek().kind === 'field') names.push(this.#take().text.slice(1));
    // Of several fields Go keeps the place of the second.
    if (start.kind === 'field' || start.kind === 'variable')
      return { ...start, position, names: [...start.names, ...names] };
    if (['bool', 'string', 'number', 'nil', 'dot'].includes(start.kind))
      this.#fail(
        `unexpected . after term ${quote('text' in start ? start.text : start.kind === 'dot' ? '.' : start.kind)}`,
      );
    return { kind: 'chain', position, start, names };
  }

  #term(): Operand | undefined {
    const token = this.#skipSpace();
    const { kind, text, position } = token;
    if (!OPERANDS.has(kind)) return undefined;
    this.#take();
    switch (kind) {
      case 'identifier':
        if (!this.functions.has(text)) this.#fail(`function ${quote(text)} not defined`);
        return { kind: 'function', position, name: text };
      case 'variable':
        if (!this.#variables.includes(text)) this.#fail(`undefined variable ${quote(text)}`);
        return { kind: 'variable', position, names: [text] };
      case 'field':
        return { kind: 'field', position, names: [text.slice(1)] };
      case 'bool':
        return { kind: 'bool', position, isTrue: text === 'true' };
      case 'string':
        this.#unquote(text);
        return { kind: 'string', position, text };
      case 'open':
        return this.#pipeline('parenthesized pipeline', 'close');
      case 'dot':
      case 'nil':
        return { kind, position };
      default:
        return this.#number(token);
    }
  }

  #unquote(text: string): string {
    try {
      return unquote(text);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return this.#fail(error.message);
    }
  }

  #number({ text, position, kind }: Token): Operand {
    if (kind === 'character') {
      const value = this.#unquote(`"${text.slice(1, -1).replaceAll('"', '\\"')}"`).codePointAt(0) ?? 0;
      return { kind: 'number', position, text, value, isInteger: true };
    }
    const digits = text.replaceAll('_', '');
    const size = Number(
      digits
        .replace(/^[-+]/, '')
        .replace(/^0(?=\d)/, '0o')
        .replace(/^0o(?=.*[.eE89])/, '0'),
    );
    if (Number.isNaN(size)) this.#fail(`illegal number syntax: ${quote(text)}`);
    const isInteger = /^[-+]?0[xX]/.test(text) || !/[.eE]/.test(text);
    return { kind: 'number', position, text, value: digits.startsWith('-') ? -size : size, isInteger };
  }
}

/** A string as it is written. Throws a `SyntaxError` for an escape that Go has not. strconv.Unquote. */
export function unquote(text: string): string {
  if (text.startsWith('`')) return text.slice(1, -1);
  const escapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
  return text
    .slice(1, -1)
    .replace(/\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{3}|.)/g, (_, escaped: string) =>
      /^[xuU]./.test(escaped)
        ? String.fromCodePoint(Number.parseInt(escaped.slice(1), 16))
        : /^[0-7]{3}/.test(escaped)
          ? String.fromCodePoint(Number.parseInt(escaped, 8))
          : (escapes[escaped] ?? sameCharacter(escaped)),
    );
}

function sameCharacter(escaped: string): string {
  if (escaped === '"' || escaped === "'" || escaped === '\\') return escaped;
  throw new SyntaxError('invalid syntax');
}

function showToken({ kind, text }: Token): string {
  if (kind === 'end of text') return 'EOF';
  if (kind === 'keyword') return `<${text}>`;
  return text.length > 10 ? `${quote(text.slice(0, 10))}...` : quote(text);
}
