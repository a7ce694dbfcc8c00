/** Who reaches what as rows: those of a CSV file, and those of a matrix with notes. */
import type { Row } from '../../view/figure/csv';
import type { Decider } from '../ask/answer';
import type { ReachChange } from './difference';
import type { Reach, ReachRow } from './reach';

/**
 * One row for each source and port: `source`, `target`, `from`, `to`, `protocol`, `fate`, `receiver`, and the rule that decided: `backend`, `table`,
 * `chain`, `rule`, `text`.
 *
 * @example
 * ```ts
 * import { loadHost, reachRows } from 'chainwalk/host';
 *
 * const host = loadHost([{ name: 'ss', text: 'tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=9,fd=3))\n' }]);
 * reachRows(host.reach()).map(({ source, to, fate }) => `${source} ${to} ${fate}`)[0]; // → 'outside by eth0 192.0.2.10:22 delivered'
 * ```
 */
export function reachRows({ rows }: Pick<Reach, 'rows'>): readonly Row[] {
  return rows.map(({ by, ...row }) => ({
    source: row.source,
    target: row.target,
    from: row.from,
    to: row.to,
    protocol: row.protocol,
    fate: row.fate,
    receiver: row.receiver,
    backend: by?.backend,
    table: by?.table,
    chain: by?.chain,
    rule: by?.rule,
    text: by?.text,
  }));
}

/**
 * One row for each change: `change`, `source`, `target`, the fate `before` and `after`, and what decided: `ruleBefore`, `ruleAfter`.
 *
 * @example
 * ```ts
 * import { loadHost, reachChangeRows } from 'chainwalk/host';
 *
 * const host = loadHost([{ name: 'ss', text: 'tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=9,fd=3))\n' }]);
 * const [row] = reachChangeRows(host.reachDifference(host.after('iptables -P INPUT DROP')));
 * [row?.change, row?.ruleAfter]; // → ["closed","filter INPUT policy DROP"]
 * ```
 */
export function reachChangeRows(changes: readonly ReachChange[]): readonly Row[] {
  return changes.map(({ source, target, kind, before, after }) => ({
    change: kind,
    source,
    target,
    before: before?.fate,
    after: after?.fate,
    ruleBefore: before?.by === undefined ? undefined : deciderText(before.by),
    ruleAfter: after?.by === undefined ? undefined : deciderText(after.by),
  }));
}

/** `filter FORWARD 3 -j DROP`, `filter FORWARD policy DROP`, or what the kernel did. */
export function deciderText({ backend, table, chain, rule, text }: Decider): string {
  if (backend === 'kernel') return text;
  return rule === 0 ? `${table} ${chain} ${text}` : `${table} ${chain} ${rule} ${text}`;
}

/** A matrix: each port with what becomes of each source's request, and notes that cells refer to by number. */
export interface ReachMatrix {
  /** Names of sources. */
  readonly columns: readonly string[];
  readonly lines: readonly {
    readonly target: string;
    readonly serves: string;
    /** As many as columns; `undefined` where nothing was asked. */
    readonly cells: readonly (MatrixCell | undefined)[];
  }[];
  /** What ended requests, each once. */
  readonly notes: readonly string[];
}

/** A request of a matrix. */
export interface MatrixCell {
  readonly row: ReachRow;
  /** 1-based; `undefined` of what is delivered. */
  readonly note: number | undefined;
}

export function reachMatrix({ sources, targets, rows }: Reach): ReachMatrix {
  const byName = new Map(rows.map((row) => [JSON.stringify([row.target, row.source]), row]));
  const notes: string[] = [];
  const noteOf = ({ fate, by }: ReachRow): number | undefined => {
    if (fate === 'delivered' || by === undefined) return undefined;
    const text = deciderText(by);
    const at = notes.indexOf(text);
    return at < 0 ? notes.push(text) : at + 1;
  };
  const lines = targets.map(({ name, serves }) => ({
    target: name,
    serves,
    cells: sources.map((source) => {
      const row = byName.get(JSON.stringify([name, source.name]));
      return row === undefined ? undefined : { row, note: noteOf(row) };
    }),
  }));
  return { columns: sources.map(({ name }) => name), lines, notes };
}
