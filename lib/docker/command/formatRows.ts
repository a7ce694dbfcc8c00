/** `--format` of the commands that list things. docker/cli: cli/command/formatter/formatter.go. */
import type { GoStruct } from '../format/goValue';
import { inferStruct } from '../format/inferredValue';
import { formatTable } from '../format/table';
import { fillHeading, fillTemplate, parseTemplate } from '../format/template';
import { TemplateError } from '../format/templateError';
import type { GoMethod } from '../format/typedValue';
import { decodeAny } from '../format/typedValue';
import { CliError } from './cli';

/** What a command lists. */
export interface Listing<Row extends GoStruct = GoStruct> {
  /** What Go calls the type of a row. */
  readonly type: string;
  /** By field: all that a template may name. */
  readonly headings: Readonly<Record<string, string>>;
  /** The fields of the table that is printed where no template is given. */
  readonly columns: readonly string[];
  /** What is said of a template that cannot be filled in. */
  readonly explain: (error: TemplateError) => string;
  /** Whether the whole template is filled in once before, so that its faults are found where there is no row. */
  readonly triesTemplate?: boolean;
  /** What a template may call with arguments. */
  readonly methodOf?: (row: Row) => (name: string) => GoMethod | undefined;
}

/** The template that is used: of `--quiet` the identifiers, unless another is given. */
function templateOf(format: string, quiet: boolean, columns: readonly string[]): string {
  if (format !== '' && format !== 'table') return format;
  return quiet ? '{{.ID}}' : `table ${columns.map((column) => `{{.${column}}}`).join('\t')}`;
}

/** Rows by a template, or as a table if it begins with `table`; with a line end after each. Throws a `CliError` for templates that cannot be filled in. */
export function formatRows<Row extends GoStruct>(
  rows: readonly Row[],
  format: string,
  quiet: boolean,
  listing: Listing<Row>,
): string {
  const text = templateOf(format, quiet, listing.columns);
  const isTable = text.startsWith('table');
  // `\t` and `\n` as they are typed.
  const wanted = (isTable ? text.slice('table'.length) : text)
    .replace(/^ +| +$/g, '')
    .replaceAll('\\t', '\t')
    .replaceAll('\\n', '\n');
  const typed = (row: Row) => {
    const method = listing.methodOf?.(row);
    return inferStruct(sortFields(row), { type: listing.type, ...(method && { method }) });
  };
  try {
    if (listing.triesTemplate === true) {
      const empty = Object.fromEntries(Object.keys(listing.headings).map((field) => [field, ''])) as Row;
      fillTemplate(parseTemplate(text), typed(empty));
    }
    const template = parseTemplate(wanted);
    const lines = rows.map((row) => fillTemplate(template, typed(row)));
    if (!isTable) return lines.map((line) => `${line}\n`).join('');
    const header = fillHeading(template, decodeAny(listing.headings));
    return formatTable([header, ...lines].flatMap((line) => line.split('\n').map((one) => one.split('\t'))));
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new CliError(listing.explain(error));
  }
}

/** As `{{json .}}` has them. docker/cli: formatter/reflect.go (MarshalJSON). */
function sortFields(row: GoStruct): GoStruct {
  return Object.fromEntries(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
}
