/** What a command did, in cells that can be compared one by one: simulated and real ones have the same names. */

import {
  type CapturedPacket,
  type CounterRow,
  capturedPacket,
  counterDeltas,
  type Observation,
  type TraceRow,
  traceRow,
  traceWords,
} from '../lab';
import type { IptablesVariant } from '../machine';
import { isOfNftables, type RealObservation, type WitnessedFrame } from '../real';
import type { IsDrawn } from './drawnPorts';
import { mask } from './mask';

/**
 * `exit code`, `output`, `rules` (all rules after the command), `counter` (what one rule or policy grew by), `packets`
 * and `arp` (what one interface carried), `paths` (each packet's path through the host's tables).
 */
export type CellKind = 'exit code' | 'output' | 'rules' | 'counter' | 'packets' | 'arp' | 'paths';

/** One observed fact of a command, as lines of text that can be compared. */
export interface Cell {
  readonly kind: CellKind;
  /** Which of its kind: `nat DOCKER 2`, `host ens33`; '' if there is one only. */
  readonly name: string;
  readonly lines: readonly string[];
}

/** By kind and name. */
export type Cells = ReadonlyMap<string, Cell>;

/** Of the simulated machines; `interfaceName` gives a container's cable the name that does not change. */
export function simulatedCells(
  seen: Observation,
  interfaceName: (name: string) => string,
  isDrawn: IsDrawn,
  variant: IptablesVariant = 'legacy',
): Cells {
  const { outcome, before, after, packets, journeys } = seen;
  return collect([
    ...outcomeCells(outcome, isDrawn),
    ...counterCells(before, after),
    ...Object.entries(packets).flatMap(([name, rows]) => packetCells(interfaceName(name), rows, isDrawn)),
    // What nf_tables did with packets is traced in another way.
    ...(variant === 'nft' ? [] : [pathsCell(journeys.map(traceRow), after, isDrawn)]),
  ]);
}

/** Of a run on the real machines that did not trace. */
export function realCells({ outcome, before, after, frames }: RealObservation, isDrawn: IsDrawn): Cells {
  const byInterface = new Map<string, WitnessedFrame[]>();
  for (const frame of frames) byInterface.set(frame.interface, [...(byInterface.get(frame.interface) ?? []), frame]);
  return collect([
    ...outcomeCells(outcome, isDrawn),
    ...counterCells(before, after),
    ...[...byInterface].flatMap(([name, seen]) => packetCells(name, seen.map(rowOf), isDrawn)),
  ]);
}

/** Of a run on the real machines that traced, which disturbs all else. */
export function tracedCells({ paths, save, after }: RealObservation, isDrawn: IsDrawn): Cells {
  return collect(isOfNftables(save) ? [] : [pathsCell(paths, after, isDrawn)]);
}

function collect(cells: readonly Cell[]): Cells {
  return new Map(cells.filter(({ lines }) => lines.length > 0).map((cell) => [`${cell.kind} ${cell.name}`, cell]));
}

function outcomeCells(outcome: Observation['outcome'], isDrawn: IsDrawn): readonly Cell[] {
  const { command, exitCode } = outcome;
  const lines = (text: string) => (text === '' ? [] : mask(command, text, isDrawn).split('\n'));
  return [
    { kind: 'exit code', name: '', lines: [String(exitCode)] },
    { kind: 'output', name: 'stdout', lines: lines(outcome.stdout) },
    { kind: 'output', name: 'stderr', lines: lines(outcome.stderr) },
  ];
}

function counterCells(before: readonly CounterRow[], after: readonly CounterRow[]): readonly Cell[] {
  return [
    { kind: 'rules', name: '', lines: byChain(after).map(({ table, chain, rule }) => `${table} ${chain} ${rule}`) },
    ...counterDeltas(before, after).map(
      ({ table, chain, index, rule, packets, bytes }): Cell => ({
        kind: 'counter',
        name: `${table} ${chain} ${index === 0 ? 'policy' : index}`,
        lines: [`${signed(packets)} packets, ${signed(bytes)} bytes: ${rule}`],
      }),
    ),
  ];
}

/** Chain by chain, each in its own order: a listing has all policies first, and chains of nft as they were made. */
function byChain(rows: readonly CounterRow[]): readonly CounterRow[] {
  const chains = new Map<string, CounterRow[]>();
  for (const row of rows) {
    const key = `${row.table} ${row.chain}`;
    chains.set(key, [...(chains.get(key) ?? []), row]);
  }
  return [...chains].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, ofChain]) => ofChain);
}

function signed(number: number): string {
  return number < 0 ? String(number) : `+${number}`;
}

function packetCells(name: string, rows: readonly (CapturedPacket | string)[], isDrawn: IsDrawn): readonly Cell[] {
  const line = (row: CapturedPacket | string) => packetLine(row, isDrawn);
  const isArp = (row: CapturedPacket | string) => typeof row !== 'string' && row.protocol === 'arp';
  return [
    { kind: 'packets', name, lines: rows.filter((row) => !isArp(row)).map(line) },
    { kind: 'arp', name, lines: rows.filter(isArp).map(line) },
  ];
}

function rowOf({ direction, frame }: WitnessedFrame): CapturedPacket | string {
  return typeof frame === 'string' ? `${direction} ${frame}` : capturedPacket(0, direction, frame);
}

function packetLine(row: CapturedPacket | string, isDrawn: IsDrawn): string {
  if (typeof row === 'string') return row;
  const {
    direction,
    protocol,
    source,
    destination,
    sourcePort,
    destinationPort,
    operation,
    flags,
    length,
    payload,
    ttl,
    window,
    options = [],
    fragment,
  } = row;
  // The kernel writes the headers of fragments behind the first anew where they lie, which those who listened before see, too.
  if (fragment !== undefined && fragment.offset > 0)
    return `${direction} ${protocol} fragment ${placeOf(fragment)} ${length}/${payload}`;
  const end = (address: string, number: number | undefined) =>
    number === undefined ? address : `${address}:${isDrawn(number) ? '*' : number}`;
  return [
    `${direction} ${protocol} ${end(source, sourcePort)} > ${end(destination, destinationPort)}`,
    ...(operation === undefined ? [] : [operation]),
    ...(flags === undefined ? [] : [flags]),
    ...(length === undefined ? [] : [`${length}/${payload} ttl ${ttl}`]),
    ...(fragment === undefined ? [] : [`fragment ${placeOf(fragment)}`]),
    ...(window === undefined ? [] : [`win ${window}`]),
    ...(options.length === 0 ? [] : [`<${options.join(',')}>`]),
  ].join(' ');
}

function placeOf({ offset, more }: NonNullable<CapturedPacket['fragment']>): string {
  return `${offset}${more ? '+' : ''}`;
}

/** A step in a table of iptables: of others, which are nft's own, the real side's tracing is not told. */
const OF_IPTABLES = /^(?:raw|mangle|nat|filter|security):/;

function pathsCell(traced: readonly TraceRow[], rows: readonly CounterRow[], isDrawn: IsDrawn): Cell {
  const lines = traced.flatMap((row) => {
    const path = row.path.filter((step) => OF_IPTABLES.test(step));
    if (path.length === 0) return [];
    const ports = row.sourcePort + row.destinationPort > 0;
    const end = (address: string, number: number) => (ports ? `${address}:${isDrawn(number) ? '*' : number}` : address);
    return [
      `${row.in || '(host)'} → ${row.out || '(host)'}`,
      `${row.protocol} ${end(row.source, row.sourcePort)} > ${end(row.destination, row.destinationPort)} ${row.flags}`.trimEnd(),
      `length ${row.length} ttl ${row.ttl}, out ${row.sourceOut} > ${row.destinationOut} ttl ${row.ttlOut}:`,
      path.map((step) => traceWords(step, rows)).join(', '),
    ].join(' ');
  });
  return { kind: 'paths', name: '', lines };
}
