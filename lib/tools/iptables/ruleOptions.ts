/**
 * The extensions that a command line loads as it is read, and their options. Userspace: command_match,
 * command_jump and command_default, iptables/xshared.c; xtables_option_parse, libxtables/xtoptions.c.
 */
import type { ExtensionTarget, Match, Negatable, Target } from '../../netfilter';
import type { Extension, GivenOption, OptionDefinition } from './extension';
import { findMatch, findTarget, VERDICTS } from './extensions';
import type { Getopt, LongOption } from './getopt';
import { protocolName } from './names';
import { notModelled, type Program, parameterProblem } from './program';

/** An extension in use: an option's id says whose it is. */
interface Loaded {
  readonly kind: 'match' | 'target';
  readonly extension: Extension<unknown>;
  readonly given: Set<string>;
  value: unknown;
}

/** What getopt gives back: a letter, or an option of a loaded extension. */
export type OptionId = string | ExtensionOption;

/** An option, and the loaded extension that it belongs to. */
export class ExtensionOption {
  constructor(
    readonly loaded: Loaded,
    readonly definition: OptionDefinition,
  ) {}
}

/** The matches and the target of a rule while its command line is read. */
export class RuleOptions {
  readonly #matches: Loaded[] = [];
  #target: Loaded | undefined = undefined;
  #verdict: Target | undefined = undefined;
  #protocolLoaded = false;
  readonly #program: Program;
  readonly #getopt: Getopt<OptionId>;
  readonly #baseOptions: number;

  constructor(program: Program, getopt: Getopt<OptionId>) {
    this.#program = program;
    this.#getopt = getopt;
    this.#baseOptions = getopt.longOptions.length;
  }

  /** `-m NAME` */
  loadMatch(name: string): void {
    const extension = findMatch(name, this.#program.family);
    if (extension === undefined) throw parameterProblem(`Couldn't load match \`${name}':No such file or directory\n`);
    if (extension === 'not-modelled') throw notModelled(`match \`${name}'`);
    this.#matches.push(this.#load('match', extension));
  }

  /** `-j NAME`: a name that is unknown may still be a chain's. */
  loadTarget(name: string): void {
    if (VERDICTS.includes(name)) {
      this.#verdict = { kind: name as 'ACCEPT' | 'DROP' | 'RETURN' };
      return;
    }
    const extension = findTarget(name, this.#program.family);
    if (extension === 'not-modelled') throw notModelled(`target \`${name}'`);
    if (extension !== undefined) this.#target = this.#load('target', extension);
  }

  /** `-p NAME` makes the match of that name known, but only when an option is not understood. True if that helped. */
  loadProtocol(protocol: string | undefined, number: number): boolean {
    if (protocol === undefined || this.#protocolLoaded) return false;
    const name = /^\d/.test(protocol) ? protocolName(number) : protocol;
    const extension = name === undefined ? undefined : findMatch(name, this.#program.family);
    if (extension === undefined) return false;
    this.#protocolLoaded = true;
    if (extension === 'not-modelled') throw notModelled(`match \`${name}'`);
    this.#matches.push(this.#load('match', extension));
    return true;
  }

  /** An option of a loaded extension was found. */
  accept(
    { loaded, definition }: ExtensionOption,
    argument: string,
    invert: boolean,
    protocol: Negatable<number> | undefined,
  ): void {
    const { extension, given } = loaded;
    const { name } = definition;
    if (given.has(name) && !extension.ownRepetitionCheck) {
      throw parameterProblem(`${extension.name}: option "--${name}" can only be used once.\n`);
    }
    if (invert && !definition.invertible) {
      throw parameterProblem(`${extension.name}: option "--${name}" cannot be inverted.\n`);
    }
    if (definition.modelled === false) throw notModelled(`option --${name} of ${loaded.kind} ${extension.name}`);
    given.add(name);
    const option: GivenOption = {
      name,
      argument,
      invert,
      protocol,
      family: this.#program.family,
      takeArgument: () => this.#getopt.takeArgument(),
      hasSet: (name) => this.#program.hasSet(name),
      warn: (text) => {
        this.#program.stderr += text;
      },
    };
    loaded.value = extension.parse(loaded.value, option);
  }

  /** All options were read: checks what each extension still needs. Userspace: xtables_option_mfcall, xtables_option_tfcall. */
  finish(): { readonly matches: readonly Match[]; readonly target: Target | undefined } {
    for (const loaded of this.#matches) finishExtension(loaded);
    if (this.#target !== undefined) finishExtension(this.#target);
    return {
      matches: this.#matches.map(({ value }) => value as Match),
      target: this.#target === undefined ? this.#verdict : (this.#target.value as Target),
    };
  }

  #load(kind: Loaded['kind'], extension: Extension<Match> | Extension<ExtensionTarget>): Loaded {
    const loaded: Loaded = {
      kind,
      extension: extension as Extension<unknown>,
      given: new Set(),
      value: extension.initial,
    };
    const added = extension.options.flatMap((definition) => longOptions(loaded, definition));
    const { longOptions: known } = this.#getopt;
    // The program's own options come first, then those of the extension loaded last.
    this.#getopt.longOptions = [...known.slice(0, this.#baseOptions), ...added, ...known.slice(this.#baseOptions)];
    return loaded;
  }
}

function longOptions(loaded: Loaded, definition: OptionDefinition): readonly LongOption<OptionId>[] {
  const id = new ExtensionOption(loaded, definition);
  const argument = definition.argument ? 'required' : 'none';
  return [definition.name, ...(definition.aliases ?? [])].map((name) => ({ name, argument, id }));
}

function finishExtension(loaded: Loaded): void {
  const { extension, given } = loaded;
  if (extension.finish !== undefined) loaded.value = extension.finish(loaded.value, given);
  for (const { name, required, requires = [], excludes = [] } of extension.options) {
    if (required && !given.has(name))
      throw parameterProblem(`${extension.name}: option "--${name}" must be specified\n`);
    if (!given.has(name)) continue;
    const missing = requires.find((other) => !given.has(other));
    if (missing !== undefined)
      throw parameterProblem(`${extension.name}: option "--${name}" also requires "--${missing}".\n`);
    const excluded = excludes.find((other) => given.has(other));
    if (excluded === undefined) continue;
    throw parameterProblem(`${extension.name}: option "--${name}" cannot be used together with "--${excluded}".\n`);
  }
}
