/** The path map in words, and as rows. */
import type { Row } from '../figure/csv';
import { formatCount } from '../figure/textTable';
import type { Flow } from './flow';

function packets(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'packet' : 'packets'}`;
}

function addresses({ pairs, first }: Flow): string {
  return pairs > 1 ? `${pairs} connections` : `${first.source} → ${first.destination}`;
}

function fate({ first }: Flow): string {
  switch (first.fate.kind) {
    case 'transmitted':
      return `  transmitted on ${first.fate.device}`;
    case 'delivered':
      return `  delivered to ${first.fate.to || 'a local process'}`;
    case 'dropped':
      return `  dropped: ${first.fate.reason}`;
  }
}

function hookLines(flow: Flow): readonly string[] {
  return flow.first.hooks.flatMap((hook) => {
    const decided = flow.decisions
      .filter((decision) => decision.hook === hook)
      .map(({ table, label, via, packets: count }) => {
        return `${table} ${[...via, label].join(' → ')} (${formatCount(count)})`;
      });
    const rewritten = flow.rewritings
      .filter((rewriting) => rewriting.hook === hook)
      .map(({ field, before, after, packets: count, byRule }) => {
        const how = `${formatCount(byRule)} by rule, ${formatCount(count - byRule)} from conntrack`;
        return `    ${field} ${before} → ${after} (${how})`;
      });
    return [`  ${hook}: ${decided.join(', ') || 'no table'}`, ...rewritten];
  });
}

/** One paragraph a flow: where it came from, what decided at each hook, what became of it. */
export function pathText(title: string, namespace: string, flows: readonly Flow[], aside: readonly string[]): string {
  const total = flows.reduce((sum, flow) => sum + flow.packets, 0);
  const untracked = flows.filter(({ first }) => !first.tracked).length;
  const tracking =
    untracked === 0
      ? []
      : [untracked === flows.length ? 'connections are not tracked' : 'not all connections are tracked'];
  const paragraphs = flows.map((flow) => {
    const { first, direction, connection } = flow;
    const from = first.in === '' ? 'from a local process' : `in by ${first.in}`;
    return [
      `${direction} of connection ${connection}: ${packets(flow.packets)}, ${addresses(flow)}, ${from}`,
      ...hookLines(flow),
      fate(flow),
    ].join('\n');
  });
  const about = [`network namespace ${namespace}`, packets(total), ...tracking, ...aside].join(', ');
  return [title, about, ...paragraphs].join('\n');
}

/** One row for each rule that decided about a flow. */
export function pathRows(flows: readonly Flow[]): readonly Row[] {
  return flows.flatMap((flow) =>
    flow.decisions.map(({ hook, table, label, via, rule, packets: count }) => ({
      connection: flow.connection,
      direction: flow.direction,
      hook,
      table,
      via: via.join(' '),
      decision: label,
      rule,
      packets: count,
    })),
  );
}
