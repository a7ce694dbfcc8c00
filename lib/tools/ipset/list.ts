/** Sets as `ipset list` and `ipset save` write them. Userspace: lib/session.c. */
import { HashedEntries, type IpSet, SET_TYPES, type SetEntry, type SetOptions } from '../../netfilter';
import { formatSetOptions } from './create';
import { formatEntry } from './element';

/** What a listing shows. */
export interface ListOptions {
  readonly output: 'plain' | 'save';
  readonly sorted: boolean;
  readonly namesOnly: boolean;
  readonly terse: boolean;
}

/** Sets, one after the other. */
export function listSets(
  sets: readonly IpSet[],
  { output, sorted, namesOnly, terse }: ListOptions,
  now: number,
  references: (name: string) => number,
): string {
  if (namesOnly) return sets.map(({ name }) => `${name}\n`).join('');
  const entriesOf = (set: IpSet) => {
    const entries = set.living(now);
    return sorted ? [...entries].sort(byElement) : entries;
  };
  if (output === 'save') return sets.map((set) => saveSet(set, entriesOf(set), now)).join('');
  return sets
    .map((set) => {
      const entries = entriesOf(set);
      const { name, options } = set;
      const head = [
        `Name: ${name}`,
        `Type: ${options.type}`,
        `Revision: ${SET_TYPES[options.type].revision}`,
        `Header: ${formatSetOptions(options, hashSizeOf(set))}`,
        `Size in memory: ${memoryOf(set, entries)}`,
        `References: ${references(name)}`,
        `Number of entries: ${entries.length}`,
      ];
      const members = terse ? [] : ['Members:', ...entries.map((entry) => formatEntry(entry, set, now))];
      return [...head, ...members].map((line) => `${line}\n`).join('');
    })
    .join('\n');
}

function saveSet(set: IpSet, entries: readonly SetEntry[], now: number): string {
  const { name, options } = set;
  const lines = [
    `create ${name} ${options.type} ${formatSetOptions(options, hashSizeOf(set))}`,
    ...entries.map((entry) => `add ${name} ${formatEntry(entry, set, now)}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function hashSizeOf({ entries }: IpSet): number {
  return entries instanceof HashedEntries ? entries.hashSize : 0;
}

/** By address, then by what else an element has. */
function byElement(a: SetEntry, b: SetEntry): number {
  const left = a.element.address ?? a.element.port ?? 0;
  const right = b.element.address ?? b.element.port ?? 0;
  if (left !== right) return left < right ? -1 : 1;
  return (a.element.protocol ?? 0) - (b.element.protocol ?? 0) || (a.element.port ?? 0) - (b.element.port ?? 0);
}

/** Bytes of an empty set and of an element's own part, on a 64-bit machine; IPv6 second. Linux: mtype_ahash_memsize. */
const SIZES: Readonly<Record<SetOptions['type'], readonly [base: readonly number[], element: readonly number[]]>> = {
  'hash:ip': [
    [216, 224],
    [4, 16],
  ],
  'hash:net': [
    [456, 1240],
    [8, 20],
  ],
  'hash:ip,port': [
    [216, 232],
    [8, 20],
  ],
  'hash:net,iface': [
    [488, 1264],
    [28, 40],
  ],
  'bitmap:port': [
    [72, 72],
    [0, 0],
  ],
  'list:set': [
    [80, 80],
    [48, 48],
  ],
};
const BUCKET_HEAD = 32;
/** Linux: AHASH_INIT_SIZE. */
const BUCKET_STEP = 2;
/** Linux: struct ip_set_comment_rcu. */
const COMMENT_HEAD = 16;

function memoryOf({ options, entries }: IpSet, shown: readonly SetEntry[]): number {
  const { type, family, timeout, counters, comment, from, to } = options;
  const [bases, sizes] = SIZES[type];
  const at = family === 'inet' ? 0 : 1;
  const noted = (counters ? 16 : 0) + (comment ? 8 : 0) + (timeout === undefined ? 0 : 8);
  const own = sizes[at] ?? 0;
  const each = noted === 0 ? own : Math.ceil(own / 8) * 8 + noted;
  const comments = shown.reduce(
    (sum, one) => sum + (one.comment === undefined ? 0 : COMMENT_HEAD + one.comment.length + 1),
    0,
  );
  const base = (bases[at] ?? 0) + comments;
  if (type === 'bitmap:port') return base + Math.ceil((to - from + 1) / 64) * 8 + (to - from + 1) * noted;
  if (!(entries instanceof HashedEntries)) return base + shown.length * each;
  const places = entries.fillings.map((length) => Math.ceil(length / BUCKET_STEP) * BUCKET_STEP);
  return base + places.reduce((sum, count) => sum + BUCKET_HEAD + count * each, 0);
}
