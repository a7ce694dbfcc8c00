/** `ipset` 7.17: makes, fills, lists and removes the IP sets of a place. Userspace: lib/ipset.c. */

import type { Place } from '../../machine';
import type { BesideMember, IpSet, SetNotes, SetTable } from '../../netfilter';
import type { CommandResult } from '../common/result';
import { refuse, ToolError } from '../common/toolError';
import { splitWords } from '../iptables/words';
import { MOST_SECONDS, parseSetOptions } from './create';
import { formatElement, parseElements } from './element';
import { atLine, ELEMENT_ERRORS, failed, problem, SET_ERRORS, syntaxError } from './error';
import { listSets } from './list';
import { parseCount, parseNumber } from './words';

/** Commands, whose beginning is enough, with their other spellings. */
const COMMANDS = [
  ['create', '-N', '--create'],
  ['add', '-A', '--add'],
  ['del', '-D', '--del'],
  ['test', '-T', '--test'],
  ['destroy', '-X', '--destroy'],
  ['list', '-L', '--list'],
  ['save', '-S', '--save'],
  ['restore', '-R', '--restore'],
  ['flush', '-F', '--flush'],
  ['rename', '-E', '--rename'],
  ['swap', '-W', '--swap'],
  ['help', '-H', '-h', '--help'],
  ['version', '-v', '-V', '--version'],
] as const;
type Command = (typeof COMMANDS)[number][0];

const LONGEST_NAME = 31;
const VERSION = 'ipset v7.17, protocol version: 7\n';
const HELP = 'ipset v7.17\n\nUsage: ipset [options] COMMAND\n';

/** What was given beside the command. */
interface Options {
  exist: boolean;
  quiet: boolean;
  sorted: boolean;
  namesOnly: boolean;
  terse: boolean;
  output: 'plain' | 'save';
}

/** `ipset [-exist] [-quiet] [-output plain|save] [-sorted] [-name] [-terse] COMMAND [NAME …]` */
export function ipset({ net }: Place, argv: readonly string[], stdin: string): CommandResult {
  return runIpset(new Session(net.netfilter.sets, () => net.random(2 ** 32), net.clock.now), argv, stdin);
}

/** Runs one call on the sets of a session. */
export function runIpset(session: Session, argv: readonly string[], stdin: string): CommandResult {
  let quiet = false;
  try {
    const { command, words, options } = readCommandLine(argv);
    quiet = options.quiet;
    if (command === 'restore') session.restore(stdin, options);
    else session.run(command, words, options);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    const silenced = quiet && error.exitCode === 1;
    return { stdout: session.stdout, stderr: silenced ? '' : session.stderr + error.stderr, exitCode: error.exitCode };
  }
  return { stdout: session.stdout, stderr: session.stderr, exitCode: 0 };
}

function readCommandLine(argv: readonly string[]): {
  readonly command: Command;
  readonly words: readonly string[];
  readonly options: Options;
} {
  const options: Options = {
    exist: false,
    quiet: false,
    sorted: false,
    namesOnly: false,
    terse: false,
    output: 'plain',
  };
  const words: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    const name = /^--[a-z]/.test(word) ? word.slice(1) : word;
    if (name === '-!' || name === '-exist') options.exist = true;
    else if (name === '-q' || name === '-quiet') options.quiet = true;
    else if (name === '-s' || name === '-sorted') options.sorted = true;
    else if (name === '-n' || name === '-name') options.namesOnly = true;
    else if (name === '-t' || name === '-terse') options.terse = true;
    else if (name === '-o' || name === '-output') options.output = parseOutput(argv[++index]);
    else if (['-r', '-resolve', '-f', '-file'].includes(name)) throw refuse('ipset', `option ${word}`);
    else words.push(word);
  }
  const [first, ...others] = words;
  if (first === undefined) throw problem('No command specified.');
  const command = findCommand(first);
  if (command === undefined) throw problem(`No command specified: unknown argument ${first}`);
  return { command, words: others, options };
}

function parseOutput(text: string | undefined): Options['output'] {
  if (text === undefined) throw problem('Missing mandatory argument to option -o');
  if (text === 'plain' || text === 'save') return text;
  if (text === 'xml' || text === 'json') throw refuse('ipset', `output ${text}`);
  throw syntaxError(`unknown output mode '${text}'`);
}

function findCommand(text: string): Command | undefined {
  return COMMANDS.find(([name, ...others]) => name.startsWith(text) || others.some((other) => other === text))?.[0];
}

/** The commands of one call, and what they print. `draw`: what hashes begin with; `now` in µs. */
export class Session {
  stdout = '';
  stderr = '';

  constructor(
    readonly sets: SetTable,
    readonly draw: () => number,
    readonly now: number,
  ) {}

  /** Lines of standard input: those before a wrong one are done. */
  restore(text: string, { exist }: Options): void {
    for (const [index, line] of text.split('\n').entries()) {
      const words = splitWords(line);
      if (words.length === 0 || line.startsWith('#') || words[0] === 'COMMIT') continue;
      try {
        const { command, words: rest, options } = readCommandLine(words);
        this.run(command, rest, { ...options, exist: exist || options.exist });
      } catch (error) {
        throw error instanceof ToolError ? atLine(error, index + 1) : error;
      }
    }
  }

  run(command: Command, words: readonly string[], options: Options): void {
    const [name, second] = words;
    switch (command) {
      case 'version':
        this.stdout += VERSION;
        return;
      case 'help':
        this.stdout += HELP;
        return;
      case 'list':
      case 'save':
        this.#list(name, command === 'save' ? { ...options, output: 'save' } : options);
        return;
      case 'flush':
        for (const set of name === undefined ? this.sets.all() : [this.#set(name)]) set.flush();
        return;
      case 'destroy':
        this.#check(this.sets.destroy(name === undefined ? undefined : checkName(name)));
        return;
      case 'restore':
        throw problem('Nested restore is not possible');
      default:
        if (name === undefined) throw problem(`Missing mandatory argument to command ${command}`);
        if (second === undefined) throw problem(`Missing second mandatory argument to command ${command}`);
        this.#runWithTwo(command, checkName(name), second, words.slice(2), options);
    }
  }

  #runWithTwo(
    command: 'create' | 'add' | 'del' | 'test' | 'rename' | 'swap',
    name: string,
    second: string,
    others: readonly string[],
    { exist, quiet }: Options,
  ): void {
    switch (command) {
      case 'create':
        this.#check(this.sets.create(name, parseSetOptions([second, ...others], this.draw), exist));
        return;
      case 'rename': {
        const error = this.sets.rename(name, checkName(second));
        if (error === 'in use') throw failed('Set cannot be renamed: it is in use by another system');
        this.#check(error);
        return;
      }
      case 'swap':
        this.#check(this.sets.swap(name, checkName(second)));
        return;
      case 'add':
        this.#add(this.#set(name), second, others, exist);
        return;
      case 'del':
        this.#delete(this.#set(name), second, others, exist);
        return;
      case 'test':
        this.#test(this.#set(name), second, others, quiet);
    }
  }

  #list(name: string | undefined, options: Options): void {
    const sets = name === undefined ? this.sets.all() : [this.#set(name)];
    this.stdout += listSets(sets, options, this.now, (one) => this.sets.references(one));
  }

  #add(set: IpSet, text: string, words: readonly string[], exist: boolean): void {
    const { notes, beside } = parseNotes(set, words);
    this.#checkMember(set, text, beside);
    for (const element of parseElements(text, set.options)) {
      const error = set.add(element, notes, { now: this.now, exist, ...(beside && { beside }) });
      if (error === 'full' && set.options.type === 'list:set')
        throw failed('Set is full, more elements cannot be added');
      if (error !== undefined) throw failed(ELEMENT_ERRORS[error]);
    }
  }

  #delete(set: IpSet, text: string, words: readonly string[], exist: boolean): void {
    const { beside } = parseNotes(set, words);
    this.#checkMember(set, text, beside);
    if (beside !== undefined && !isBeside(set, text, beside)) throw failed(ELEMENT_ERRORS['reference not added']);
    for (const element of parseElements(text, set.options)) {
      const error = set.delete(element, this.now);
      if (error !== undefined && !exist) throw failed(ELEMENT_ERRORS[error]);
    }
  }

  #test(set: IpSet, text: string, words: readonly string[], quiet: boolean): void {
    const { notes, beside } = parseNotes(set, words);
    const [element = {}] = parseElements(text, set.options);
    const entry = set.lookup(element, this.now);
    const shown = set.options.type === 'hash:ip,port' ? formatElement(element, set.options) : text;
    const isThere =
      entry?.nomatch === (notes.nomatch ?? false) && (beside === undefined || isBeside(set, text, beside));
    if (!isThere) throw new ToolError(`${shown} is NOT in set ${set.name}.\n`, 1);
    if (!quiet) this.stderr += `Warning: ${shown} is in set ${set.name}.\n`;
  }

  /** What a list of sets is told of has to be a set, and none that is a list itself. */
  #checkMember(set: IpSet, name: string, beside: BesideMember | undefined): void {
    if (set.options.type !== 'list:set') return;
    const member = this.sets.get(name);
    if (member === undefined) throw failed('Set to be added/deleted/tested as element does not exist.');
    if (member.options.type === 'list:set') throw failed('Sets with list:set type cannot be added to the set.');
    if (beside !== undefined && this.sets.get(beside.name) === undefined)
      throw failed("The set to which you referred with 'before' or 'after' does not exist.");
  }

  #set(name: string): IpSet {
    const set = this.sets.get(checkName(name));
    if (set === undefined) throw failed(SET_ERRORS['no such set']);
    return set;
  }

  #check(error: keyof typeof SET_ERRORS | undefined): void {
    if (error !== undefined) throw failed(SET_ERRORS[error]);
  }
}

/** Whether a member of a list stands where it is said to. */
function isBeside(set: IpSet, name: string, { name: other, after }: BesideMember): boolean {
  const names = set.entries.all().map(({ key }) => key);
  const at = names.indexOf(name);
  return at >= 0 && names[at + (after ? -1 : 1)] === other;
}

function checkName(name: string): string {
  if (name.length > LONGEST_NAME) throw syntaxError(`setname '${name}' is longer than ${LONGEST_NAME} characters`);
  return name;
}

/** What stands behind an element. */
function parseNotes(
  { options: { type } }: IpSet,
  words: readonly string[],
): { readonly notes: SetNotes; readonly beside?: BesideMember } {
  let notes: SetNotes = {};
  let beside: BesideMember | undefined;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const forNetworks = word === 'nomatch' && type.startsWith('hash:net');
    const forLists = (word === 'before' || word === 'after') && type === 'list:set';
    if (!['timeout', 'packets', 'bytes', 'comment'].includes(word) && !forNetworks && !forLists)
      throw problem(`Unknown argument: \`${word}'`);
    if (forNetworks) {
      notes = { ...notes, nomatch: true };
      continue;
    }
    const argument = words[++index];
    if (argument === undefined) throw problem(`Missing mandatory argument of option \`${word}'`);
    if (forLists) beside = { name: argument, after: word === 'after' };
    else if (word === 'timeout') notes = { ...notes, timeout: parseNumber(argument, 0, MOST_SECONDS) };
    else if (word === 'comment') notes = { ...notes, comment: parseComment(argument) };
    else notes = { ...notes, [word]: parseCount(argument) };
  }
  return beside === undefined ? { notes } : { notes, beside };
}

const LONGEST_COMMENT = 255;

function parseComment(text: string): string {
  if (text.includes('"')) throw syntaxError('" character is not permitted in comments');
  if (text.length > LONGEST_COMMENT)
    throw syntaxError(`Comment is longer than the maximum allowed ${LONGEST_COMMENT} characters`);
  return text;
}
