/** The real kernel's answers for the article's steps, read from a folder of captures. */
import type { TableName } from '../netfilter';
import { TABLE_NAMES } from '../netfilter/xtables/tableHooks';
import { platform } from '../platform';
import type { CounterDelta } from './observe/counters';
import type { Captures } from './observe/packets';

/** A counter that an access made grow, on the real host. Index 0 is the chain's policy. */
export interface RealDelta {
  readonly table: TableName;
  readonly chain: string;
  readonly index: number;
  readonly packets: number;
  readonly bytes: number;
  readonly rule: string;
}

/** One access on the real machines. */
export interface RealRequest {
  readonly step: string;
  readonly where: string;
  readonly commands: readonly string[];
  readonly delta: readonly RealDelta[];
  /** By interface, as the capture names them. */
  readonly packets: Captures;
  /** `iptables-save -c` of the real host before and after. */
  readonly rulesBefore: string;
  readonly rulesAfter: string;
}

/**
 * Reads an access by the beginning of its folder's name, such as `06`, from a folder of captures such as `data/article`.
 * Throws a `RangeError` that names the step if there is none.
 */
export function readCapture(folder: string, step: string): RealRequest {
  const { listFolder, readText } = platform();
  const name = listFolder(folder).find((candidate) => candidate.startsWith(step));
  if (name === undefined) throw new RangeError(`there is no capture of a step ${step} in ${folder}`);
  const read = (file: string) => readText(`${folder}/${name}/${file}`);
  return {
    ...(JSON.parse(read('access.json')) as Omit<RealRequest, 'rulesBefore' | 'rulesAfter'>),
    rulesBefore: read('before/iptables-save.txt'),
    rulesAfter: read('after/iptables-save.txt'),
  };
}

/** Deltas as text, `TABLE CHAIN INDEX: +PKTS packets, +BYTES bytes`, sorted: simulated and real ones compare alike. */
export function describeDeltas(deltas: readonly (RealDelta | CounterDelta)[]): readonly string[] {
  return deltas
    .map(
      ({ table, chain, index, packets, bytes }) => `${table} ${chain} ${index}: +${packets} packets, +${bytes} bytes`,
    )
    .sort();
}

/**
 * The lines of `iptables-save` that say something: without the comments that name a version and a time. Tables come as raw,
 * mangle, nat, filter, for `iptables-save` itself begins with the one that was touched last.
 */
export function ruleLines(save: string): readonly string[] {
  const tables = save.replace(/^#.*\n/gm, '').split(/(?<=^COMMIT\n)/m);
  const place = (table: string) => TABLE_NAMES.findIndex((name) => table.startsWith(`*${name}\n`));
  const sorted = tables.sort((a, b) => place(a) - place(b));
  return sorted.flatMap((table) => table.split('\n').filter((line) => line !== ''));
}
