/** Who reaches whom, and by which path: each cell of a matrix is a request that was run, classified by what it left behind. */

import type { Lab } from '../lab';
import type { Journey } from '../observe/journey';
import type { Observation } from '../observe/observation';
import { observe } from '../observe/observe';
import type { CapturedPacket } from '../observe/packets';
import { cellWords } from './cellWords';

/**
 * How a request went through the host: `DNAT` if a DNAT rule counted, `docker-proxy` if a process of the host accepted the connection
 * and opened a second one, `direct` if it arrived without either. Else what stopped it: `refused` by a RST or an ICMP error, `dropped` by a rule or
 * a policy of the host, `no route` if no SYN was ever sent, `no answer` if none of these can be seen, `not modelled` if a tool said so,
 * `not there` if there is nobody to ask: an engine could not make that container.
 */
export type RequestPath =
  | 'DNAT'
  | 'docker-proxy'
  | 'direct'
  | 'refused'
  | 'dropped'
  | 'no route'
  | 'no answer'
  | 'not modelled'
  | 'not there';

/** A row of a matrix: who asks whom, and the session's line that does it. */
export interface Request {
  /** Who asks, as the row's reader calls it. */
  readonly from: string;
  /** Who is asked. */
  readonly to: string;
  /** `PLACE# COMMAND` */
  readonly line: string;
}

/** A request that was run on the machines of a column. */
export interface RequestCell extends Request {
  /** The column's name. */
  readonly column: string;
  /** How it went. */
  readonly path: RequestPath;
  /** What decided it, in words that stand behind the path's: `in raw`. */
  readonly detail?: string;
  /** What it did, from all sides. */
  readonly seen: Observation;
}

/** How a request of a matrix went, of what it did and the machines that it was made on. */
export type ReadPath = (seen: Observation, machines: Lab) => Pick<RequestCell, 'path' | 'detail'>;

/** A cell as a row of a table. */
export interface RequestRow extends Pick<Request, 'from' | 'to'> {
  /** The column's name. */
  readonly machines: string;
  /** How it went. */
  readonly path: RequestPath;
}

/**
 * The path of one request, read off its counters, journeys and packets.
 *
 * @example
 * ```ts
 * import { lab, observe, pathOf } from 'chainwalk';
 *
 * const machines = await lab();
 * pathOf(await observe(machines, 'client# ping -c 1 192.168.70.6')); // → 'direct'
 * pathOf(await observe(machines, 'client# curl -sS http://192.168.70.6:8001')); // → 'refused'
 * ```
 */
export function pathOf({ outcome, deltas, journeys, packets }: Observation): RequestPath {
  if (outcome.exitCode === 0) return answeredPath({ deltas, journeys });
  if (outcome.stderr.includes('not modelled')) return 'not modelled';
  const onWires = Object.values(packets).flat();
  if (onWires.some(({ flags }) => flags?.includes('R')) || hasIcmpError(onWires)) return 'refused';
  if (droppedBy(journeys) !== undefined) return 'dropped';
  return onWires.some(({ flags }) => flags === 'S') ? 'no answer' : 'no route';
}

/** A rule of iptables, or of nft, that gives packets another destination. */
const TRANSLATES = /(?:^| )(?:-j DNAT|counter dnat to) /;

/** The path of a request that was answered. @internal */
export function answeredPath({
  deltas,
  journeys,
}: Pick<Observation, 'deltas' | 'journeys'>): 'DNAT' | 'docker-proxy' | 'direct' {
  if (deltas.some(({ rule }) => TRANSLATES.test(rule))) return 'DNAT';
  return relayed(journeys).length > 0 ? 'docker-proxy' : 'direct';
}

/** Whether an ICMP message came back to the one who asked. A request that failed had no answer; and a ping's own messages go the other way. */
function hasIcmpError(onWires: readonly CapturedPacket[]): boolean {
  const [first] = onWires.filter(({ protocol }) => protocol !== 'arp').sort((a, b) => a.time - b.time);
  return onWires.some(
    ({ protocol, destination }) =>
      protocol === 'icmp' &&
      destination === first?.source &&
      (first.protocol !== 'icmp' || destination !== first.destination),
  );
}

/** A drop's reason that begins with a table's name. */
const BY_RULE = /^(raw|mangle|nat|filter|(ip|inet) \S+) /;

/** The first rule or policy that dropped a packet: `filter FORWARD policy DROP`. @internal */
export function droppedBy(journeys: readonly Journey[]): string | undefined {
  for (const { fate } of journeys) if (fate.kind === 'dropped' && BY_RULE.test(fate.reason)) return fate.reason;
  return undefined;
}

/**
 * The SYNs of connections that a process of the host opened because another connection had reached it: docker-proxy's second halves.
 * Only for a single request; of several at once it cannot tell which belongs to which.
 *
 * @example
 * ```ts
 * import { lab, observe, relayed } from 'chainwalk';
 *
 * const machines = await lab();
 * await machines.sh('host# systemctl start docker');
 * await machines.sh('host# docker run --name ng1 -d -p 8001:80 lkarrie/nginx1');
 * const { journeys } = await observe(machines, 'host# curl -sS http://127.0.0.1:8001');
 * relayed(journeys).map(({ destination }) => destination); // → ["172.17.0.2:80"]
 * ```
 */
export function relayed(journeys: readonly Journey[]): readonly Journey[] {
  const at = journeys.findIndex(({ flags, fate }) => flags === 'S' && fate.kind === 'delivered');
  const accepted = journeys[at];
  if (accepted === undefined) return [];
  return journeys
    .slice(at + 1)
    .filter((journey) => journey.flags === 'S' && journey.in === '' && journey.destination !== accepted.destination);
}

/**
 * Runs the requests, one after another, on the machines of every column; those are made once. Cells row by row, from left to right;
 * `readPath` says how each went, `pathOf` unless given.
 * Throws a `SessionSyntaxError` for a line that is not `PLACE# COMMAND`.
 *
 * @example
 * ```ts
 * import { lab, requestMatrix } from 'chainwalk';
 *
 * const requests = [{ from: 'client', to: 'host', line: 'client# ping -c 1 192.168.70.6' }];
 * const cells = await requestMatrix(requests, { 'as installed': lab });
 * cells.map(({ column, path }) => `${column}: ${path}`); // → ["as installed: direct"]
 * ```
 */
export async function requestMatrix(
  requests: readonly Request[],
  columns: Readonly<Record<string, () => Promise<Lab>>>,
  readPath: ReadPath = (seen) => ({ path: pathOf(seen) }),
): Promise<readonly RequestCell[]> {
  const hosts: (readonly [string, Lab])[] = [];
  for (const [column, machines] of Object.entries(columns)) hosts.push([column, await machines()]);
  const cells: RequestCell[] = [];
  for (const request of requests) {
    for (const [column, machines] of hosts) {
      const seen = await observe(machines, request.line);
      cells.push({ ...request, column, ...readPath(seen, machines), seen });
    }
  }
  return cells;
}

/** The rows of a matrix, those whose cells say different things apart from those that are alike in all columns. */
export interface SplitRows {
  /** Cells of the rows in which not all say the same. */
  readonly different: readonly RequestCell[];
  /** Cells of the others. */
  readonly alike: readonly RequestCell[];
}

/**
 * Parts the cells of a matrix: rows in which the columns differ, and rows in which they do not.
 *
 * @example
 * ```ts
 * import { lab, prepared, requestMatrix, splitRows } from 'chainwalk';
 *
 * const requests = [{ from: 'client', to: 'host', line: 'client# ping -c 1 -W 1 192.168.70.6' }];
 * const closed = prepared('host# iptables -P INPUT DROP');
 * const { different, alike } = splitRows(await requestMatrix(requests, { open: lab, closed }));
 * [different.length, alike.length]; // → [2,0]
 * ```
 */
export function splitRows(cells: readonly RequestCell[]): SplitRows {
  const words = new Map<string, Set<string>>();
  for (const cell of cells) words.set(cell.line, (words.get(cell.line) ?? new Set()).add(cellWords(cell)));
  const isDifferent = ({ line }: RequestCell) => (words.get(line)?.size ?? 0) > 1;
  return { different: cells.filter(isDifferent), alike: cells.filter((cell) => !isDifferent(cell)) };
}

/**
 * Cells as rows for a table: `from`, `to`, and the path in each column.
 *
 * @example
 * ```ts
 * import { lab, matrixRows, requestMatrix, table } from 'chainwalk';
 *
 * const requests = [{ from: 'client', to: 'host', line: 'client# ping -c 1 192.168.70.6' }];
 * const rows = matrixRows(await requestMatrix(requests, { before: lab }));
 * rows; // → [{"from":"client","to":"host","before":"direct"}]
 * table(rows).columns; // → ["from","to","before"]
 * ```
 */
export function matrixRows(cells: readonly RequestCell[]): readonly Readonly<Record<string, string>>[] {
  const rows = new Map<string, Record<string, string>>();
  for (const { from, to, line, column, ...cell } of cells) {
    const row = rows.get(line) ?? { from, to };
    row[column] = cellWords(cell);
    rows.set(line, row);
  }
  return [...rows.values()];
}

/**
 * Cells as rows, one for each: `from`, `to`, `machines` (the column's name), `path`; what a DataFrame groups and counts. A column named
 * `column` would hide a method of a DataFrame.
 *
 * @example
 * ```ts
 * import { cellRows, lab, requestMatrix } from 'chainwalk';
 *
 * const requests = [{ from: 'client', to: 'host', line: 'client# ping -c 1 192.168.70.6' }];
 * const rows = cellRows(await requestMatrix(requests, { before: lab }));
 * rows; // → [{"from":"client","to":"host","machines":"before","path":"direct"}]
 * ```
 */
export function cellRows(cells: readonly RequestCell[]): readonly RequestRow[] {
  return cells.map(({ from, to, column, path }) => ({ from, to, machines: column, path }));
}
