/**
 * The options of `iptables` itself, and which go with which command. Userspace: original_opts, IPT_OPTSTRING and
 * generic_opt_check, iptables/iptables.c and xshared.c.
 */
import type { LongOption, ShortOption } from './getopt';
import { parameterProblem } from './program';

/** Commands by their letter; `-D 3`, `-Z INPUT 3` are the same letters with a number. */
export type CommandLetter = 'A' | 'C' | 'D' | 'E' | 'F' | 'I' | 'L' | 'N' | 'P' | 'R' | 'S' | 'X' | 'Z';

type Arguments = 'none' | 'required' | 'optional';

/** Spellings and arguments of every option, by its letter. `0`, `4` and `6` are written so too. */
const OPTIONS: readonly (readonly [letter: string, argument: Arguments, ...names: string[]])[] = [
  ['A', 'required', 'append'],
  ['D', 'required', 'delete'],
  ['C', 'required', 'check'],
  ['I', 'required', 'insert'],
  ['R', 'required', 'replace'],
  ['L', 'optional', 'list'],
  ['S', 'optional', 'list-rules'],
  ['F', 'optional', 'flush'],
  ['Z', 'optional', 'zero'],
  ['N', 'required', 'new-chain'],
  ['X', 'optional', 'delete-chain'],
  ['E', 'required', 'rename-chain'],
  ['P', 'required', 'policy'],
  ['s', 'required', 'source', 'src'],
  ['d', 'required', 'destination', 'dst'],
  ['p', 'required', 'protocol'],
  ['i', 'required', 'in-interface'],
  ['j', 'required', 'jump'],
  ['t', 'required', 'table'],
  ['m', 'required', 'match'],
  ['n', 'none', 'numeric'],
  ['o', 'required', 'out-interface'],
  ['v', 'none', 'verbose'],
  ['w', 'optional', 'wait'],
  ['W', 'optional', 'wait-interval'],
  ['x', 'none', 'exact'],
  ['f', 'none', 'fragments'],
  ['V', 'none', 'version'],
  ['h', 'optional', 'help'],
  ['0', 'none', 'line-numbers'],
  ['M', 'required', 'modprobe'],
  ['c', 'required', 'set-counters'],
  ['g', 'required', 'goto'],
  ['4', 'none', 'ipv4'],
  ['6', 'none', 'ipv6'],
];

/** `--line-numbers` has no letter. */
export const SHORT_OPTIONS: ReadonlyMap<string, ShortOption<string>> = new Map(
  OPTIONS.filter(([letter]) => letter !== '0').map(([letter, argument]) => [letter, { argument, id: letter }]),
);

/** All spellings of all options. */
export const LONG_OPTIONS: readonly LongOption<string>[] = OPTIONS.flatMap(([letter, argument, ...names]) =>
  names.map((name) => ({ name, argument, id: letter })),
);

/** Options that some commands refuse, in the order in which they are complained about. */
const CHECKED = 'nsdpjvxio0cf';

const RULE_OPTIONS = 'sdpjviof';

/** The options that each command takes, of those that are checked. */
const ALLOWED: Readonly<Record<CommandLetter, string>> = {
  A: `${RULE_OPTIONS}c`,
  C: RULE_OPTIONS,
  D: RULE_OPTIONS,
  E: 'v',
  F: 'v',
  I: `${RULE_OPTIONS}c`,
  L: 'nvx0',
  N: 'v',
  P: 'vc',
  R: `${RULE_OPTIONS}c`,
  S: 'v',
  X: 'v',
  Z: 'v',
};

/** The first option that none of the commands takes. `-D` with a number takes no part of a rule. */
export function illegalOption(
  commands: ReadonlySet<CommandLetter>,
  given: ReadonlySet<string>,
  deletesByNumber: boolean,
): string | undefined {
  const allowed = deletesByNumber ? 'v' : [...commands].map((command) => ALLOWED[command]).join('');
  return [...CHECKED].find((letter) => given.has(letter) && !allowed.includes(letter));
}

/** The options that may have `!` before them. */
const INVERTIBLE = 'sdpiof';

/** The letters that were given, and with `!`. Userspace: set_option. */
export class GivenOptions {
  readonly letters = new Set<string>();
  readonly #inverted = new Set<string>();

  /** Notes an option; each may stand once. */
  set(letter: string, invert: boolean): void {
    if (this.letters.has(letter)) throw parameterProblem(`multiple -${letter} flags not allowed`);
    this.letters.add(letter);
    if (!invert) return;
    if (!INVERTIBLE.includes(letter)) throw parameterProblem(`cannot have ! before -${letter}`);
    this.#inverted.add(letter);
  }

  has(letter: string): boolean {
    return this.letters.has(letter);
  }

  isInverted(letter: string): boolean {
    return this.#inverted.has(letter);
  }
}
