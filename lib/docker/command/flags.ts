/** Options as docker's commands read them. spf13/pflag: long and short names, values attached or apart, short ones together. */
import { notModelled } from '../dockerError';
import { CliError } from './cli';

/** What options a command has. Names without dashes; short ones after a comma: `publish,p`. */
export interface FlagTable {
  /** As it is typed: `docker run`. */
  readonly command: string;
  readonly booleans?: readonly string[];
  /** With one value; the last counts. */
  readonly strings?: readonly string[];
  /** With a value, and given as often as one likes. */
  readonly lists?: readonly string[];
  /** Options that docker has and that are refused here. */
  readonly refused?: readonly string[];
  /** After the first argument all are arguments, as for `docker run IMAGE …`. */
  readonly stopsAtArgument?: boolean;
  /** `USAGE` after the command's name, and what it does. */
  readonly usage: readonly [string, string];
  /** How many arguments it takes. */
  readonly arguments: { readonly atLeast?: number; readonly exactly?: number; readonly atMost?: number };
}

/** Options and arguments as they were read. */
export class Flags {
  readonly arguments: string[] = [];
  readonly #values = new Map<string, string[]>();

  add(name: string, value: string): void {
    this.#values.set(name, [...this.all(name), value]);
  }

  has(name: string): boolean {
    return this.value(name) === 'true';
  }

  value(name: string): string | undefined {
    return this.#values.get(name)?.at(-1);
  }

  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }
}

type Kind = 'boolean' | 'value' | 'refused';

/** Reads arguments. Throws a `CliError` in docker's words, or a `DockerError` for options that are not modelled. */
export function parseFlags(table: FlagTable, argv: readonly string[]): Flags {
  const known = new Map<string, { readonly name: string; readonly kind: Kind }>();
  const learn = (flags: readonly string[] = [], kind: Kind) => {
    for (const flag of flags) {
      const [name = '', ...aliases] = flag.split(',');
      for (const alias of [name, ...aliases]) known.set(alias, { name, kind });
    }
  };
  learn(table.booleans, 'boolean');
  learn([...(table.strings ?? []), ...(table.lists ?? [])], 'value');
  learn(table.refused, 'refused');
  const flags = new Flags();
  const rest = [...argv];
  const find = (alias: string, shown: string, unknown: string) => {
    const flag = known.get(alias);
    if (flag === undefined) throw mistake(table, unknown);
    if (flag.kind === 'refused') throw notModelled(`${table.command} ${shown}`);
    return flag;
  };
  const value = (attached: string | undefined, shown: string): string => {
    const given = attached ?? rest.shift();
    if (given === undefined) throw mistake(table, `flag needs an argument: ${shown}`);
    return given;
  };
  const long = (word: string) => {
    const [, name = '', attached] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === 'help') throw new CliError(usageText(table).trimEnd(), 0);
    const flag = find(name, `--${name}`, `unknown flag: --${name}`);
    flags.add(
      flag.name,
      flag.kind === 'boolean' ? boolean(table, attached ?? 'true', `--${name}`) : value(attached, `--${name}`),
    );
  };
  const short = (word: string) => {
    for (let index = 1; index < word.length; index++) {
      const letter = word[index] ?? '';
      const flag = find(letter, `-${letter}`, `unknown shorthand flag: '${letter}' in ${word}`);
      if (flag.kind === 'boolean' && word[index + 1] === '=')
        return flags.add(flag.name, boolean(table, word.slice(index + 2), `-${letter}, --${flag.name}`));
      if (flag.kind === 'boolean') flags.add(flag.name, 'true');
      else
        return flags.add(
          flag.name,
          value(word.slice(index + 1).replace(/^=/, '') || undefined, `'${letter}' in ${word}`),
        );
    }
  };
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') break;
    if (word.startsWith('--')) long(word);
    else if (word.startsWith('-') && word !== '-') short(word);
    else {
      flags.arguments.push(word);
      if (table.stopsAtArgument) break;
    }
  }
  flags.arguments.push(...rest);
  checkCount(table, flags.arguments.length);
  return flags;
}

/** What `--help` prints, without the options. */
function usageText({ command, usage: [usage, description] }: FlagTable): string {
  return `\n${usageLine({ command, usage: [usage, description] })}\n\n${description}\n`;
}

function usageLine({ command, usage: [usage] }: Usage): string {
  return `Usage:  ${command}${usage === '' ? '' : ` ${usage}`}`;
}

type Usage = Pick<FlagTable, 'command' | 'usage'>;

/** The refusal of options that do not fit the command. */
export function mistake(table: Usage, problem: string): CliError {
  const { command } = table;
  return new CliError(
    `${problem}\nSee '${command} --help'.`,
    125,
    `${problem}\n\n${usageLine(table)}\n\nRun '${command} --help' for more information`,
  );
}

function boolean(table: FlagTable, text: string, flag: string): string {
  if (/^(1|t|T|true|TRUE|True)$/.test(text)) return 'true';
  if (/^(0|f|F|false|FALSE|False)$/.test(text)) return 'false';
  throw mistake(
    table,
    `invalid argument "${text}" for "${flag}" flag: strconv.ParseBool: parsing "${text}": invalid syntax`,
  );
}

function checkCount(table: FlagTable, count: number): void {
  const { atLeast = 0, exactly, atMost = Number.POSITIVE_INFINITY } = table.arguments;
  const plural = (number: number) => `${number} argument${number === 1 ? '' : 's'}`;
  let problem: string | undefined;
  if (exactly !== undefined && count !== exactly)
    problem = exactly === 0 ? 'accepts no arguments' : `requires exactly ${plural(exactly)}`;
  else if (count < atLeast || count > atMost) problem = `requires ${boundsOf(atLeast, atMost)}`;
  if (problem === undefined) return;
  const { command } = table;
  throw new CliError(
    `"${command}" ${problem}.\nSee '${command} --help'.\n${usageText(table).trimEnd()}`,
    1,
    `docker: '${command}' ${newerProblem(table.arguments)}\n\n${usageLine(table)}\n\n${exactly === undefined && table.arguments.atMost === undefined ? 'See' : 'Run'} '${command} --help' for more information`,
  );
}

/** docker/cli: cli/required.go. */
function boundsOf(atLeast: number, atMost: number): string {
  const plural = (number: number) => `${number} argument${number === 1 ? '' : 's'}`;
  if (atMost === Number.POSITIVE_INFINITY) return `at least ${plural(atLeast)}`;
  return atLeast === 0 ? `at most ${plural(atMost)}` : `at least ${atLeast} and at most ${plural(atMost)}`;
}

/** What clients from 28 say of a wrong number of arguments. */
function newerProblem({ atLeast = 0, exactly, atMost }: FlagTable['arguments']): string {
  const plural = (number: number) => `${number} argument${number === 1 ? '' : 's'}`;
  if (exactly !== undefined) return exactly === 0 ? 'accepts no arguments' : `requires ${plural(exactly)}`;
  return atMost === undefined
    ? `requires at least ${plural(atLeast)}`
    : `requires at least ${atLeast} and at most ${plural(atMost)}`;
}
