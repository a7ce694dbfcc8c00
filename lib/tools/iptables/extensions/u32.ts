/** u32: numbers in a packet. Userspace: extensions/libxt_u32.c. */
import type { U32Match, U32Step, U32Test } from '../../../netfilter';
import type { Extension } from '../extension';
import { ALL_BITS } from '../guided';
import { leadingNumber, parseUnsigned } from '../numbers';
import { parameterProblem } from '../program';

/** Linux: XT_U32_MAXSIZE. */
const MOST = 10;

/** What the tool knows of match u32. */
export const u32: Extension<U32Match> = {
  name: 'u32',
  options: [{ name: 'u32', argument: true, invertible: true, required: true }],
  initial: { kind: 'u32', tests: [], invert: false },
  parse: (_, { argument, invert }) => ({ kind: 'u32', tests: new Reader(argument).tests(), invert }),
  save: ({ tests, invert }) => `${invert ? ' !' : ''} --u32 ${format(tests)}`,
  print: ({ tests, invert }) => ` u32${invert ? ' !' : ''} ${format(tests)}`,
};

/** Goes through `6&0xFF=17&&4>>16=1,3:5`. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  tests(): readonly U32Test[] {
    const tests: U32Test[] = [];
    do {
      if (tests.length > MOST) throw this.#problem('too many "&&"s');
      tests.push(this.#test());
    } while (this.#peek() !== '');
    if (tests.length > MOST) throw this.#problem('too many "&&"s');
    return tests;
  }

  #test(): U32Test {
    const { offset, steps } = this.#location();
    const ranges: { from: number; to: number }[] = [];
    for (let next = this.#peek(); next !== ''; next = this.#peek()) {
      if (next === '&') {
        this.#at += 1;
        this.#take('&', "a second '&' was expected", 0);
        if (ranges.length === 0) throw this.#problem('value spec missing', -1);
        if (this.#peek() === '') throw abrupt();
        return { offset, steps, ranges };
      }
      if (ranges.length > 0) this.#take(',', 'expected "," or "&&"', 0);
      const from = this.#number();
      const to = this.#peek() === ':' ? this.#numberBehind() : from;
      ranges.push({ from, to });
      if (ranges.length > MOST) throw this.#problem('too many ","s');
    }
    if (ranges.length === 0) throw parameterProblem('u32: test ended with no value specified');
    return { offset, steps, ranges };
  }

  /** `4@12&0xff=` */
  #location(): Pick<U32Test, 'offset' | 'steps'> {
    if (this.#peek() === '') throw abrupt();
    if (this.#peek() === '=') throw this.#problem('location spec missing');
    const offset = this.#number();
    const steps: U32Step[] = [];
    for (let next = this.#peek(); next !== '='; next = this.#peek()) {
      if (next === '') throw abrupt();
      const operator = this.#operator(next);
      steps.push({ operator, number: this.#number() });
      if (steps.length >= MOST) throw this.#problem('too many operators');
    }
    this.#at += 1;
    return { offset, steps };
  }

  #operator(first: string): U32Step['operator'] {
    if (first !== '&' && first !== '@' && first !== '<' && first !== '>') throw this.#problem('operator expected');
    this.#at += 1;
    if (first === '&' || first === '@') return first;
    this.#take(first, `a second '${first}' was expected`, 0);
    return `${first}${first}` as '<<' | '>>';
  }

  /** The next character that is no space; '' at the end. */
  #peek(): string {
    while (/^\s$/.test(this.#text[this.#at] ?? '')) this.#at += 1;
    return this.#text[this.#at] ?? '';
  }

  #take(character: string, otherwise: string, shift: number): void {
    if (this.#text[this.#at] !== character) throw this.#problem(otherwise, shift);
    this.#at += 1;
  }

  #numberBehind(): number {
    this.#at += 1;
    return this.#number();
  }

  #number(): number {
    const digits = leadingNumber(this.#text.slice(this.#at));
    const value = digits === '' ? undefined : parseUnsigned(digits, ALL_BITS);
    if (value === undefined) throw this.#problem('not a number or out of range');
    this.#at += digits.length;
    return value;
  }

  #problem(what: string, shift = 0): Error {
    return parameterProblem(`u32: at char ${this.#at + shift}: ${what}`);
  }
}

function abrupt(): Error {
  return parameterProblem('u32: abrupt end of input after location specifier');
}

function format(tests: readonly U32Test[]): string {
  const text = tests.map(({ offset, steps, ranges }) => {
    const location = [hexadecimal(offset), ...steps.map(({ operator, number }) => operator + hexadecimal(number))];
    const values = ranges.map(({ from, to }) => hexadecimal(from) + (from === to ? '' : `:${hexadecimal(to)}`));
    return `${location.join('')}=${values.join(',')}`;
  });
  return `"${text.join('&&')}"`;
}

function hexadecimal(value: number): string {
  return `0x${value.toString(16)}`;
}
