/** Several requests side by side in each row, so that one sees whether they moved the same counters by the same amounts. */
import type { RealDelta } from '../../lab/capture';
import { PICTURE_WIDTH, resolveTheme } from '../draw/theme';
import { createFigure, type Figure } from '../figure/figure';
import { formatCount, textTable } from '../figure/textTable';
import { itemAt } from '../itemAt';
import { type DeltaChartOptions, emphasisOf, isDropping, signOf, zeroDelta } from './deltaChart';
import { inKernelOrder } from './kernelOrder';
import { withNarrow } from './narrowChart';
import { rowChart } from './rowChart';
import { ruleDetail, ruleName } from './ruleLabel';
import { SERIES_LIMIT } from './seriesFill';

/** What one request added to each counter, and what the request is called. */
export interface NamedDeltas {
  /** What the request is called, such as `with docker-proxy`. */
  readonly name: string;
  /** What it added, on simulated or on real machines. */
  readonly deltas: readonly RealDelta[];
}

/** A rule, and what each request added to it. */
interface ComparedRow {
  readonly rule: RealDelta;
  readonly packets: readonly number[];
  readonly bytes: readonly number[];
  readonly equal: boolean;
}

function key({ table, chain, index, rule }: RealDelta): string {
  return JSON.stringify([table, chain, index, rule]);
}

function compare(requests: readonly NamedDeltas[], pinned: readonly RealDelta[]): readonly ComparedRow[] {
  const byKey = requests.map(({ deltas }) => new Map(deltas.map((delta) => [key(delta), delta])));
  const rules = new Map([...requests.flatMap(({ deltas }) => deltas), ...pinned].map((delta) => [key(delta), delta]));
  return inKernelOrder([...rules.values()]).map((rule) => {
    const packets = byKey.map((deltas) => deltas.get(key(rule))?.packets ?? 0);
    const bytes = byKey.map((deltas) => deltas.get(key(rule))?.bytes ?? 0);
    const equal = [packets, bytes].every((values) => values.every((value) => value === values[0]));
    return { rule, packets, bytes, equal };
  });
}

function summary(rows: readonly ComparedRow[]): string {
  const different = rows.filter(({ equal }) => !equal).length;
  if (rows.length === 0) return 'No counter moved.';
  return different === 0
    ? `All ${rows.length} counters moved alike.`
    : `${different} of ${rows.length} counters moved differently.`;
}

/**
 * Counter deltas of two or more requests, row by row, with `=` or `≠` at the end of each row. The subtitle counts the
 * differences unless one is given. Throws a `RangeError` for fewer than two requests, or more than can be told apart.
 *
 * @example
 * ```ts
 * import { compareDeltas, lab, observe } from 'chainwalk';
 *
 * const machines = await lab();
 * await machines.sh('host# iptables -A INPUT -p icmp -j ACCEPT');
 * const one = await observe(machines, 'client# ping -c 1 192.168.70.6');
 * const two = await observe(machines, 'client# ping -c 2 192.168.70.6');
 * const named = [{ name: 'one', deltas: one.deltas }, { name: 'two', deltas: two.deltas }];
 * const chart = compareDeltas(named, { title: 'Each echo request is counted' });
 * chart.toText().includes('counters moved differently.'); // → true
 * ```
 */
export function compareDeltas(requests: readonly NamedDeltas[], options: DeltaChartOptions): Figure {
  if (requests.length < 2 || requests.length > SERIES_LIMIT) {
    throw new RangeError(`compareDeltas takes 2 to ${SERIES_LIMIT} requests, not ${requests.length}`);
  }
  const rows = compare(requests, (options.pinned ?? []).map(zeroDelta));
  const { title, subtitle = summary(rows) } = options;
  const names = requests.map(({ name }) => name);
  const each = (values: readonly number[]): string =>
    names.map((name, index) => `${name} +${formatCount(itemAt(values, index))}`).join(', ');
  const { live, still } = rowChart({
    title,
    subtitle,
    theme: resolveTheme(options.theme),
    series: names,
    width: options.width ?? PICTURE_WIDTH,
    emptyNote: 'No counter moved.',
    rows: rows.map(({ rule, packets, bytes, equal }) => ({
      table: rule.table,
      name: ruleName(rule.chain, rule.index),
      detail: ruleDetail(rule.rule, rule.index),
      hover: [
        `${rule.table} ${ruleName(rule.chain, rule.index)}`,
        rule.rule,
        `packets: ${each(packets)}`,
        `bytes: ${each(bytes)}`,
      ],
      idle: [...packets, ...bytes].every((value) => value === 0),
      drops: isDropping(rule),
      emphasis: emphasisOf(rule, options),
      packets,
      bytes,
      sign: equal ? { text: '=', strong: false } : { text: '≠', strong: true },
    })),
  });
  const sentences = rows.map(
    ({ rule, packets, bytes, equal }) =>
      `${rule.table} ${ruleName(rule.chain, rule.index)} (${ruleDetail(rule.rule, rule.index)}), ${equal ? 'equal' : 'different'}: packets ${each(packets)}; bytes ${each(bytes)}.`,
  );
  const alt = [title, subtitle, ...sentences].join('\n');
  const listed = rows.map(({ rule, packets, bytes, equal }) => ({
    table: rule.table,
    rule: `${ruleName(rule.chain, rule.index)}  ${ruleDetail(rule.rule, rule.index)}`,
    ...Object.fromEntries(
      names.flatMap((name, index) => [
        [`${name}: packets`, packets[index]],
        [`${name}: bytes`, bytes[index]],
      ]),
    ),
    '': `${equal ? '=' : '≠'}${signOf(rule, options)}`,
  }));
  return createFigure({
    title,
    alt,
    svg: () => still(alt),
    restyle: (look) => compareDeltas(requests, { ...options, ...look }),
    text: () => [title, subtitle, '', ...(rows.length > 0 ? [textTable(listed)] : [])].join('\n'),
    rows: rows.map(({ rule: { table, chain, index, rule }, packets, bytes, equal }) => ({
      table,
      chain,
      index,
      rule,
      ...Object.fromEntries(
        names.flatMap((name, at) => [
          [`pkts ${name}`, packets[at]],
          [`bytes ${name}`, bytes[at]],
        ]),
      ),
      drops: isDropping({ rule }),
      equal,
    })),
    plotly: withNarrow(live, options, (narrow) => compareDeltas(requests, narrow)),
  });
}
