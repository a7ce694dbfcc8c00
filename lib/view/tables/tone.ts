/** What a cell's word means to the reader, as a colour behind it, and a sign where there are more meanings than good and bad. */
import type { RequestPath } from '../../lab/learn/matrix';
import type { Colour } from '../draw/colour';
import type { Cell, Row } from '../figure/csv';
import { formatCell } from '../figure/textTable';

/** A look of its own: what cells mean that have it. */
export interface NamedTone {
  /** What it means; stands behind the sign below the table. */
  readonly name: string;
  /** Stands before the cell's word, so that the colour is not alone. */
  readonly sign: string;
  /** Behind the word, pale; grey in print. */
  readonly colour: Colour;
}

/** What came out well, what did not, what does not matter; or a look of its own, with a sign. */
export type Tone = 'good' | 'bad' | 'quiet' | NamedTone;

/** What a row's cell in a column means. */
export type ToneOf = (row: Row, column: string) => Tone | undefined;

const PATH_TONES: Readonly<Record<RequestPath, NamedTone>> = {
  DNAT: { name: 'DNAT: a rule of nat sent it on', sign: '→', colour: '#009E73' },
  'docker-proxy': { name: 'docker-proxy: a process took it, and asked for it', sign: '↔', colour: '#E69F00' },
  direct: { name: 'direct: nothing changed its destination', sign: '●', colour: '#0072B2' },
  refused: { name: 'refused: the answer was no', sign: '×', colour: '#D55E00' },
  dropped: { name: 'dropped: a rule or policy took it away', sign: '▼', colour: '#B2182B' },
  'no route': { name: 'no route: nothing was sent', sign: '○', colour: '#8A9099' },
  'no answer': { name: 'no answer: it was sent, and nothing came back', sign: '○', colour: '#8A9099' },
  'not modelled': { name: 'not modelled', sign: '?', colour: '#8A9099' },
  'not there': { name: 'not there: nobody who could ask', sign: '–', colour: '#8A9099' },
};

/**
 * The tone of a request's path, for `table` and the rows of `matrixRows`: a colour and a sign for each path.
 *
 * @example
 * ```ts
 * import { lab, matrixRows, pathTone, requestMatrix, table } from 'chainwalk';
 *
 * const requests = [{ from: 'client', to: 'host', line: 'client# ping -c 1 192.168.70.6' }];
 * const view = table(matrixRows(await requestMatrix(requests, { today: lab })), { tone: pathTone });
 * view.toText().includes('● direct'); // → true
 * ```
 */
export function pathTone(row: Row, column: string): NamedTone | undefined {
  return toneOfWords(String(row[column]));
}

/** Words are a path's, or begin with it: `dropped in raw`. */
function toneOfWords(words: string): NamedTone | undefined {
  return Object.entries(PATH_TONES).find(([path]) => words === path || words.startsWith(`${path} `))?.[1];
}

/**
 * The tone of a claim's verdict, for `table` and the rows of `Claims`; one that holds on conditions is neither good nor bad.
 *
 * @example
 * ```ts
 * import { table, verdictTone } from 'chainwalk';
 *
 * const rows = [{ claim: 'FORWARD sees all packets', verdict: 'does not hold' }];
 * table(rows, { tone: verdictTone }).columns; // → ["claim","verdict"]
 * verdictTone({ verdict: 'holds' }, 'verdict'); // → 'good'
 * ```
 */
export function verdictTone(row: Row, column: string): Tone | undefined {
  if (column !== 'verdict') return undefined;
  if (row[column] === 'holds') return 'good';
  return row[column] === 'does not hold' ? 'bad' : undefined;
}

/** A cell as it is read: with its sign, if its tone has one. */
export function tonedText(value: Cell, tone: Tone | undefined): string {
  return typeof tone === 'object' ? `${tone.sign} ${formatCell(value)}` : formatCell(value);
}

/** The looks that a table uses, each once, in the order in which they come. */
export function tonesOf(rows: readonly Row[], columns: readonly string[], tone: ToneOf): readonly NamedTone[] {
  const used = rows.flatMap((row) => columns.map((column) => tone(row, column)));
  const named = used.filter((one): one is NamedTone => typeof one === 'object');
  return [...new Map(named.map((one) => [one.name, one])).values()];
}
