/** Several compose files as one: each adds to those before it, or changes what they say. compose-go: override/merge.go. */

/** One file: where it is, what it says, and the line of each of its keys. */
export interface ReadFile {
  readonly path: string;
  readonly value: unknown;
  readonly lineOf: (path: readonly string[]) => number;
}

/** Where something stands. */
export interface Origin {
  readonly file: string;
  readonly line: number;
}

/** What they say together, and where each part stands. */
export interface MergedFiles {
  readonly value: unknown;
  readonly originOf: (path: readonly string[]) => Origin;
}

/** Where a part comes from, if that is not the first file: which one, and its path there. */
type Origins = Map<string, { readonly file: ReadFile; readonly path: readonly string[] }>;

/** Keys of a service whose later value takes the place of the one before. */
const REPLACED = new Set(['command', 'entrypoint']);
/** Those that may stand as a list of `NAME=value`, or of names, as well as by name. */
const PAIRS = new Set(['environment', 'labels', 'extra_hosts', 'sysctls']);
const NAMES = new Set(['depends_on', 'networks']);

/** Merges files, the first of which is there. */
export function mergeFiles(first: ReadFile, others: readonly ReadFile[]): MergedFiles {
  const origins: Origins = new Map();
  let value = first.value;
  for (const file of others) value = merge(value, file.value, [], [], file, origins);
  return {
    value,
    originOf: (path) => {
      for (let length = path.length; length > 0; length--) {
        const found = origins.get(keyOf(path.slice(0, length)));
        if (found === undefined) continue;
        const { file } = found;
        return { file: file.path, line: file.lineOf([...found.path, ...path.slice(length)]) };
      }
      return { file: first.path, line: first.lineOf(path) };
    },
  };
}

function keyOf(path: readonly string[]): string {
  return JSON.stringify(path);
}

function merge(
  before: unknown,
  after: unknown,
  path: readonly string[],
  pathThere: readonly string[],
  file: ReadFile,
  origins: Origins,
): unknown {
  const key = path.at(-1) ?? '';
  const isOfService = path.length === 3 && path[0] === 'services';
  const from = (at: readonly string[], there: readonly string[]) => origins.set(keyOf(at), { file, path: there });
  if (before === undefined || before === null || after === null || (isOfService && REPLACED.has(key))) {
    if (after === null && before !== undefined) return before;
    from(path, pathThere);
    return after;
  }
  const byName = isOfService && (PAIRS.has(key) || NAMES.has(key));
  const [old, more] = byName ? [named(before, key), named(after, key)] : [before, after];
  if (isMapping(old) && isMapping(more)) {
    const merged: Record<string, unknown> = { ...old };
    for (const [name, item] of Object.entries(more)) {
      const there = Array.isArray(after)
        ? [...pathThere, `${after.findIndex((one) => nameIn(one) === name)}`]
        : [...pathThere, name];
      merged[name] = merge(old[name], item, [...path, name], there, file, origins);
    }
    return merged;
  }
  if (Array.isArray(old) && Array.isArray(more)) {
    const known = new Set(old.map((item) => JSON.stringify(item)));
    const all: unknown[] = [...old];
    for (const [index, item] of more.entries()) {
      if (known.has(JSON.stringify(item))) continue;
      from([...path, `${all.length}`], [...pathThere, `${index}`]);
      all.push(item);
    }
    return all;
  }
  from(path, pathThere);
  return after;
}

/** A list as a mapping by the names in it. */
function named(value: unknown, key: string): unknown {
  if (!Array.isArray(value)) return value;
  return Object.fromEntries(
    value.map((item) => {
      const text = `${item}`;
      if (NAMES.has(key)) return [text, key === 'depends_on' ? { condition: 'service_started' } : null];
      const cut = text.search(/[=:]/);
      return cut < 0 ? [text, null] : [text.slice(0, cut), text.slice(cut + 1)];
    }),
  );
}

function nameIn(item: unknown): string {
  return `${item}`.replace(/[=:].*$/s, '');
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
