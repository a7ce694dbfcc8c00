/** `--format` of the commands that list things. docker/cli: cli/command/formatter/formatter.go. */
import type { GoStruct } from '../format/goValue';
import { formatTable } from '../format/table';
import { renderTemplate } from '../format/template';
import { parseTemplate, TemplateError } from '../format/templateParser';
import { CliError } from './cli';

/** What a command lists. */
export interface Listing {
  /** What Go calls the type of a row. */
  readonly type: string;
  /** By field: all that a template may name. */
  readonly headings: Readonly<Record<string, string>>;
  /** The fields of the table that is printed where no template is given. */
  readonly columns: readonly string[];
  /** What is said of a template that cannot be filled in. */
  readonly explain: (error: TemplateError) => string;
  /** Whether a template is filled in once before, so that its faults are found where there is no row. */
  readonly triesTemplate?: boolean;
}

/** The template that is used: of `--quiet` the identifiers, unless another is given. */
function templateOf(format: string, quiet: boolean, { columns }: Listing): string {
  if (format !== '' && format !== 'table') return format;
  return quiet ? '{{.ID}}' : `table ${columns.map((column) => `{{.${column}}}`).join('\t')}`;
}

/** Rows by a template, or as a table if it begins with `table`; with a line end after each. Throws a `CliError` for templates that cannot be filled in. */
export function formatRows(rows: readonly GoStruct[], format: string, quiet: boolean, listing: Listing): string {
  const template = templateOf(format, quiet, listing);
  const isTable = template.startsWith('table');
  // `\t` and `\n` as they are typed.
  const text = (isTable ? template.slice('table'.length) : template)
    .replace(/^ +| +$/g, '')
    .replaceAll('\\t', '\t')
    .replaceAll('\\n', '\n');
  try {
    parseTemplate(text);
    const render = (row: GoStruct) => renderTemplate(text, sortFields(row), listing.type);
    const header = isTable || listing.triesTemplate ? render(listing.headings) : '';
    const lines = rows.map(render);
    if (!isTable) return lines.map((line) => `${line}\n`).join('');
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
