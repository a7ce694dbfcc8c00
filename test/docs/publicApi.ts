/** What the package exports, as the compiler sees it, and the examples in its documentation. */
import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import ts from 'typescript';

const LIB = resolve(__dirname, '../../lib');

/** An exported name. */
export interface PublicName {
  /** `chainwalk`, `chainwalk/view` … */
  readonly entry: string;
  readonly name: string;
  /** A function, a class or a constant; else it is a type alone. */
  readonly isValue: boolean;
  /** The code of each `@example`, where it is declared; '' for one that is no block of TypeScript. */
  readonly examples: readonly string[];
}

/** The sources of the package's entries, by the names that it is imported by. */
function entries(): ReadonlyMap<string, string> {
  const { exports } = JSON.parse(readFileSync(join(LIB, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
  };
  return new Map(
    Object.entries(exports).flatMap(([path, target]) =>
      typeof target === 'string'
        ? []
        : [[`chainwalk${path.slice(1)}`, join(LIB, target.default.replace('/dist/', '/').replace(/\.js$/, '.ts'))]],
    ),
  );
}

/** All exported names, entry by entry. */
export function publicNames(): readonly PublicName[] {
  const config = ts.readConfigFile(join(LIB, 'tsconfig.json'), ts.sys.readFile).config as object;
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, LIB);
  const program = ts.createProgram([...entries().values()], { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  return [...entries()].flatMap(([entry, path]) => {
    const file = program.getSourceFile(path);
    const module = file && checker.getSymbolAtLocation(file);
    if (module === undefined) throw new Error(`${relative(LIB, path)}, the source of ${entry}, exports nothing`);
    return checker.getExportsOfModule(module).map((symbol) => {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      const { valueDeclaration } = target;
      const isTypeOnly = symbol.declarations?.some(ts.isTypeOnlyExportDeclaration) === true;
      if (valueDeclaration === undefined || isTypeOnly)
        return { entry, name: symbol.name, isValue: false, examples: [] };
      return { entry, name: symbol.name, isValue: true, examples: examplesOf(valueDeclaration) };
    });
  });
}

function examplesOf(declaration: ts.Declaration): readonly string[] {
  return ts
    .getJSDocTags(declaration)
    .filter(({ tagName }) => tagName.text === 'example')
    .map(({ comment }) => /^```ts\n([\s\S]*?)^```$/m.exec(ts.getTextOfJSDocComment(comment) ?? '')?.[1] ?? '');
}
