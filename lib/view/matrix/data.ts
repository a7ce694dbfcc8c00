/** Who reaches whom, as a page needs it to show what each request did: the requests themselves, from which it draws. */
import type { RequestCell, RequestPath } from '../../lab/learn/matrix';
import type { Observation } from '../../lab/observe/observation';
import { packText, unpackText } from '../figure/packedText';

/** The mime type of {@link MatrixData}. */
export const MATRIX_MIME = 'application/vnd.chainwalk.matrix.v1+json';

/** A cell, by its place in the table. */
export interface MatrixCell {
  readonly column: string;
  readonly path: RequestPath;
  /** What decided it, in words that stand behind the path's. */
  readonly detail?: string;
  /** Index of what the request did. */
  readonly request: number;
}

/** The requests of a row. */
export interface MatrixRow {
  readonly from: string;
  readonly to: string;
  /** `PLACE# COMMAND` */
  readonly line: string;
  readonly cells: readonly MatrixCell[];
}

/** A matrix whose cells can be opened. */
export interface MatrixData {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly MatrixRow[];
  /** {@link MatrixRequest}s as JSON, packed: they repeat each other, and take a twentieth of their size. */
  readonly requests: string;
}

/** What a request did, as far as it is drawn. */
export type MatrixRequest = Pick<Observation, 'before' | 'deltas' | 'journeys' | 'packets' | 'wires'>;

/** Bytes of the requests, unpacked, that a page holds. */
const REQUESTS_LIMIT = 50_000_000;

/** The data of a matrix. */
export function matrixData(cells: readonly RequestCell[], title: string): MatrixData {
  const rows = new Map<string, { from: string; to: string; line: string; cells: MatrixCell[] }>();
  for (const [request, { from, to, line, column, path, detail }] of cells.entries()) {
    const row = rows.get(line) ?? { from, to, line, cells: [] };
    row.cells.push({ column, path, ...(detail !== undefined && { detail }), request });
    rows.set(line, row);
  }
  const columns = [...new Set(cells.map(({ column }) => column))];
  const requests = packText(JSON.stringify(cells.map(({ seen }) => drawnPart(seen))));
  return { title, columns, rows: [...rows.values()], requests };
}

/** The requests of a matrix. Throws a `RangeError` if they are damaged, or too many. */
export function readRequests({ requests }: MatrixData): readonly MatrixRequest[] {
  const text = unpackText(requests, REQUESTS_LIMIT);
  if (text === undefined) throw new RangeError('the requests of this table are damaged');
  return JSON.parse(text) as readonly MatrixRequest[];
}

/** Of counters those of chains that a packet met; of interfaces those on the first wire. */
function drawnPart({ before, deltas, journeys, packets, wires }: Observation): MatrixRequest {
  const met = new Set(journeys.flatMap(({ steps }) => steps.map(({ table, chain }) => `${table} ${chain}`)));
  const [lanes = []] = wires;
  const rows = before.filter(({ table, chain }) => met.has(`${table} ${chain}`));
  return {
    // Numbers alone, for JSON has no others.
    before: rows.map(({ table, chain, index, rule, packets, bytes }) => ({
      table,
      chain,
      index,
      rule,
      packets,
      bytes,
    })),
    deltas: deltas.map(({ exactPackets: _, exactBytes: __, ...delta }) => delta),
    journeys,
    packets: Object.fromEntries(lanes.map((lane) => [lane, packets[lane] ?? []])),
    wires: lanes.length === 0 ? [] : [lanes],
  };
}
