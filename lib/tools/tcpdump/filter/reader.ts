/** A filter expression and how far it was read. */
import { syntaxError, type Token } from './lexer';

export class Reader {
  #at = 0;

  constructor(readonly tokens: readonly Token[]) {}

  get done(): boolean {
    return this.#at >= this.tokens.length;
  }

  /** Where it is, to come back to. */
  get position(): number {
    return this.#at;
  }

  set position(at: number) {
    this.#at = at;
  }

  /** A word without taking it. */
  peek(ahead = 0): Token | undefined {
    return this.tokens[this.#at + ahead];
  }

  take(): Token {
    const token = this.tokens[this.#at];
    if (token === undefined) throw syntaxError();
    this.#at += 1;
    return token;
  }

  /** Takes the next word if it is one of these. */
  takeIf(...texts: readonly string[]): boolean {
    const token = this.tokens[this.#at];
    if (token === undefined || !texts.includes(token.text)) return false;
    this.#at += 1;
    return true;
  }
}
