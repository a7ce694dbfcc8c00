/**
 * Command lines as getopt_long reads them with an option string that begins with `-:`: in order, other words
 * included, a missing argument told from an unknown option. glibc: posix/getopt.c.
 */

/** One option; several with the same `id` are spellings of one. */
export interface LongOption<Id> {
  readonly name: string;
  readonly argument: 'none' | 'required' | 'optional';
  readonly id: Id;
}

/** A letter and its argument. */
export interface ShortOption<Id> {
  readonly argument: 'none' | 'required' | 'optional';
  readonly id: Id;
}

/** What the next word was. */
export type Word<Id> =
  | { readonly kind: 'option'; readonly id: Id; readonly argument: string | undefined }
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unknown' };

/** Goes through the arguments of a program. */
export class Getopt<Id> {
  /** The index of the next argument. */
  index = 0;
  /** The letters of a cluster such as `-nvL` that are still to be read. */
  #cluster = '';

  constructor(
    readonly argv: readonly string[],
    readonly shortOptions: ReadonlyMap<string, ShortOption<Id>>,
    /** May grow while reading: the first with a name wins. */
    public longOptions: readonly LongOption<Id>[],
  ) {}

  /** The argument read last. */
  get last(): string {
    return this.argv[this.index - 1] ?? '';
  }

  /** Takes the next argument if it is one to a command: not an option, not `!`. Userspace: xs_has_arg. */
  takeArgument(): string | undefined {
    const next = this.argv[this.index];
    if (next === undefined || next.startsWith('-') || next.startsWith('!')) return undefined;
    this.index += 1;
    return next;
  }

  /** The next word; `undefined` at the end or at `--`. */
  next(): Word<Id> | undefined {
    if (this.#cluster !== '') return this.#short();
    const word = this.argv[this.index];
    if (word === undefined) return undefined;
    if (word === '--') {
      this.index += 1;
      return undefined;
    }
    if (!word.startsWith('-') || word === '-') {
      this.index += 1;
      return { kind: 'word', text: word };
    }
    if (word.startsWith('--')) return this.#long(word.slice(2));
    this.#cluster = word.slice(1);
    return this.#short();
  }

  #short(): Word<Id> {
    const letter = this.#cluster.charAt(0);
    const rest = this.#cluster.slice(1);
    const option = this.shortOptions.get(letter);
    this.#cluster = rest;
    if (rest === '') this.index += 1;
    if (option === undefined) return { kind: 'unknown' };
    if (option.argument === 'none') return { kind: 'option', id: option.id, argument: undefined };
    if (rest !== '') {
      this.#cluster = '';
      this.index += 1;
      return { kind: 'option', id: option.id, argument: rest };
    }
    return this.#withArgument(option);
  }

  #long(text: string): Word<Id> {
    this.index += 1;
    const equals = text.indexOf('=');
    const name = equals < 0 ? text : text.slice(0, equals);
    const option = this.#find(name);
    if (option === undefined || (equals >= 0 && option.argument === 'none')) return { kind: 'unknown' };
    if (equals >= 0) return { kind: 'option', id: option.id, argument: text.slice(equals + 1) };
    return this.#withArgument(option);
  }

  #withArgument({ id, argument }: ShortOption<Id>): Word<Id> {
    if (argument !== 'required') return { kind: 'option', id, argument: undefined };
    const value = this.argv[this.index];
    if (value === undefined) return { kind: 'missing' };
    this.index += 1;
    return { kind: 'option', id, argument: value };
  }

  /** By its full name, or by a beginning that only spellings of one option have. */
  #find(name: string): LongOption<Id> | undefined {
    const exact = this.longOptions.find((option) => option.name === name);
    if (exact !== undefined) return exact;
    const [first, ...others] = this.longOptions.filter((option) => option.name.startsWith(name));
    return others.some(({ id }) => id !== first?.id) ? undefined : first;
  }
}
