/**
 * The cells of a notebook under the strict type checker. The Jupyter kernel's own is lenient and old; this one is the project's,
 * and it sees one thing more: a promise that nobody waits for, whose rejection would be nobody's.
 */
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { type CellModule, cellModule, type Finding, findingAt } from '../../cells/cellModule';
import { COMPILER_OPTIONS } from '../../cells/compilerOptions';
import type { Notebook } from '../../cells/document';

const OPTIONS: ts.CompilerOptions = {
  ...ts.convertCompilerOptionsFromJson(COMPILER_OPTIONS, '').options,
  types: ['node'],
  typeRoots: [dirname(dirname(require.resolve('@types/node/package.json')))],
};

/** Declarations of packages, which stay as they are while this runs; reading them takes most of the time. */
const LIBRARIES = new Map<string, ts.SourceFile>();

/** The type errors of each of `notebooks`, in their order; checking several at once reads the libraries once. */
export function checkTypes(notebooks: readonly Notebook[]): Finding[][] {
  const modules = new Map<string, CellModule>();
  for (const notebook of notebooks) modules.set(moduleName(notebook), cellModule(notebook));
  const host = ts.createCompilerHost(OPTIONS);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => modules.has(name) || fileExists.call(host, name);
  host.readFile = (name) => modules.get(name)?.text ?? readFile.call(host, name);
  host.getSourceFile = (name, ...rest) => {
    const module = modules.get(name);
    if (module) return ts.createSourceFile(name, module.text, rest[0]);
    const library = name.includes('/node_modules/') ? LIBRARIES.get(name) : undefined;
    if (library) return library;
    const file = getSourceFile.call(host, name, ...rest);
    if (file && name.includes('/node_modules/')) LIBRARIES.set(name, file);
    return file;
  };
  const program = ts.createProgram([...modules.keys()], OPTIONS, host);
  return [...modules].map(([name, module]) => findings(program, name, module));
}

function findings(program: ts.Program, name: string, module: CellModule): Finding[] {
  const file = program.getSourceFile(name);
  if (file === undefined) return [];
  const errors = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
    (diagnostic) => {
      const { line } = file.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
      return findingAt(module, line, ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n  '));
    },
  );
  return [...errors, ...floatingPromises(program.getTypeChecker(), file, module)];
}

function floatingPromises(checker: ts.TypeChecker, file: ts.SourceFile, module: CellModule): Finding[] {
  const isPromise = (node: ts.Expression) => checker.getTypeAtLocation(node).getProperty('then') !== undefined;
  return file.statements.filter(ts.isExpressionStatement).flatMap((statement) => {
    if (ts.isVoidExpression(statement.expression) || !isPromise(statement.expression)) return [];
    const { line } = file.getLineAndCharacterOfPosition(statement.getStart(file));
    return [findingAt(module, line, 'This promise is not awaited.')];
  });
}

/** Beside the notebook, so that modules resolve as they do for the kernel. */
function moduleName(notebook: Notebook): string {
  return join(dirname(notebook.path), `${notebook.name}.cells.ts`).replaceAll('\\', '/');
}
