/** What a request added to each counter, as a chart: one row a rule that grew. */

import type { CounterDelta, CounterRow } from '../../lab/observe/counters';
import { resolveTheme, type Theme, type ThemeName } from '../draw/theme';
import { createFigure, type Figure } from '../figure/figure';
import { formatCount, textTable } from '../figure/textTable';
import { inKernelOrder } from './kernelOrder';
import { type ChartRow, rowChart } from './rowChart';
import { ruleDetail, ruleName } from './ruleLabel';

/** What a chart of counters says and how it looks. */
export interface DeltaChartOptions {
  /** The finding, as a sentence. */
  readonly title: string;
  /** Stands below the title. */
  readonly subtitle?: string;
  /** Rules that a reader expects to grow: shown with 0 if they did not. */
  readonly pinned?: readonly CounterRow[];
  /** `light` unless given. */
  readonly theme?: ThemeName | Theme;
}

function isSameRowAs(one: CounterRow) {
  return (other: CounterRow) => one.table === other.table && one.chain === other.chain && one.index === other.index;
}

/** A pinned rule that did not grow, as a delta of nothing. */
export function zeroDelta(row: CounterRow): CounterDelta {
  return {
    ...row,
    packets: 0,
    bytes: 0,
    packetsBefore: row.packets,
    packetsAfter: row.packets,
    bytesBefore: row.bytes,
    bytesAfter: row.bytes,
  };
}

/** The deltas and those pinned rules that are not among them, in the kernel's order. */
function withPinned(deltas: readonly CounterDelta[], pinned: readonly CounterRow[] = []): readonly CounterDelta[] {
  return inKernelOrder([...deltas, ...pinned.filter((row) => !deltas.some(isSameRowAs(row))).map(zeroDelta)]);
}

function toChartRow(delta: CounterDelta): ChartRow {
  const change = (growth: number, before: number, after: number, unit: string) =>
    `${unit} +${formatCount(growth)} (${formatCount(before)} → ${formatCount(after)})`;
  return {
    table: delta.table,
    name: ruleName(delta.chain, delta.index),
    detail: ruleDetail(delta.rule, delta.index),
    hover: [
      `${delta.table} ${ruleName(delta.chain, delta.index)}`,
      delta.rule,
      change(delta.packets, delta.packetsBefore, delta.packetsAfter, 'packets'),
      change(delta.bytes, delta.bytesBefore, delta.bytesAfter, 'bytes'),
    ],
    idle: delta.packets === 0 && delta.bytes === 0,
    packets: [delta.packets],
    bytes: [delta.bytes],
  };
}

const COLUMNS = [
  'table',
  'chain',
  'index',
  'rule',
  'packets',
  'bytes',
  'packetsBefore',
  'packetsAfter',
  'bytesBefore',
  'bytesAfter',
] as const;

/**
 * Horizontal bars, packets left and bytes right, grouped by table and chain. An empty list says that no counter moved.
 *
 * @example
 * ```ts
 * import { deltaChart, lab, observe } from 'chainwalk';
 *
 * const machines = await lab();
 * await machines.sh('host# iptables -A INPUT -p icmp -j ACCEPT');
 * const { deltas } = await observe(machines, 'client# ping -c 1 192.168.70.6');
 * const chart = deltaChart(deltas, { title: 'One echo request' });
 * chart.alt.includes('grew by 1 packets, 84 bytes'); // → true
 * chart.toSvg().startsWith('<svg'); // → true
 * ```
 */
export function deltaChart(deltas: readonly CounterDelta[], options: DeltaChartOptions): Figure {
  const { title, subtitle = '', pinned = [] } = options;
  const ordered = withPinned(deltas, pinned);
  const emptyNote = 'No counter moved.';
  const { live, still } = rowChart({
    title,
    subtitle,
    theme: resolveTheme(options.theme),
    rows: ordered.map(toChartRow),
    series: ['added'],
    emptyNote,
  });
  const sentences = ordered.map(
    ({ table, chain, index, rule, packets, bytes }) =>
      `${table} ${ruleName(chain, index)} (${ruleDetail(rule, index)}) grew by ${formatCount(packets)} packets, ${formatCount(bytes)} bytes.`,
  );
  const alt = [title, subtitle, ...(sentences.length > 0 ? sentences : [emptyNote])].filter(Boolean).join('\n');
  const listed = ordered.map(({ table, chain, index, rule, packets, bytes }) => ({
    table,
    rule: `${ruleName(chain, index)}  ${ruleDetail(rule, index)}`,
    packets,
    bytes,
  }));
  return createFigure({
    title,
    alt,
    svg: () => still(alt),
    restyle: (look) => deltaChart(deltas, { ...options, ...look }),
    text: () =>
      [title, ...(subtitle ? [subtitle] : []), '', listed.length > 0 ? textTable(listed) : emptyNote].join('\n'),
    rows: ordered.map((delta) => Object.fromEntries(COLUMNS.map((column) => [column, delta[column]]))),
    columns: COLUMNS,
    plotly: live,
  });
}
