/** TypeScript's language service over a notebook's cells: what is wrong in them, what could stand at a place, what stands there. */
import ts from 'typescript';
import { COMPILER_OPTIONS } from '../../cells/compilerOptions';
import { type CellProgram, cellProgram, positionOf, spotOf } from './cellProgram';
import type { Completion, Description, Hover, Problem, Sources, Spot } from './protocol';

/** In a page there are no packages of types. */
const OPTIONS = { ...ts.convertCompilerOptionsFromJson(COMPILER_OPTIONS, '/').options, types: [] };

const CELLS = '/cells.ts';
const SURROUNDINGS = '/surroundings.d.ts';

/** TypeScript sorts names from 10 to 18, and deprecated ones as `z` and such a number. */
const LAST = 20;

/** A name has two declarations that do not go together: an error where both are in one cell. */
const DECLARED_TWICE = new Set([2300, 2323, 2384, 2393, 2395, 2403, 2440, 2451, 2528, 2567, 2813, 2814]);
/** What may stand at the top level only: a cell that is in a block of ours is at its top level. */
const NOT_IN_BLOCK = new Set([1184, 1231, 1232, 1233, 1235, 1258]);

/** The types of the cells of one notebook. Each question is about the sources that it is given. */
export class TypeService {
  readonly #service: ts.LanguageService;
  readonly #snapshots = new Map<string, ts.IScriptSnapshot>();
  #program = cellProgram([]);
  #version = 0;

  /** `declarations` by path, as `readDeclarations` of the site packs them. */
  constructor(declarations: Readonly<Record<string, string>>) {
    const files = new Map(Object.entries(declarations).map(([path, text]) => [`/${path}`, text]));
    const folders = new Set([...files.keys()].flatMap(foldersAbove));
    this.#service = ts.createLanguageService({
      getCompilationSettings: () => OPTIONS,
      getCurrentDirectory: () => '/',
      getProjectVersion: () => String(this.#version),
      getDefaultLibFileName: () => '/typescript/lib.es2022.d.ts',
      getScriptFileNames: () => [CELLS, SURROUNDINGS],
      getScriptVersion: (path) => (path === CELLS ? String(this.#version) : '0'),
      getScriptSnapshot: (path) => {
        const text = path === CELLS ? this.#program.text : files.get(path);
        const found = path === CELLS ? undefined : this.#snapshots.get(path);
        if (found !== undefined || text === undefined) return found;
        const snapshot = ts.ScriptSnapshot.fromString(text);
        if (path !== CELLS) this.#snapshots.set(path, snapshot);
        return snapshot;
      },
      fileExists: (path) => files.has(path),
      readFile: (path) => files.get(path),
      directoryExists: (path) => folders.has(path),
      getDirectories: () => [],
    });
  }

  /** What is wrong in the cells, in order. */
  check(sources: Sources): readonly Problem[] {
    const program = this.#read(sources);
    const syntax = program.cells.flatMap(({ errors }, index) =>
      errors.map((error) => problemAt(program, { cell: index + 1, offset: error.start ?? 0 }, error)),
    );
    const semantic = this.#service.getSemanticDiagnostics(CELLS).flatMap((error) => {
      const spot = spotOf(program, error.start ?? 0);
      return isOfCell(program, spot, error) ? [problemAt(program, spot, error)] : [];
    });
    return [...syntax, ...semantic].sort((a, b) => a.cell - b.cell || a.line - b.line || a.column - b.column);
  }

  /** What could stand at a spot; nothing in comments and texts. */
  complete(sources: Sources, at: Spot): readonly Completion[] {
    const position = positionOf(this.#read(sources), at);
    const found = this.#service.getCompletionsAtPosition(CELLS, position, {});
    return (found?.entries ?? []).map(({ name, kind, sortText }) => ({ name, kind, rank: Number(sortText) || LAST }));
  }

  /** What `name` is, one of the completions at a spot. */
  describe(sources: Sources, at: Spot, name: string): Description | undefined {
    const position = positionOf(this.#read(sources), at);
    const found = this.#service.getCompletionEntryDetails(CELLS, position, name, {}, undefined, {}, undefined);
    return found && description(found);
  }

  /** What stands at a spot; undefined for what has no type. */
  hover(sources: Sources, at: Spot): Hover | undefined {
    const program = this.#read(sources);
    const found = this.#service.getQuickInfoAtPosition(CELLS, positionOf(program, at));
    // The type of what is an error says nothing.
    if (found === undefined || ts.displayPartsToString(found.displayParts) === 'any') return undefined;
    const { cell, offset } = spotOf(program, found.textSpan.start);
    return cell === at.cell ? { ...description(found), from: offset, to: offset + found.textSpan.length } : undefined;
  }

  #read(sources: Sources): CellProgram {
    const program = cellProgram(sources);
    if (program.text !== this.#program.text) this.#version++;
    this.#program = program;
    return program;
  }
}

function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/') || '/');
}

/** Whether an error says something about its cell, and not about how cells are joined. */
function isOfCell(
  { cells, text }: CellProgram,
  { cell }: Spot,
  { code, start = 0, length = 0 }: ts.Diagnostic,
): boolean {
  const parsed = cells[cell - 1];
  if (parsed === undefined || NOT_IN_BLOCK.has(code)) return false;
  return !DECLARED_TWICE.has(code) || (parsed.names.get(text.slice(start, start + length)) ?? 0) > 1;
}

function problemAt({ sources }: CellProgram, { cell, offset }: Spot, error: ts.Diagnostic): Problem {
  const before = (sources[cell - 1] ?? '').slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return {
    cell,
    line: before.split('\n').length,
    column: offset - lineStart + 1,
    length: error.length ?? 0,
    message: messageOf(error),
    isError: error.category === ts.DiagnosticCategory.Error,
  };
}

/** What a reader can do something about: packages are not installed in a page. */
function messageOf({ messageText }: ts.Diagnostic): string {
  return ts.flattenDiagnosticMessageText(messageText, '\n').replace(/ Do you need to (?:install|change)[\s\S]*/, '');
}

function description(found: ts.QuickInfo | ts.CompletionEntryDetails): Description {
  return {
    type: ts.displayPartsToString(found.displayParts),
    documentation: ts.displayPartsToString(found.documentation).trim(),
  };
}
