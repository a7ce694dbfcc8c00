/** The options that describe a rule, as they come. Userspace: the second half of do_parse's switch, ipv4_post_parse, iptables/xshared.c. */
import type { Counters, Negatable } from '../../netfilter';
import { parseAddresses } from './address';
import { parseAddresses6 } from './address6';
import { checkTargetName } from './arguments';
import type { RuleTemplate } from './commandLine';
import type { Getopt } from './getopt';
import { parseInterface } from './interface';
import { parseProtocol } from './names';
import { parseCounter } from './numbers';
import type { GivenOptions } from './options';
import { type Program, parameterProblem } from './program';
import { type OptionId, RuleOptions } from './ruleOptions';

/** Headers before the transport's: routing, fragment, authentication, destination options. Userspace: is_exthdr. */
const EXTENSION_HEADERS: readonly number[] = [43, 44, 51, 60];

/** A rule while its command line is read. */
export class RuleReader {
  readonly extensions: RuleOptions;
  protocol: Negatable<number> | undefined = undefined;
  counters: Counters | undefined = undefined;
  /** The argument of `-j` or `-g`. */
  jump = '';
  readonly #program: Program;
  readonly #getopt: Getopt<OptionId>;
  readonly #given: GivenOptions;
  #protocolText: string | undefined = undefined;
  #source = '0/0';
  #destination = '0/0';
  #in: string | undefined = undefined;
  #out: string | undefined = undefined;
  #goto = false;

  constructor(program: Program, getopt: Getopt<OptionId>, given: GivenOptions) {
    this.#program = program;
    this.#getopt = getopt;
    this.#given = given;
    this.extensions = new RuleOptions(program, getopt);
  }

  /** Reads an option; false for one that says nothing of a rule. */
  read(letter: string, argument: string, invert: boolean): boolean {
    // Most arguments are taken as the word stands: `-ptcp` and `--protocol=tcp` do not work in the real tool either.
    const { last } = this.#getopt;
    switch (letter) {
      case 'p':
        this.#given.set('p', invert);
        this.#readProtocol(last.toLowerCase());
        return true;
      case 's':
        this.#given.set('s', invert);
        this.#source = last;
        return true;
      case 'd':
        this.#given.set('d', invert);
        this.#destination = last;
        return true;
      case 'i':
        this.#in = this.#readInterface('i', invert);
        return true;
      case 'o':
        this.#out = this.#readInterface('o', invert);
        return true;
      case 'j':
        this.#given.set('j', invert);
        this.jump = checkTargetName(last);
        this.extensions.loadTarget(this.jump);
        return true;
      case 'g':
        this.#given.set('j', invert);
        this.#goto = true;
        this.jump = checkTargetName(argument);
        return true;
      case 'm':
        if (invert) throw parameterProblem('unexpected ! flag before --match');
        this.extensions.loadMatch(argument);
        return true;
      case 'c':
        this.#given.set('c', invert);
        this.#readCounters(argument);
        return true;
      default:
        return false;
    }
  }

  /** Loads the match of the protocol, whose option the one at hand may be. */
  loadProtocol(): boolean {
    return this.extensions.loadProtocol(this.#protocolText, this.protocol?.value ?? 0);
  }

  #readInterface(letter: string, invert: boolean): string {
    const { last } = this.#getopt;
    if (last === '') throw parameterProblem('Empty interface is likely to be undesired');
    this.#given.set(letter, invert);
    return parseInterface(last, (text) => {
      this.#program.stderr += text;
    });
  }

  #readProtocol(text: string): void {
    const value = parseProtocol(text);
    if (value === undefined) throw parameterProblem(`unknown protocol "${text}" specified`);
    const invert = this.#given.isInverted('p');
    if (value === 0 && invert) throw parameterProblem('rule would never match protocol');
    if (this.#program.family === 'ipv6' && !invert && EXTENSION_HEADERS.includes(value))
      this.#program.stderr += `Warning: never matched protocol: ${text}. use extension match instead.\n`;
    this.#protocolText = text;
    this.protocol = value === 0 ? undefined : { value, invert };
  }

  #readCounters(argument: string): void {
    const comma = argument.indexOf(',', 1);
    const bytes = comma < 0 ? this.#getopt.takeArgument() : argument.slice(comma + 1);
    if (bytes === undefined) throw parameterProblem('-c requires packet and byte counter');
    const packetCount = parseCounter(argument);
    if (packetCount === undefined) throw parameterProblem('-c packet counter not numeric');
    const byteCount = parseCounter(bytes);
    if (byteCount === undefined) throw parameterProblem('-c byte counter not numeric');
    this.counters = { packets: packetCount, bytes: byteCount };
  }

  /** The rule, when all was read; the extensions' parts are finished by then. */
  template({ matches, target }: Pick<RuleTemplate, 'matches' | 'target'>): RuleTemplate {
    const given = this.#given;
    const parse = this.#program.family === 'ipv6' ? parseAddresses6 : parseAddresses;
    const sources = parse(this.#source);
    const destinations = parse(this.#destination);
    const invertSource = given.isInverted('s');
    const invertDestination = given.isInverted('d');
    if ((invertSource || invertDestination) && (sources.length > 1 || destinations.length > 1)) {
      throw parameterProblem('! not allowed with multiple source or destination IP addresses');
    }
    const device = (letter: string, value: string | undefined) =>
      value === undefined ? undefined : { value, invert: given.isInverted(letter) };
    return {
      sources,
      invertSource,
      destinations,
      invertDestination,
      inInterface: device('i', this.#in),
      outInterface: device('o', this.#out),
      protocol: this.protocol,
      fragment: given.has('f') ? { invert: given.isInverted('f') } : undefined,
      matches,
      target,
      jump: this.jump,
      goto: this.#goto,
    };
  }
}
