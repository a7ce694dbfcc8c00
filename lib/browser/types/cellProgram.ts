/**
 * The module that a notebook's cells are to the type checker while someone writes in them. It differs from their plain sequence where
 * that would punish one cell for another: a cell whose brackets are still open is closed, and one that declares a name again,
 * which the kernel allows, begins a block, so that from there on the name means what it means when the cells run.
 */
import ts from 'typescript';
import { type CellModule, joinCells } from '../../cells/cellModule';
import type { Sources, Spot } from './protocol';

/** What one cell is by itself. */
interface ParsedCell {
  /** What the parser says of it; positions are offsets in the cell. */
  readonly errors: readonly ts.Diagnostic[];
  /** What its open brackets, templates and comments need to be closed. */
  readonly closing: string;
  /** How often it declares each name at its top level. */
  readonly names: ReadonlyMap<string, number>;
  /** Those of them that a block can have to itself. */
  readonly blockNames: readonly string[];
  readonly imports: readonly string[];
}

/** The module, and its cells. */
export interface CellProgram extends CellModule {
  readonly sources: Sources;
  readonly cells: readonly ParsedCell[];
}

/** Cells change one at a time: what the others are is known. */
const known = new Map<string, ParsedCell>();
const KNOWN_LIMIT = 500;

/** The module of `sources`. */
export function cellProgram(sources: Sources): CellProgram {
  const cells = sources.map(parsedCell);
  const taken = new Set<string>();
  const endings: string[] = [];
  const hiddenImports: string[] = [];
  let depth = 0;
  cells.forEach((cell, index) => {
    if (index > 0 && cell.blockNames.some((name) => taken.has(name))) {
      endings[index - 1] += ' {';
      depth++;
    }
    for (const name of cell.names.keys()) taken.add(name);
    if (depth > 0) hiddenImports.push(...cell.imports);
    endings.push(`${cell.closing};`);
  });
  // Modules are looked up for imports that stand outside of blocks.
  const imports = hiddenImports.map((name) => ` import ${JSON.stringify(name)};`);
  if (endings.length > 0) endings.push(`${endings.pop()}${' }'.repeat(depth)}${imports.join('')}`);
  return { ...joinCells(sources, endings), sources, cells };
}

/** The position in the module's text of a spot. */
export function positionOf({ starts, sources }: CellProgram, { cell, offset }: Spot): number {
  const length = sources[cell - 1]?.length ?? 0;
  return (starts[cell - 1] ?? 0) + Math.max(0, Math.min(offset, length));
}

/** The spot of a position in the module's text: behind a cell's last character for what is between two cells. */
export function spotOf({ starts, sources }: CellProgram, position: number): Spot {
  const cell = Math.max(1, starts.filter((start) => start <= position).length);
  const offset = position - (starts[cell - 1] ?? 0);
  return { cell, offset: Math.min(offset, sources[cell - 1]?.length ?? 0) };
}

function parsedCell(source: string): ParsedCell {
  const found = known.get(source);
  if (found !== undefined) return found;
  const file = parse(source);
  const errors = errorsOf(file).map((error) => ({ ...error, start: Math.min(error.start, source.length) }));
  const names = new Map<string, number>();
  const blockNames: string[] = [];
  for (const statement of file.statements) {
    const isOverload = ts.isFunctionDeclaration(statement) && statement.body === undefined;
    for (const name of isOverload ? [] : declaredNames(statement)) {
      names.set(name, (names.get(name) ?? 0) + 1);
      if (isOfBlock(statement)) blockNames.push(name);
    }
  }
  const cell: ParsedCell = {
    errors,
    closing: errors.length === 0 ? '' : closingOf(source),
    names,
    blockNames,
    imports: file.statements.flatMap((statement) =>
      ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)
        ? [statement.moduleSpecifier.text]
        : [],
    ),
  };
  if (known.size >= KNOWN_LIMIT) known.clear();
  known.set(source, cell);
  return cell;
}

/** A line that makes every cell a module, where `await` may stand at the top level. */
const MODULE_MARK = '\n;export {};';

function parse(source: string): ts.SourceFile {
  return ts.createSourceFile('cell.ts', source + MODULE_MARK, ts.ScriptTarget.ES2022, false);
}

function errorsOf(file: ts.SourceFile): readonly ts.DiagnosticWithLocation[] {
  // Not in the declarations of TypeScript, which gives them to programs only.
  return (file as ts.SourceFile & { readonly parseDiagnostics: readonly ts.DiagnosticWithLocation[] }).parseDiagnostics;
}

/** What makes the parser miss nothing at the end of `source`; brackets other than braces end at a semicolon. */
function closingOf(source: string): string {
  let closing = '';
  for (let depth = 0; depth < 30; depth++) {
    const text = `${source}\n${closing};`;
    const last = errorsOf(ts.createSourceFile('cell.ts', text, ts.ScriptTarget.ES2022, false)).at(-1);
    const message = ts.flattenDiagnosticMessageText(last?.messageText ?? '', ' ');
    const missing = last?.code === UNTERMINATED_TEMPLATE ? '`' : /^'(\}|\*\/)' expected/.exec(message)?.[1];
    if (last === undefined || missing === undefined || last.start + last.length < text.length) break;
    closing += missing;
  }
  return closing;
}

const UNTERMINATED_TEMPLATE = 1160;

function isOfBlock(statement: ts.Statement): boolean {
  if (ts.isVariableStatement(statement)) return (statement.declarationList.flags & ts.NodeFlags.BlockScoped) !== 0;
  return !ts.isImportDeclaration(statement);
}

function declaredNames(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  if (ts.isImportDeclaration(statement)) return importedNames(statement.importClause);
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement);
  return isNamed && statement.name !== undefined ? [statement.name.text] : [];
}

function boundNames(name: ts.BindingName): readonly string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []));
}

function importedNames(clause: ts.ImportClause | undefined): readonly string[] {
  const { name, namedBindings } = clause ?? {};
  const others =
    namedBindings === undefined
      ? []
      : ts.isNamespaceImport(namedBindings)
        ? [namedBindings.name]
        : namedBindings.elements.map((element) => element.name);
  return [...(name ? [name] : []), ...others].map(({ text }) => text);
}
