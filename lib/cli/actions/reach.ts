/** Who reaches what on a host, and what a change opened or closed. */
import { reachDifferenceHtml, reachHtml } from '../../compare';
import {
  type ReachDetail,
  reachChangeRows,
  reachDifference,
  reachDifferenceText,
  reachRows,
  reachText,
} from '../../host';
import { toCsv } from '../../view/figure/csv';
import { loadHostPath } from './hostFiles';

/** Options of `chainwalk reach`. */
export interface ReachCommandOptions {
  readonly detail: ReachDetail;
  readonly format: 'text' | 'json' | 'html' | 'csv';
}

/** The exit code is 1 if a second host differs, else 0. Throws a `UsageError`. */
export async function showReach(
  path: string,
  otherPath: string | undefined,
  { detail, format }: ReachCommandOptions,
  print: (text: string) => void,
): Promise<number> {
  const reach = (await loadHostPath(path)).reach({ detail });
  if (otherPath === undefined) {
    if (format === 'json') print(`${JSON.stringify(reach, null, 1)}\n`);
    else if (format === 'csv') print(toCsv(reachRows(reach)));
    else print(format === 'html' ? reachHtml(path, reach) : reachText(reach));
    return 0;
  }
  const other = (await loadHostPath(otherPath)).reach({ detail });
  const changes = reachDifference(reach, other);
  if (format === 'json') print(`${JSON.stringify(changes, null, 1)}\n`);
  else if (format === 'csv') print(toCsv(reachChangeRows(changes), CHANGE_COLUMNS));
  else print(format === 'html' ? reachDifferenceHtml(path, otherPath, changes) : reachDifferenceText(changes));
  return changes.length === 0 ? 0 : 1;
}

/** Of a file without rows as well. */
const CHANGE_COLUMNS = ['change', 'source', 'target', 'before', 'after', 'ruleBefore', 'ruleAfter'];
