/** What a request added to each counter, as a chart: one row a rule that grew. */

import type { CounterDelta, CounterRow } from '../../lab/observe/counters';
import { PICTURE_WIDTH, resolveTheme, type Theme, type ThemeName } from '../draw/theme';
import { createFigure, type Figure } from '../figure/figure';
import { formatCount, textTable } from '../figure/textTable';
import { inKernelOrder } from './kernelOrder';
import { withNarrow } from './narrowChart';
import { type ChartRow, rowChart } from './rowChart';
import { isOfNft, ruleDetail, ruleName } from './ruleLabel';

/** What a chart of counters says and how it looks. */
export interface DeltaChartOptions {
  /** The finding, as a sentence. */
  readonly title: string;
  /** Stands below the title. */
  readonly subtitle?: string;
  /** Rules that a reader expects to grow: shown with 0 if they did not. */
  readonly pinned?: readonly CounterRow[];
  /** The rows that the title speaks of: their labels are bold, and all others paler. */
  readonly emphasis?: readonly Pick<CounterRow, 'table' | 'chain' | 'index'>[];
  /** In px; 720 unless given. Below 600 labels stand over their bars. */
  readonly width?: number;
  /** `light` unless given. */
  readonly theme?: ThemeName | Theme;
}

type Place = Pick<CounterRow, 'table' | 'chain' | 'index'>;

function isSamePlace(one: Place, other: Place): boolean {
  return one.table === other.table && one.chain === other.chain && one.index === other.index;
}

/** Whether the title speaks of a row; undefined if it speaks of none. */
export function emphasisOf(row: Place, { emphasis }: DeltaChartOptions): boolean | undefined {
  return emphasis === undefined || emphasis.length === 0 ? undefined : emphasis.some((one) => isSamePlace(one, row));
}

/** Whether what a rule or a policy counts ends there. */
export function isDropping({ rule }: Pick<CounterDelta, 'rule'>): boolean {
  if (isOfNft(rule)) return /^policy DROP$|(?:^| )(?:drop|reject)(?: |$)/.test(rule.replace(/"[^"]*"/g, ''));
  return /(?:^| )-j (?:DROP|REJECT)(?: |$)/.test(rule);
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
  return inKernelOrder([
    ...deltas,
    ...pinned.filter((row) => !deltas.some((delta) => isSamePlace(delta, row))).map(zeroDelta),
  ]);
}

function toChartRow(delta: CounterDelta, options: DeltaChartOptions): ChartRow {
  const change = (growth: number, before: number, after: number, unit: string) =>
    `${unit} ${growth < 0 ? '' : '+'}${formatCount(growth)} (${formatCount(before)} → ${formatCount(after)})`;
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
    drops: isDropping(delta),
    emphasis: emphasisOf(delta, options),
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

/** What a row's sign says, in words. */
function remark(delta: CounterDelta, options: DeltaChartOptions): string {
  const words = [
    ...(isDropping(delta) && delta.packets > 0 ? ['which went no further'] : []),
    ...(emphasisOf(delta, options) === true ? ['which the title speaks of'] : []),
  ];
  return words.map((word) => `, ${word}`).join('');
}

/** Counters fall when somebody sets them to 0, or makes their rules anew. */
function growthWords({ packets, bytes }: CounterDelta): string {
  const isFall = packets < 0 || bytes < 0;
  const count = (value: number) => formatCount(isFall ? -value : value);
  return `${isFall ? 'fell' : 'grew'} by ${count(packets)} packets, ${count(bytes)} bytes`;
}

/** Behind a row in text: `×` for what drops, `◄` for what the title speaks of. */
export function signOf(delta: Place & Pick<CounterDelta, 'rule'>, options: DeltaChartOptions): string {
  return `${isDropping(delta) ? '×' : ''}${emphasisOf(delta, options) === true ? '◄' : ''}`;
}

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
    width: options.width ?? PICTURE_WIDTH,
    rows: ordered.map((delta) => toChartRow(delta, options)),
    series: ['added'],
    emptyNote,
  });
  const sentences = ordered.map(
    (delta) =>
      `${delta.table} ${ruleName(delta.chain, delta.index)} (${ruleDetail(delta.rule, delta.index)}) ${growthWords(delta)}${remark(delta, options)}.`,
  );
  const alt = [title, subtitle, ...(sentences.length > 0 ? sentences : [emptyNote])].filter(Boolean).join('\n');
  const hasSigns = ordered.some((delta) => signOf(delta, options) !== '');
  const listed = ordered.map((delta) => ({
    table: delta.table,
    rule: `${ruleName(delta.chain, delta.index)}  ${ruleDetail(delta.rule, delta.index)}`,
    packets: delta.packets,
    bytes: delta.bytes,
    ...(hasSigns && { '': signOf(delta, options) }),
  }));
  return createFigure({
    title,
    alt,
    svg: () => still(alt),
    restyle: (look) => deltaChart(deltas, { ...options, ...look }),
    text: () =>
      [title, ...(subtitle ? [subtitle] : []), '', listed.length > 0 ? textTable(listed) : emptyNote].join('\n'),
    rows: ordered.map((delta) => ({
      ...Object.fromEntries(COLUMNS.map((column) => [column, delta[column]])),
      drops: isDropping(delta),
      emphasis: emphasisOf(delta, options) === true,
    })),
    columns: [...COLUMNS, 'drops', 'emphasis'],
    plotly: withNarrow(live, options, (narrow) => deltaChart(deltas, narrow)),
  });
}
