/** What a real engine did at an access: a file of `data/engines/accesses`. */
import { platform } from '../../platform';
import type { RealDelta } from '../capture';
import type { CounterRow } from '../observe/counters';

/** One access on a real engine. */
export interface RealAccess {
  /** What the one who asked was told: `OK c1 saw 192.168.70.1`, `TIMEOUT`, or an error's name. */
  readonly result: string;
  /** What each rule and policy counted. */
  readonly deltas: readonly RealDelta[];
}

type Listed = readonly {
  readonly what: string;
  readonly result: string;
  readonly counted: readonly (readonly [packets: number, bytes: number, rule: string])[];
}[];

/**
 * Reads what a real engine did at an access, by the access's name. Rules have no numbers there: they are given the places that they
 * have in `rows`. Throws a `RangeError` that names the access if it is not in the file, or the rule if it is not among `rows`.
 *
 * @example
 * ```ts
 * import { accessMachines, describeDeltas, observe, readAccess } from 'chainwalk';
 *
 * const machines = await accessMachines({ engine: '29' })();
 * const seen = await observe(machines, 'client# nc -w 2 192.168.70.6 8001');
 * const real = readAccess('data/engines/accesses/29.7.2-legacy.json', 'client to published', seen.after);
 * describeDeltas(seen.deltas).join() === describeDeltas(real.deltas).join(); // → true
 * ```
 */
export function readAccess(file: string, name: string, rows: readonly CounterRow[]): RealAccess {
  const listed = JSON.parse(platform().readText(file)) as Listed;
  const found = listed.find(({ what }) => what === name);
  if (found === undefined) throw new RangeError(`there is no access "${name}" in ${file}`);
  const deltas = found.counted.map(([packets, bytes, line]) => deltaOf(line, packets, bytes, rows));
  const place = ({ table, chain, index }: RealDelta) =>
    rows.findIndex((row) => row.table === table && row.chain === chain && row.index === index);
  return { result: found.result, deltas: [...deltas].sort((a, b) => place(a) - place(b)) };
}

/** `filter -A FORWARD -j DOCKER-USER`, or a policy: `filter INPUT policy ACCEPT`. */
function deltaOf(line: string, packets: number, bytes: number, rows: readonly CounterRow[]): RealDelta {
  const [, tableName = '', chain = '', rule = ''] = /^(\w+) (?:-A )?(\S+) (.*)$/.exec(line) ?? [];
  const row = rows.find((one) => one.table === tableName && one.chain === chain && one.rule === rule);
  if (row === undefined) throw new RangeError(`the machines have no rule "${line}"`);
  return { table: row.table, chain, index: row.index, rule, packets, bytes };
}
