/** Reads a command line. Userspace: do_parse, iptables/xshared.c. */
import { checkChainName, MAX_NAME, parseRuleNumber } from './arguments';
import type { CommandLine } from './commandLine';
import { Getopt } from './getopt';
import { helpText } from './help';
import { type CommandLetter, GivenOptions, illegalOption, LONG_OPTIONS, SHORT_OPTIONS } from './options';
import { IptablesError, type Program, parameterProblem } from './program';
import { ExtensionOption, type OptionId } from './ruleOptions';
import { RuleReader } from './ruleReader';

/**
 * What a command line asks for; `undefined` for a line of a file that is meant for the other family. Throws an `IptablesError`;
 * `-h` and `-V` end the program by that error too.
 */
export function parseCommandLine(program: Program, argv: readonly string[]): CommandLine | undefined {
  const reader = new Reader(program, argv);
  return reader.read() ? reader.result() : undefined;
}

class Reader {
  readonly #program: Program;
  readonly #getopt: Getopt<OptionId>;
  readonly #given = new GivenOptions();
  readonly #commands = new Set<CommandLetter>();
  readonly #rule: RuleReader;
  #invert = false;
  #table = 'filter';
  #tableGiven = false;
  #chain: string | undefined = undefined;
  #ruleNumber = 0;
  #newName: string | undefined = undefined;
  #policy: string | undefined = undefined;
  #verbosity = 0;
  #waits = false;
  #waitInterval = false;

  constructor(program: Program, argv: readonly string[]) {
    this.#program = program;
    this.#getopt = new Getopt<OptionId>(argv, SHORT_OPTIONS, LONG_OPTIONS);
    this.#rule = new RuleReader(program, this.#getopt, this.#given);
  }

  /** The option that a line for the other family has. */
  get #otherFamily(): '4' | '6' {
    return this.#program.family === 'ipv6' ? '4' : '6';
  }

  /** Reads all words; false if the line is for another family. */
  read(): boolean {
    const { extensions } = this.#rule;
    for (let word = this.#getopt.next(); word !== undefined; word = this.#getopt.next()) {
      if (word.kind === 'word') this.#word(word.text);
      else if (word.kind !== 'option') this.#notUnderstood(word.kind);
      else {
        const { id, argument } = word;
        if (id instanceof ExtensionOption) extensions.accept(id, argument ?? '', this.#invert, this.#rule.protocol);
        else if (id === this.#otherFamily && this.#program.restores) return false;
        else if (!this.#rule.read(id, argument ?? '', this.#invert)) this.#option(id, argument);
        this.#invert = false;
      }
    }
    return true;
  }

  #word(text: string): void {
    if (text !== '!') throw new IptablesError('argument', text);
    if (this.#invert) throw parameterProblem('multiple consecutive ! not allowed');
    this.#invert = true;
  }

  /** Perhaps an option of the protocol's match, which is then loaded, and the word read again. */
  #notUnderstood(kind: 'missing' | 'unknown'): void {
    if (this.#rule.loadProtocol()) {
      this.#getopt.index -= 1;
      return;
    }
    const { last } = this.#getopt;
    throw parameterProblem(kind === 'missing' ? `option "${last}" requires an argument` : `unknown option "${last}"`);
  }

  /** Options that say nothing of a rule. */
  #option(letter: string, argument: string | undefined): void {
    switch (letter) {
      case 'n':
      case 'x':
      case '0':
        this.#given.set(letter, this.#invert);
        break;
      case 'f':
        if (this.#program.family === 'ipv6')
          throw parameterProblem("`-f' is not supported in IPv6, use -m frag instead");
        this.#given.set(letter, this.#invert);
        break;
      case 'v':
        if (this.#verbosity === 0) this.#given.set('v', this.#invert);
        this.#verbosity += 1;
        break;
      case 't':
        this.#readTable(argument ?? '');
        break;
      case 'V':
        this.#program.stdout += this.#invert ? `Not ${this.#program.fullVersion} ;-)\n` : `${this.#program.banner}\n`;
        throw new IptablesError('exit');
      case 'h':
        this.#program.stdout += helpText(this.#program);
        throw new IptablesError('exit');
      case 'w':
      case 'W':
        this.#readWait(letter, argument);
        break;
      case this.#otherFamily:
        throw new IptablesError('silent');
      case '4':
      case '6':
      case 'M':
        break;
      default:
        this.#readCommand(letter as CommandLetter, argument);
    }
  }

  #readTable(name: string): void {
    if (this.#invert) throw parameterProblem('unexpected ! flag before --table');
    if (this.#program.restores && this.#tableGiven) {
      throw parameterProblem(`The -t option cannot be used in ${this.#program.name}.\n`);
    }
    this.#table = name;
    this.#tableGiven = true;
  }

  /** There is no lock to wait for. */
  #readWait(letter: 'w' | 'W', argument: string | undefined): void {
    if (this.#program.restores) throw parameterProblem(`You cannot use \`-${letter}' from ${this.#program.name}`);
    if (letter === 'W') this.#waitInterval = true;
    else this.#waits = true;
    const value = argument ?? this.#getopt.takeArgument();
    if (value === undefined && letter === 'W') throw parameterProblem('wait interval value required');
    if (value !== undefined && !/^\s*[+-]?\d/.test(value)) {
      throw parameterProblem(letter === 'w' ? 'wait seconds not numeric' : 'wait interval not numeric');
    }
    if (letter === 'W') this.#program.stderr += 'Ignoring deprecated --wait-interval option.\n';
  }

  #readCommand(letter: CommandLetter, argument: string | undefined): void {
    if (letter === 'N') checkChainName(argument ?? '', this.#program.family);
    this.#addCommand(letter);
    const optional = 'LSFZX'.includes(letter);
    const chain = argument ?? (optional ? this.#getopt.takeArgument() : undefined);
    if (chain !== undefined || !optional) this.#chain = chain ?? '';
    if ('DRILSZ'.includes(letter)) {
      const number = this.#getopt.takeArgument();
      if (number !== undefined) this.#ruleNumber = parseRuleNumber(number);
      else if (letter === 'I') this.#ruleNumber = 1;
      else if (letter === 'R') throw parameterProblem('-R requires a rule number');
    }
    if (letter === 'E') {
      this.#newName = this.#getopt.takeArgument();
      if (this.#newName === undefined) throw parameterProblem('-E requires old-chain-name and new-chain-name');
    }
    if (letter === 'P') {
      this.#policy = this.#getopt.takeArgument();
      if (this.#policy === undefined) throw parameterProblem('-P requires a chain and a policy');
    }
  }

  /** Only `-Z` goes together with `-L` or `-S`. */
  #addCommand(letter: CommandLetter): void {
    if (this.#invert) throw parameterProblem("unexpected '!' flag");
    const friends = letter === 'Z' ? 'LS' : letter === 'L' || letter === 'S' ? 'Z' : '';
    const other = [...this.#commands].find((command) => !friends.includes(command));
    if (other !== undefined) throw parameterProblem(`Cannot use -${letter} with -${other}`);
    this.#commands.add(letter);
  }

  /** What was read, checked as a whole. */
  result(): CommandLine {
    if (this.#table === 'nat' && (this.#policy === 'DROP' || this.#rule.jump === 'DROP')) {
      throw parameterProblem(
        '\nThe "nat" table is not intended for filtering, the use of DROP is therefore inhibited.\n\n',
      );
    }
    if (this.#waitInterval && !this.#waits) throw parameterProblem('--wait-interval only makes sense with --wait\n');
    const extensions = this.#rule.extensions.finish();
    if (this.#getopt.index < this.#getopt.argv.length) throw parameterProblem('unknown arguments found on commandline');
    const [first] = this.#commands;
    if (first === undefined) throw parameterProblem('no command specified');
    if (this.#invert) throw parameterProblem('nothing appropriate following !');
    const rule = this.#rule.template(extensions);
    const command = first === 'Z' && this.#commands.size > 1 ? ([...this.#commands][1] as CommandLetter) : first;
    if (command === 'R' && (rule.sources.length !== 1 || rule.destinations.length !== 1)) {
      throw parameterProblem('Replacement rule does not specify a unique address');
    }
    this.#checkPlaces(command);
    return {
      command,
      thenZero: command !== 'Z' && this.#commands.has('Z'),
      table: this.#table,
      chain: this.#chain,
      ruleNumber: this.#ruleNumber,
      newName: this.#newName,
      policy: this.#policy,
      counters: this.#rule.counters,
      verbose: this.#verbosity > 0,
      dump: this.#verbosity > 1,
      numeric: this.#given.has('n'),
      exact: this.#given.has('x'),
      lineNumbers: this.#given.has('0'),
      rule,
    };
  }

  #checkPlaces(command: CommandLetter): void {
    const illegal = illegalOption(this.#commands, this.#given.letters, command === 'D' && this.#ruleNumber > 0);
    if (illegal !== undefined) throw parameterProblem(`Illegal option \`-${illegal}' with this command`);
    const chain = this.#chain ?? '';
    if (chain.length > MAX_NAME)
      throw parameterProblem(`chain name \`${chain}' too long (must be under ${MAX_NAME + 1} chars)`);
    if (!'ADCIR'.includes(command) || (command === 'D' && this.#ruleNumber > 0)) return;
    if ((chain === 'PREROUTING' || chain === 'INPUT') && this.#given.has('o'))
      throw parameterProblem(`Can't use -o with ${chain}\n`);
    if ((chain === 'POSTROUTING' || chain === 'OUTPUT') && this.#given.has('i'))
      throw parameterProblem(`Can't use -i with ${chain}\n`);
  }
}
