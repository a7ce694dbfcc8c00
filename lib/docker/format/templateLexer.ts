/** Cuts a template into tokens. Go: text/template/parse/lex.go. */

/** What a token is. */
export type TokenKind =
  | 'error'
  | 'end of text'
  | 'text'
  | 'left'
  | 'right'
  | 'space'
  | 'string'
  | 'number'
  | 'character'
  | 'field'
  | 'variable'
  | 'identifier'
  | 'keyword'
  | 'dot'
  | 'nil'
  | 'bool'
  | 'bar'
  | 'declare'
  | 'assign'
  | 'comma'
  | 'open'
  | 'close';

/** A token, or what is wrong with the text from here on. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** In the template's text. */
  readonly position: number;
  /** From 1. */
  readonly line: number;
}

const KEYWORDS = new Set(['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'template', 'with']);

/** All tokens; the last one is an error or the text's end. */
export function readTokens(text: string): readonly Token[] {
  return new Lexer(text).run();
}

class Lexer {
  readonly tokens: Token[] = [];
  position = 0;
  depth = 0;

  constructor(readonly text: string) {}

  run(): readonly Token[] {
    while (this.tokens.at(-1)?.kind !== 'error' && this.tokens.at(-1)?.kind !== 'end of text') this.#outside();
    return this.tokens;
  }

  #emit(kind: TokenKind, end: number): void {
    const line = this.text.slice(0, this.position).split('\n').length;
    this.tokens.push({ kind, text: this.text.slice(this.position, end), position: this.position, line });
    this.position = end;
  }

  #fail(message: string): void {
    const line = this.text.slice(0, this.position).split('\n').length;
    this.tokens.push({ kind: 'error', text: message, position: this.position, line });
  }

  /** Text up to the next action; `{{- ` takes the white space before it away. */
  #outside(): void {
    const open = this.text.indexOf('{{', this.position);
    const end = open < 0 ? this.text.length : open;
    const trims = /^\{\{-[ \t\r\n]/.test(this.text.slice(end, end + 4));
    const text = this.text.slice(this.position, end);
    const kept = trims ? text.replace(/[ \t\r\n]+$/, '') : text;
    if (kept !== '') this.#emit('text', this.position + kept.length);
    this.position = end;
    if (open < 0) return this.#emit('end of text', end);
    const start = end + (trims ? 4 : 2);
    if (this.text.startsWith('/*', start)) return this.#comment(start);
    this.#emit('left', end + 2);
    this.position = start;
    this.depth = 0;
    while (this.#inside());
  }

  #comment(start: number): void {
    const end = this.text.indexOf('*/', start);
    if (end < 0) return this.#fail('unclosed comment');
    const [close] = /^([ \t\r\n]-)?\}\}/.exec(this.text.slice(end + 2, end + 6)) ?? [];
    if (close === undefined) return this.#fail('comment ends before closing delimiter');
    this.position = end + 2 + close.length;
    if (close.length > 2) this.#skipSpace();
  }

  #skipSpace(): void {
    this.position += /^[ \t\r\n]*/.exec(this.text.slice(this.position))?.[0].length ?? 0;
  }

  /** One token of an action; false at its end. */
  #inside(): boolean {
    const rest = this.text.slice(this.position);
    const [close] = /^(?:[ \t\r\n]-)?\}\}/.exec(rest) ?? [];
    if (close !== undefined) {
      if (this.depth > 0) return this.#stop('unclosed left paren');
      if (close.length > 2) this.position += 2;
      this.#emit('right', this.position + 2);
      if (close.length > 2) this.#skipSpace();
      return false;
    }
    if (rest === '') return this.#stop('unclosed action');
    const [kind, length] = this.#match(rest);
    if (kind === 'error') return false;
    this.#emit(kind, this.position + length);
    return true;
  }

  #stop(message: string): false {
    this.#fail(message);
    return false;
  }

  #match(rest: string): readonly [TokenKind, number] {
    const length = (pattern: RegExp) => pattern.exec(rest)?.[0].length ?? 0;
    // A space before `-}}` is a part of that.
    const space = length(/^[ \t\r\n]+/);
    if (space > 0) return ['space', /^[ \t\r\n]-\}\}/.test(rest.slice(space - 1)) && space > 1 ? space - 1 : space];
    const [first = ''] = rest;
    if (rest.startsWith(':=')) return ['declare', 2];
    if (first === ':') return this.#refuse('expected :=');
    if (first === '=') return ['assign', 1];
    if (first === '|') return ['bar', 1];
    if (first === ',') return ['comma', 1];
    if (first === '"') return this.#quoted(length(/^"(?:[^"\\\n]|\\[^\n])*"/), 'string', 'unterminated quoted string');
    if (first === '`') return this.#quoted(length(/^`[^`]*`/), 'string', 'unterminated raw quoted string');
    if (first === "'")
      return this.#quoted(length(/^'(?:[^'\\\n]|\\[^\n])*'/), 'character', 'unterminated character constant');
    if (first === '$') return this.#word(1 + length(/^\$?[\p{L}\p{N}_]*/u) - 1, 'variable');
    if (first === '.' && !/^\.\d/.test(rest)) {
      const name = length(/^\.[\p{L}\p{N}_]*/u);
      return name === 1 ? ['dot', 1] : this.#word(name, 'field');
    }
    if (/[-+.\d]/.test(first)) return this.#number(rest);
    if (/[\p{L}_]/u.test(first)) return this.#identifier(rest, length(/^[\p{L}\p{N}_]+/u));
    return this.#parenthesis(first);
  }

  #parenthesis(first: string): readonly [TokenKind, number] {
    if (first === '(') {
      this.depth += 1;
      return ['open', 1];
    }
    if (first !== ')') return this.#refuse(`unrecognized character in action: ${describe(first)}`);
    this.depth -= 1;
    return this.depth < 0 ? this.#refuse(`unexpected right paren ${describe(first)}`) : ['close', 1];
  }

  #quoted(length: number, kind: TokenKind, problem: string): readonly [TokenKind, number] {
    return length > 0 ? [kind, length] : this.#refuse(problem);
  }

  #number(rest: string): readonly [TokenKind, number] {
    const [text = ''] =
      /^[-+]?(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:[\d_]+\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?)?/.exec(
        rest,
      ) ?? [];
    const after = rest[text.length] ?? '';
    if (text.replace(/[-+]/, '') !== '' && !/[\p{L}\p{N}_]/u.test(after)) return ['number', text.length];
    return this.#refuse(`bad number syntax: ${JSON.stringify(text + after)}`);
  }

  #identifier(rest: string, length: number): readonly [TokenKind, number] {
    const word = rest.slice(0, length);
    const kind = KEYWORDS.has(word)
      ? 'keyword'
      : word === 'true' || word === 'false'
        ? 'bool'
        : word === 'nil'
          ? 'nil'
          : 'identifier';
    return this.#word(length, kind);
  }

  /** What follows a name has to end it. */
  #word(length: number, kind: TokenKind): readonly [TokenKind, number] {
    const after = this.text[this.position + length] ?? '';
    const ends = after === '' || /[ \t\r\n.,|:()]/.test(after) || this.text.startsWith('}}', this.position + length);
    if (ends) return [kind, length];
    this.position += length;
    return this.#refuse(`bad character ${describe(after)}`);
  }

  #refuse(message: string): readonly ['error', 0] {
    this.#fail(message);
    return ['error', 0];
  }
}

/** fmt's %#U. */
function describe(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `U+${code} '${character}'`;
}
