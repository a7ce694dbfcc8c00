/** What Go says of text that is not JSON. Go: encoding/json/scanner.go. */

/** Where the first value ends, or what is wrong with it: an error, or the text's end too early. */
export type JsonScan = { readonly end: number } | { readonly error: string } | 'unexpected end';

/** Reads one value from the start of a text. */
export function scanJson(text: string): JsonScan {
  const scanner = new Scanner(text);
  try {
    scanner.value('looking for beginning of value');
    return { end: scanner.index };
  } catch (error) {
    if (error instanceof Stop) return error.message === '' ? 'unexpected end' : { error: error.message };
    throw error;
  }
}

/** What Go says of a character that is not allowed where it stands; it looks at bytes, so that only the first one of `“` is told. */
export function invalidCharacter(text: string, index: number, context: string): string {
  const [byte = 0] = new TextEncoder().encode(String.fromCodePoint(text.codePointAt(index) ?? 0));
  return `invalid character ${quote(byte)} ${context}`;
}

const ESCAPES: ReadonlyMap<number, string> = new Map([
  [0x07, '\\a'],
  [0x08, '\\b'],
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0b, '\\v'],
  [0x0c, '\\f'],
  [0x0d, '\\r'],
  [0x27, "\\'"],
  [0x5c, '\\\\'],
]);

function quote(byte: number): string {
  const hex = byte.toString(16).padStart(2, '0');
  const isPrinted = (byte >= 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
  const unprinted = byte < 0x80 ? `\\x${hex}` : `\\u00${hex}`;
  return `'${ESCAPES.get(byte) ?? (isPrinted ? String.fromCharCode(byte) : unprinted)}'`;
}

/** The message of an error; empty at the text's end. */
class Stop extends Error {}

/** Goes through a text by the grammar of JSON. */
class Scanner {
  index = 0;

  constructor(readonly text: string) {}

  value(context: string): void {
    this.#space();
    const character = this.text[this.index];
    if (character === '{') this.#object();
    else if (character === '[') this.#array();
    else if (character === '"') this.#string();
    else if (character !== undefined && /[-\d]/.test(character)) this.#number();
    else if (character === 't') this.#literal('true');
    else if (character === 'f') this.#literal('false');
    else if (character === 'n') this.#literal('null');
    else this.#fail(context);
  }

  #object(): void {
    this.index += 1;
    this.#space();
    if (this.#take('}')) return;
    for (;;) {
      this.#space();
      if (this.text[this.index] !== '"') this.#fail('looking for beginning of object key string');
      this.#string();
      this.#space();
      if (!this.#take(':')) this.#fail('after object key');
      this.value('looking for beginning of value');
      this.#space();
      if (this.#take('}')) return;
      if (!this.#take(',')) this.#fail('after object key:value pair');
    }
  }

  #array(): void {
    this.index += 1;
    this.#space();
    if (this.#take(']')) return;
    for (;;) {
      this.value('looking for beginning of value');
      this.#space();
      if (this.#take(']')) return;
      if (!this.#take(',')) this.#fail('after array element');
    }
  }

  #string(): void {
    for (this.index += 1; !this.#take('"'); this.index += 1) {
      const character = this.text[this.index];
      if (character === undefined || character < ' ') this.#fail('in string literal');
      if (character !== '\\') continue;
      this.index += 1;
      const escaped = this.text[this.index];
      if (escaped === undefined || !'bfnrt\\/"u'.includes(escaped)) this.#fail('in string escape code');
      for (let digits = 0; escaped === 'u' && digits < 4; digits++) {
        this.index += 1;
        if (!/[\da-fA-F]/.test(this.text[this.index] ?? '')) this.#fail('in \\u hexadecimal character escape');
      }
    }
  }

  #number(): void {
    this.#take('-');
    if (!this.#take('0') && this.#digits() === 0) this.#fail('in numeric literal');
    if (this.#take('.') && this.#digits() === 0) this.#fail('after decimal point in numeric literal');
    if (!this.#take('e') && !this.#take('E')) return;
    if (!this.#take('+')) this.#take('-');
    if (this.#digits() === 0) this.#fail('in exponent of numeric literal');
  }

  #digits(): number {
    const [found = ''] = /^\d*/.exec(this.text.slice(this.index)) ?? [];
    this.index += found.length;
    return found.length;
  }

  #literal(word: string): void {
    for (const letter of word) {
      if (!this.#take(letter)) this.#fail(`in literal ${word} (expecting '${letter}')`);
    }
  }

  #space(): void {
    while (/[ \t\r\n]/.test(this.text[this.index] ?? '')) this.index += 1;
  }

  #take(character: string): boolean {
    if (this.text[this.index] !== character) return false;
    this.index += 1;
    return true;
  }

  #fail(context: string): never {
    throw new Stop(this.index >= this.text.length ? '' : invalidCharacter(this.text, this.index, context));
  }
}
