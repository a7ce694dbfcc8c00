/** `--filter KEY=VALUE` of the commands that list things. docker/cli: opts/opts.go (FilterOpt); moby: api/types/filters. */
import { compilePattern, type Pattern, PatternError } from '../../tools/common/pattern';
import { DockerError, notModelled } from '../dockerError';
import { type Flags, type FlagTable, mistake } from './flags';

/** By key: what a value asks of an item. */
export type FilterTable<Item> = ReadonlyMap<string, (value: string) => (item: Item) => boolean>;

/**
 * Whether an item is what the filters of a command ask for. The values of one key are alternatives, different keys add up.
 * Throws a `CliError` for what is no filter, and a `DockerError` for keys that docker does not know or that are `unmodelled`.
 */
export function readFilters<Item>(
  flags: Pick<Flags, 'all'>,
  usage: FlagTable,
  table: FilterTable<Item>,
  unmodelled: readonly string[],
): (item: Item) => boolean {
  const alternatives = new Map<string, ((item: Item) => boolean)[]>();
  for (const text of flags.all('filter').filter((filter) => filter !== '')) {
    const [, key = '', value = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? badFormat(text, usage);
    const name = key.trim().toLowerCase();
    const makeTest = table.get(name);
    if (unmodelled.includes(name)) throw notModelled(`${usage.command} --filter ${name}`);
    if (makeTest === undefined) throw new DockerError('invalid', `Invalid filter '${name}'`);
    alternatives.set(name, [...(alternatives.get(name) ?? []), makeTest(value.trim())]);
  }
  return (item) => [...alternatives.values()].every((tests) => tests.some((test) => test(item)));
}

function badFormat(text: string, usage: FlagTable): never {
  throw mistake(
    usage,
    `invalid argument "${text}" for "-f, --filter" flag: bad format of filter (expected name=value)`,
  );
}

/** Whether labels have `NAME`, or `NAME=VALUE`. */
export function matchLabel(labels: ReadonlyMap<string, string>, wanted: string): boolean {
  const [name = ''] = wanted.split('=', 1);
  return labels.has(name) && (!wanted.includes('=') || labels.get(name) === wanted.slice(name.length + 1));
}

/** `true` or `1`, `false` or `0`. Throws a `DockerError` with these words for what is neither. */
export function readSwitch(value: string, refusal: string): boolean {
  if (/^(1|true)$/.test(value)) return true;
  if (/^(0|false)$/.test(value)) return false;
  throw new DockerError('invalid', refusal);
}

/** Whether a text is the value, or has in it what the value describes as an expression of Go's. moby: filters.Args.Match. */
export function matchPattern(value: string): (text: string) => boolean {
  const pattern = readPattern(value);
  return (text) => text === value || pattern?.test(text) === true;
}

/** Undefined for what is no expression: it matches nothing. */
function readPattern(text: string): Pattern | undefined {
  try {
    return compilePattern(text);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    if (error.isValid) throw notModelled(`the regular expression "${text}"`);
    return undefined;
  }
}
