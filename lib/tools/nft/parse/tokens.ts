/** The words of a text one after the other, with those of the files that it includes in between. */

import type { Node } from '../node';
import { NftError, type Place, type Source, spanning } from '../source';
import type { KnownRules } from './knownRules';
import { isReserved, type Token, unexpected, Words } from './lexer';

interface Reading {
  readonly source: Source;
  readonly words: Words;
  next: number;
}

function begin(source: Source): Reading {
  return { source, words: new Words(source), next: 0 };
}

/** Brackets within brackets, and operators one after the other. Userspace: YYMAXDEPTH, of which each takes some. */
const DEEPEST = 200;

/** Files that include each other may be so deep. Userspace: MAX_INCLUDE_DEPTH, include/parser.h. */
const DEEPEST_INCLUDE = 16;

export class Tokens {
  #reading: Reading;
  readonly #outer: Reading[] = [];
  /** What `define` gave names to, the innermost block last. */
  readonly #scopes: Map<string, Node>[] = [new Map()];
  #depth = 0;
  /** Where the last word ended. */
  #last: Place;

  constructor(
    source: Source,
    definitions: ReadonlyMap<string, Node> = new Map(),
    /** Rules that need not be read again. */
    readonly known?: KnownRules,
  ) {
    this.#reading = begin(source);
    this.#last = { source, from: 0, to: 0 };
    for (const [name, value] of definitions) this.define(name, value);
  }

  /** The word that comes next, or one behind it. */
  peek(ahead = 0): Token {
    const { words, next } = this.#reading;
    return words.at(next + ahead);
  }

  /** Takes the next word. The end of an included file is like that of a line. */
  next(): Token {
    const token = this.peek();
    this.#last = this.placeOf(token);
    if (token.kind !== 'end') this.#reading.next += 1;
    else if (this.#outer.length > 0) {
      this.#reading = this.#outer.pop() as Reading;
      return { ...token, kind: 'newline' };
    }
    return token;
  }

  /** Goes on with another text, and then here again. */
  include(source: Source, at: Place): void {
    if (this.#outer.length === DEEPEST_INCLUDE) throw new NftError('Include nested too deeply, max 16 levels', at);
    this.#outer.push(this.#reading);
    this.#reading = begin(source);
  }

  /** Passes over the rest of the line, from the next word on. */
  skipLine(): void {
    const { source, words, next } = this.#reading;
    const end = source.text.indexOf('\n', this.peek().from);
    words.skip(next, end < 0 ? source.text.length : end);
  }

  get source(): Source {
    return this.#reading.source;
  }

  /** Whether the whole text was read. */
  get isAtEnd(): boolean {
    return this.peek().kind === 'end' && this.#outer.length === 0;
  }

  placeOf({ from, to }: Token): Place {
    return { source: this.#reading.source, from, to };
  }

  /** The place of the next word. */
  get here(): Place {
    return this.placeOf(this.peek());
  }

  /** From a place to the word that was taken last. */
  since(first: Place): Place {
    return spanning(first, this.#last);
  }

  is(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.text === text && (token.kind === 'word' || token.kind === 'symbol');
  }

  /** Takes a word if it comes next. */
  accept(...texts: readonly string[]): boolean {
    if (!texts.some((text) => this.is(text))) return false;
    this.next();
    return true;
  }

  expect(text: string, expecting = ''): Place {
    if (!this.is(text)) throw this.unexpected(expecting);
    return this.placeOf(this.next());
  }

  /** A name: a word that is no number. */
  name(expecting = 'string'): { readonly text: string; readonly at: Place } {
    const token = this.peek();
    if (token.kind !== 'word' && token.kind !== 'quoted') throw this.unexpected(expecting);
    this.next();
    return { text: token.text, at: this.#last };
  }

  /** A name that is no word of the grammar. */
  identifier(): { readonly text: string; readonly at: Place } {
    const token = this.peek();
    if (token.kind !== 'word' || isReserved(token.text)) throw this.unexpected('string');
    return this.name();
  }

  number(expecting = 'number'): number {
    const token = this.peek();
    if (token.kind !== 'number') throw this.unexpected(expecting);
    this.next();
    return Number(token.text);
  }

  quoted(expecting = 'quoted string'): string {
    const token = this.peek();
    if (token.kind !== 'quoted') throw this.unexpected(expecting);
    this.next();
    return token.text;
  }

  /** Takes newlines and semicolons, and tells whether there was one. */
  separators(): boolean {
    let found = false;
    while (this.peek().kind === 'newline' || this.is(';') || (this.peek().kind === 'end' && this.#outer.length > 0)) {
      this.next();
      found = true;
    }
    return found;
  }

  /** Takes newlines. */
  newlines(): void {
    while (this.peek().kind === 'newline') this.next();
  }

  get isAtSeparator(): boolean {
    const { kind } = this.peek();
    return kind === 'newline' || kind === 'end' || this.is(';');
  }

  unexpected(expecting = ''): NftError {
    return unexpected(this.#reading.source, this.peek(), expecting);
  }

  /** Reads something that may have more of its kind in it. */
  nested<Result>(read: () => Result): Result {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw this.tooMuch();
    const result = read();
    this.#depth -= 1;
    return result;
  }

  /** The complaint about an expression that would take all the parser's stack. */
  tooMuch(): NftError {
    this.#depth = 0;
    return new NftError('memory exhausted', this.here, undefined, 'syntax');
  }

  openScope(): void {
    this.#scopes.push(new Map());
  }

  closeScope(): void {
    this.#scopes.pop();
  }

  define(name: string, value: Node): void {
    this.#scopes.at(-1)?.set(name, value);
  }

  isDefinedHere(name: string): boolean {
    return this.#scopes.at(-1)?.has(name) === true;
  }

  undefine(name: string): boolean {
    return this.#scopes.some((scope) => scope.delete(name));
  }

  /** The value of `$name`, whose `$` comes next. */
  variable(): Node {
    this.expect('$');
    const { text, at } = this.name();
    for (let depth = this.#scopes.length - 1; depth >= 0; depth--) {
      const value = this.#scopes[depth]?.get(text);
      if (value !== undefined) return { ...value, at };
    }
    throw new NftError(`unknown identifier '${text}'`, at, undefined, 'syntax');
  }
}
