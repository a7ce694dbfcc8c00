/** Basic and extended regular expressions of GNU grep and sed, in the syntax of the interpreter's engine. glibc: posix/regcomp.c; GNU sed: sed/regexp.c. */

/** What the C library says of an expression that is none (`message`), or why it is not modelled. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

/** `fixed`: every character means itself. */
export type Syntax = 'basic' | 'extended' | 'fixed';

/** Whose expression it is: sed has escapes of its own (`\n`, `\t`), within brackets as well. */
export type Tool = 'grep' | 'sed';

/** What POSIX calls classes of characters, for between brackets. */
const CLASSES: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
};

/** Escapes that sed makes characters of before it reads the expression. */
const SED_ESCAPES: Readonly<Record<string, string>> = {
  a: '\\x07',
  f: '\\f',
  n: '\\n',
  r: '\\r',
  t: '\\t',
  v: '\\v',
};

/** Translates an expression; throws an `ExpressionError` for one that is none, and for back-references. */
export function translateExpression(source: string, syntax: Syntax, tool: Tool): string {
  if (syntax === 'fixed') return [...source].map(literal).join('');
  return new Translation(source, syntax === 'basic', tool === 'sed').translate();
}

/** What is said of an expression that the engine, or the translation, would not take. */
export function expressionComplaint(error: unknown, source: string): string {
  return error instanceof ExpressionError ? error.message : `invalid regular expression: ${source}`;
}

class Translation {
  readonly #source: string;
  readonly #isBasic: boolean;
  readonly #isSed: boolean;
  #at = 0;
  #written = '';
  #depth = 0;
  /** Nothing is there yet that could be repeated. */
  #isAtStart = true;
  /** Where the last `*`, `+` or `?` ends in what is written. */
  #repeatedAt = 0;

  constructor(source: string, isBasic: boolean, isSed: boolean) {
    this.#source = source;
    this.#isBasic = isBasic;
    this.#isSed = isSed;
  }

  translate(): string {
    while (this.#at < this.#source.length) this.#takeOne();
    if (this.#depth > 0) throw new ExpressionError('Unmatched ( or \\(');
    return this.#written;
  }

  #takeOne(): void {
    const character = this.#source[this.#at] ?? '';
    this.#at += 1;
    if (character === '[') this.#write(this.#takeBracket());
    else if (character === '\\') this.#takeEscape();
    else if (character === '*') this.#repeat('*');
    else if (character === '^') this.#takeCaret();
    else if (character === '$') this.#takeDollar();
    else if (character === '\n') this.#alternate();
    else if (character === '.') this.#write('.');
    else if (!'(){}|+?'.includes(character) || this.#isBasic) this.#write(literal(character));
    else this.#takeOperator(character);
  }

  #takeEscape(): void {
    const character = this.#source[this.#at];
    if (character === undefined) throw new ExpressionError('Trailing backslash');
    this.#at += 1;
    if ('(){}|+?'.includes(character)) {
      if (this.#isBasic) this.#takeOperator(character);
      else this.#write(`\\${character}`);
    } else if (/[1-9]/.test(character))
      throw new ExpressionError(`the back-reference \\${character} is not modelled by chainwalk`);
    else if (this.#isSed && SED_ESCAPES[character] !== undefined) this.#write(SED_ESCAPES[character]);
    else if (/[wWsSbB]/.test(character)) this.#write(`\\${character}`);
    else if (character === '<' || character === '>') this.#write('\\b');
    else if (character === '`') this.#write('^');
    else if (character === "'") this.#write('$');
    else this.#write(literal(character));
  }

  #takeOperator(character: string): void {
    if (character === '|') this.#alternate();
    else if (character === '(') {
      this.#depth += 1;
      this.#written += '(';
      this.#isAtStart = true;
    } else if (character === ')') {
      if (this.#depth === 0) throw new ExpressionError('Unmatched ) or \\)');
      this.#depth -= 1;
      this.#write(')');
    } else if (character === '{') this.#takeCount();
    else if (character === '}') this.#write('\\}');
    else this.#repeat(character);
  }

  #alternate(): void {
    this.#written += '|';
    this.#isAtStart = true;
  }

  /** Where nothing stands before it, a basic expression has it as a character, an extended one passes over it. */
  #repeat(operator: string): void {
    if (this.#isAtStart) {
      if (this.#isBasic) this.#write(literal(operator));
      return;
    }
    // Of two in a row the engine would make something else.
    const before = this.#repeatedAt === this.#written.length ? (this.#written.at(-1) ?? '') : '';
    if (before === '') this.#written += operator;
    else if (before !== operator) this.#written = `${this.#written.slice(0, -1)}*`;
    this.#repeatedAt = this.#written.length;
  }

  #takeCount(): void {
    const close = this.#isBasic ? '\\\\\\}' : '\\}';
    const found = new RegExp(`^(\\d*)(,?)(\\d*)${close}`).exec(this.#source.slice(this.#at));
    const [all, least = '', comma = '', most = ''] = found ?? [];
    if (all === undefined || (least === '' && comma === '')) {
      if (!this.#isBasic) return this.#write('\\{');
      throw new ExpressionError(this.#source.includes('\\}', this.#at) ? 'Invalid content of \\{\\}' : 'Unmatched \\{');
    }
    if (this.#isAtStart) throw new ExpressionError('Invalid preceding regular expression');
    if (most !== '' && Number(most) < Number(least || '0')) throw new ExpressionError('Invalid content of \\{\\}');
    this.#at += all.length;
    this.#written += `{${least || '0'}${comma}${most}}`;
  }

  #takeCaret(): void {
    if (this.#isBasic && !this.#isAtStart) return this.#write('\\^');
    this.#written += '^';
    if (!this.#isBasic) this.#isAtStart = false;
  }

  #takeDollar(): void {
    const rest = this.#source.slice(this.#at);
    const isEnd = rest === '' || rest.startsWith('\\)') || rest.startsWith('\\|') || rest.startsWith('\n');
    this.#write(this.#isBasic && !isEnd ? '\\$' : '$');
  }

  /** From behind `[`. A backslash is a character there, but for sed's own escapes. POSIX.1-2017, section 9.3.5. */
  #takeBracket(): string {
    const source = this.#source;
    let written = '[';
    if (source[this.#at] === '^') {
      written += '^';
      this.#at += 1;
    }
    for (let isFirst = true; ; isFirst = false) {
      const character = source[this.#at];
      if (character === undefined) throw new ExpressionError('Unmatched [, [^, [:, [., or [=');
      if (character === ']' && !isFirst) {
        this.#at += 1;
        return `${written}]`;
      }
      const named = /^\[([:.=])(.*?)\1\]/s.exec(source.slice(this.#at));
      const inSed = this.#isSed && character === '\\' ? SED_ESCAPES[source[this.#at + 1] ?? ''] : undefined;
      if (named !== null) {
        const [all, kind, name = ''] = named;
        const found = kind === ':' ? CLASSES[name] : inBracket(name);
        if (found === undefined) throw new ExpressionError('Invalid character class name');
        written += found;
        this.#at += all.length;
      } else if (inSed !== undefined) {
        written += inSed;
        this.#at += 2;
      } else {
        written += inBracket(character);
        this.#at += 1;
      }
    }
  }

  #write(text: string): void {
    this.#written += text;
    this.#isAtStart = false;
  }
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
}

function inBracket(text: string): string {
  return text.replace(/[\\\]^[]/g, '\\$&');
}
