/** danfojs's DataFrames, Series and groups as tables: all of their columns and texts, where danfojs itself cuts both. */
import { type MimeBundle, SHOWN } from '../../platform';
import type { Row } from '../figure/csv';
import { type FrameLike, table } from './table';

/** What is read of a DataFrame or a Series: a column named `index` or `columns` hides what danfojs has under these names, but not these. */
interface Frame {
  readonly $columns: readonly string[];
  readonly $index: readonly (string | number)[];
  readonly $isSeries: boolean;
  readonly $data: readonly unknown[];
}

/** What `groupby` returns. */
interface Groups {
  readonly keyCol: readonly string[];
  /** The values of a group's key columns, and its rows by column, by the group's own key. */
  readonly keyToValue: Readonly<Record<string, readonly unknown[]>>;
  readonly colDict: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>>;
}

/** The classes of danfojs whose values are shown as tables. */
export interface FrameClasses {
  readonly DataFrame: { new (rows: object[]): { groupby(columns: string[]): object }; readonly prototype: object };
  readonly Series: { readonly prototype: object };
}

const INSPECT = Symbol.for('nodejs.util.inspect.custom');
/** Of a Series that was given none. */
const UNNAMED = '0';

/** Makes the values of danfojs tables where a notebook shows them, and aligned text, all of it, elsewhere: by `print`, as text, and where Node shows a value. */
export function showFramesWhole({ DataFrame, Series }: FrameClasses): void {
  const groups = Object.getPrototypeOf(new DataFrame([{ key: 1 }]).groupby(['key'])) as object;
  // What a query or a group gives is of the class that DataFrame extends, a frame's column of the one that Series extends.
  for (const prototype of [...ancestry(DataFrame.prototype), ...ancestry(Series.prototype), groups]) {
    const write = { value: frameText, configurable: true, writable: true };
    Object.defineProperty(prototype, 'toString', write);
    Object.defineProperty(prototype, INSPECT, write);
    Object.defineProperty(prototype, SHOWN, { ...write, value: frameForms });
  }
  Object.defineProperty(groups, 'print', { value: printText, configurable: true, writable: true });
}

/** A prototype and those that it extends, without what all objects have. */
function ancestry(prototype: object): readonly object[] {
  if (prototype === Object.prototype) return [];
  return [prototype, ...ancestry(Object.getPrototypeOf(prototype) as object)];
}

/** A table and its text; of a prototype, which Node shows too, nothing. */
function frameForms(this: unknown): MimeBundle | undefined {
  const source = isFrame(this) ? frameSource(this) : isGroups(this) ? groupsSource(this) : undefined;
  return source && table(source).bundle();
}

function frameText(this: unknown): string {
  return String(frameForms.call(this)?.['text/plain'] ?? '');
}

function printText(this: unknown): void {
  console.log(frameText.call(this));
}

function isFrame(value: unknown): value is Frame {
  return (
    typeof value === 'object' && value !== null && '$isSeries' in value && '$columns' in value && '$index' in value
  );
}

function isGroups(value: unknown): value is Groups {
  return typeof value === 'object' && value !== null && 'keyToValue' in value && 'colDict' in value;
}

/** The index is a column of its own if it says more than where a row stands. */
function frameSource({ $columns, $index, $isSeries, $data }: Frame): FrameLike {
  const rows = $isSeries ? $data.map((value) => [value]) : ($data as readonly (readonly unknown[])[]);
  const columns = $isSeries ? $columns.map((name) => (String(name) === UNNAMED ? 'value' : name)) : $columns;
  if (!$index.some((label) => typeof label === 'string')) return { columns, values: rows };
  return { columns: ['', ...columns], values: rows.map((cells, row) => [$index[row], ...cells]) };
}

/** One row for each group: its keys, and how many rows it has. */
function groupsSource({ keyCol, keyToValue, colDict }: Groups): readonly Row[] {
  return Object.entries(keyToValue).map(([key, values]) => ({
    ...Object.fromEntries(keyCol.map((name, index) => [name, String(values[index])])),
    rows: Object.values(colDict[key] ?? {})[0]?.length ?? 0,
  }));
}
