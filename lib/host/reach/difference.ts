/** What a change opened or closed: two hosts' reach, compared. */
import type { Reach, ReachRow } from './reach';

/** A source and a port before and after. */
export interface ReachChange {
  /** Who asks. */
  readonly source: string;
  /** What is asked for. */
  readonly target: string;
  /** `opened`: it is delivered now, `closed`: no longer; `changed`: it is stopped in another manner, or another answers. */
  readonly kind: 'opened' | 'closed' | 'changed';
  /** Absent if nothing listened there, or nobody asked from there. */
  readonly before: ReachRow | undefined;
  /** Absent if nothing listens there, or nobody asks from there. */
  readonly after: ReachRow | undefined;
}

/** In the order of the first, then what is new. */
export function reachDifference(before: Reach, after: Reach): readonly ReachChange[] {
  const olds = byName(before);
  const news = byName(after);
  return [...new Set([...olds.keys(), ...news.keys()])].flatMap((key): readonly ReachChange[] => {
    const [old, now] = [olds.get(key), news.get(key)];
    const kind = changeOf(old, now);
    const row = now ?? old;
    if (kind === undefined || row === undefined) return [];
    return [{ source: row.source, target: row.target, kind, before: old, after: now }];
  });
}

function byName({ rows }: Reach): ReadonlyMap<string, ReachRow> {
  return new Map(rows.map((row) => [JSON.stringify([row.target, row.source]), row]));
}

function changeOf(before: ReachRow | undefined, after: ReachRow | undefined): ReachChange['kind'] | undefined {
  const [was, is] = [before?.fate === 'delivered', after?.fate === 'delivered'];
  if (was !== is) return is ? 'opened' : 'closed';
  if (before === undefined || after === undefined) return undefined;
  return before.fate !== after.fate || before.receiver !== after.receiver ? 'changed' : undefined;
}
