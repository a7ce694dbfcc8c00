/**
 * Reads a regular expression into a tree. The syntax is that of RE2 (github.com/google/re2/wiki/Syntax), which Go's
 * programs take; what POSIX's extended expressions have is a part of it. Not modelled: flags, \p, \C, \Q and \E.
 */

/** A part of an expression. */
export type PatternNode =
  | { readonly kind: 'character'; readonly matches: (character: string) => boolean }
  | { readonly kind: 'assertion'; readonly holds: (text: readonly string[], position: number) => boolean }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly branches: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly part: PatternNode; readonly least: number; readonly most: number };

/** Why a text is no expression that can be searched for. */
export class PatternError extends Error {
  constructor(
    message: string,
    /** Whether the real programs take the expression. */
    readonly isValid = false,
  ) {
    super(message);
    this.name = 'PatternError';
  }
}

/** RE2 takes no count above it. */
const MOST_REPEATS = 1000;
/** Groups inside of groups: deeper ones RE2 refuses as well. */
const DEEPEST_GROUP = 1000;

const CLASSES: ReadonlyMap<string, RegExp> = new Map([
  ['d', /[0-9]/],
  ['w', /[0-9A-Za-z_]/],
  ['s', /[\t\n\f\r ]/],
]);
const POSIX_CLASSES: ReadonlyMap<string, RegExp> = new Map([
  ['alnum', /[0-9A-Za-z]/],
  ['alpha', /[A-Za-z]/],
  ['blank', /[\t ]/],
  ['cntrl', /[^ -~\u{80}-\u{10ffff}]/u],
  ['digit', /[0-9]/],
  ['graph', /[!-~]/],
  ['lower', /[a-z]/],
  ['print', /[ -~]/],
  ['punct', /[!-/:-@[-`{-~]/],
  ['space', /[\t\n\v\f\r ]/],
  ['upper', /[A-Z]/],
  ['word', /[0-9A-Za-z_]/],
  ['xdigit', /[0-9A-Fa-f]/],
]);
const CONTROLS: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

type CharacterTest = (character: string) => boolean;

/**
 * Reads an expression; with `ignoreCase` a letter stands for its other case as well. Throws a `PatternError` for what is
 * no expression, or is one that is not modelled.
 */
export function parsePattern(text: string, ignoreCase: boolean): PatternNode {
  const reader = new PatternReader([...text], ignoreCase);
  const tree = reader.readChoice(0);
  if (!reader.isAtEnd) throw new PatternError('unexpected )');
  return tree;
}

class PatternReader {
  #next = 0;

  constructor(
    private readonly text: readonly string[],
    private readonly ignoreCase: boolean,
  ) {}

  get isAtEnd(): boolean {
    return this.#next >= this.text.length;
  }

  /** `A|B`, up to the end or the bracket that closes the group. */
  readChoice(depth: number): PatternNode {
    if (depth > DEEPEST_GROUP) throw new PatternError('expression nests too deeply');
    const branches = [this.#readSequence(depth)];
    while (this.#take('|')) branches.push(this.#readSequence(depth));
    return branches.length === 1 && branches[0] !== undefined ? branches[0] : { kind: 'choice', branches };
  }

  #readSequence(depth: number): PatternNode {
    const parts: PatternNode[] = [];
    while (!this.isAtEnd && !this.#isNext('|') && !this.#isNext(')')) parts.push(this.#readRepeat(depth));
    return { kind: 'sequence', parts };
  }

  #readRepeat(depth: number): PatternNode {
    if (/^[*+?]$/.test(this.#peek()))
      throw new PatternError(`missing argument to repetition operator: ${this.#peek()}`);
    const part = this.#readPart(depth);
    const count = this.#readCount();
    if (count === undefined) return part;
    // A lazy repetition finds the same texts.
    this.#take('?');
    if (this.#readCount() !== undefined) throw new PatternError('invalid nested repetition operator');
    return { kind: 'repeat', part, least: count[0], most: count[1] };
  }

  #readCount(): readonly [number, number] | undefined {
    if (this.#take('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.#take('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.#take('?')) return [0, 1];
    const [whole, from = '', comma, to = ''] = this.#match(/^\{(\d{1,9})(,?)(\d{0,9})\}/) ?? [];
    if (whole === undefined || (comma === '' && to !== '')) return undefined;
    const least = Number(from);
    const most = comma === '' ? least : to === '' ? Number.POSITIVE_INFINITY : Number(to);
    if (least > MOST_REPEATS || (to !== '' && most > MOST_REPEATS) || most < least)
      throw new PatternError(`invalid repeat count: ${whole}`);
    this.#next += whole.length;
    return [least, most];
  }

  #readPart(depth: number): PatternNode {
    const character = this.#advance();
    if (character === '(') return this.#readGroup(depth);
    if (character === '[') return { kind: 'character', matches: this.#readSet() };
    if (character === '.') return { kind: 'character', matches: (other) => other !== '\n' };
    if (character === '^') return { kind: 'assertion', holds: (_text, position) => position === 0 };
    if (character === '$') return { kind: 'assertion', holds: (text, position) => position === text.length };
    if (character !== '\\') return { kind: 'character', matches: this.#only(character) };
    const assertion = ASSERTIONS.get(this.#peek());
    if (assertion === undefined) return { kind: 'character', matches: this.#readEscape() };
    this.#next += 1;
    return { kind: 'assertion', holds: assertion };
  }

  #readGroup(depth: number): PatternNode {
    if (this.#take('?')) {
      const [opening] = this.#match(/^(:|P?<\w+>)/) ?? [];
      if (opening === undefined)
        throw new PatternError('invalid or unsupported Perl syntax', this.#match(/^[imsU-]+[:)]/) !== undefined);
      this.#next += opening.length;
    }
    const inside = this.readChoice(depth + 1);
    if (!this.#take(')')) throw new PatternError('missing closing )');
    return inside;
  }

  /** What follows `[`. */
  #readSet(): CharacterTest {
    const isNegated = this.#take('^');
    const tests: CharacterTest[] = [];
    do {
      const [named, negated, name = ''] = this.#match(/^\[:(\^?)(\w+):\]/) ?? [];
      if (named !== undefined) {
        const known = POSIX_CLASSES.get(name);
        if (known === undefined) throw new PatternError(`invalid character class range: ${named}`);
        tests.push(this.#within((character) => known.test(character), negated === '^'));
        this.#next += named.length;
      } else tests.push(this.#readRange());
    } while (!this.isAtEnd && !this.#isNext(']'));
    if (!this.#take(']')) throw new PatternError('missing closing ]');
    return (character) => tests.some((test) => test(character)) !== isNegated;
  }

  /** `a`, `a-z` or an escape, inside of brackets. */
  #readRange(): CharacterTest {
    const first = this.#advance();
    if (first === '\\' && CLASSES.has(this.#peek().toLowerCase())) return this.#readEscape();
    const from = first === '\\' ? this.#readEscapedCharacter() : first;
    if (!this.#isNext('-') || this.text[this.#next + 1] === ']') return this.#only(from);
    this.#next += 1;
    const last = this.#advance();
    const to = last === '\\' ? this.#readEscapedCharacter() : last;
    const [low, high] = [codeOf(from), codeOf(to)];
    if (high < low) throw new PatternError(`invalid character class range: ${from}-${to}`);
    return this.#within((character) => codeOf(character) >= low && codeOf(character) <= high);
  }

  /** What follows a backslash: a class or a character. */
  #readEscape(): CharacterTest {
    const letter = this.#peek();
    const known = CLASSES.get(letter.toLowerCase());
    if (known !== undefined) {
      this.#next += 1;
      return this.#within((character) => known.test(character), letter !== letter.toLowerCase());
    }
    return this.#only(this.#readEscapedCharacter());
  }

  #only(character: string): CharacterTest {
    return this.#within((other) => other === character);
  }

  /** The other case is looked for before the negation: `[^a]` excludes A as well. */
  #within(test: CharacterTest, isNegated = false): CharacterTest {
    return this.ignoreCase
      ? (character) => casesOf(character).some(test) !== isNegated
      : (character) => test(character) !== isNegated;
  }

  #readEscapedCharacter(): string {
    const [hexadecimal, short, long] = this.#match(/^x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\})/) ?? [];
    if (hexadecimal !== undefined) {
      const code = Number.parseInt(short ?? long ?? '', 16);
      if (code > 0x10_ffff) throw new PatternError(`invalid escape sequence: \\${hexadecimal}`);
      this.#next += hexadecimal.length;
      return String.fromCodePoint(code);
    }
    const letter = this.#advance();
    const control = CONTROLS.get(letter);
    if (control !== undefined) return control;
    if (/[0-9A-Za-z]/.test(letter))
      throw new PatternError(`invalid escape sequence: \\${letter}`, /[pPCQE0-9]/.test(letter));
    return letter;
  }

  #peek(): string {
    return this.text[this.#next] ?? '';
  }

  #isNext(character: string): boolean {
    return this.text[this.#next] === character;
  }

  #take(character: string): boolean {
    if (!this.#isNext(character)) return false;
    this.#next += 1;
    return true;
  }

  #advance(): string {
    const character = this.text[this.#next];
    if (character === undefined) throw new PatternError('unexpected end of the expression');
    this.#next += 1;
    return character;
  }

  /** Looks at so many characters ahead as a count, a class or an opening takes. */
  #match(expression: RegExp): RegExpExecArray | undefined {
    return expression.exec(this.text.slice(this.#next, this.#next + 64).join('')) ?? undefined;
  }
}

const ASSERTIONS: ReadonlyMap<string, (text: readonly string[], position: number) => boolean> = new Map([
  ['A', (_text, position) => position === 0],
  ['z', (text, position) => position === text.length],
  ['b', isWordBoundary],
  ['B', (text, position) => !isWordBoundary(text, position)],
]);

function isWordBoundary(text: readonly string[], position: number): boolean {
  const isWord = (at: number) => /^\w$/.test(text[at] ?? '');
  return isWord(position - 1) !== isWord(position);
}

/** A character, and its other case if that is one character: the upper case of ß is two. */
function casesOf(character: string): readonly string[] {
  return [character, character.toLowerCase(), character.toUpperCase()].filter(
    ({ length }) => length === character.length,
  );
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}
