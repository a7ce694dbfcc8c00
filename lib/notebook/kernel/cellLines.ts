/**
 * Which line of a cell a line of its compiled code comes from. tslab compiles a cell twice, TypeScript to ES modules and
 * those to CommonJS, and keeps no source map; this asks its compiler for both maps and composes them line by line.
 * The code of cell n runs under the file name `cell-n.js`, which stack traces then show.
 */
import { SourceMap, type SourceMapPayload, type SourceMapping } from 'node:module';
import vm from 'node:vm';
import { patchCompiler } from './tslab';

/** The name under which stack traces show the compiled code of a cell. */
export const CELL_FILE = /\bcell-(\d+)\.js:(\d+)(?::\d+)?/g;

/** tslab puts one line of its own before a cell's source. */
const PREFIX_LINES = 1;
const MAP_COMMENT = /\n?\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/;

interface Compiler {
  createWatchCompilerHost(roots: unknown, options: object, ...rest: unknown[]): unknown;
  transpileModule(code: string, options: { compilerOptions: object }): { outputText: string; sourceMapText?: string };
}

/** What is told about the lines of cells. */
export interface LineObserver {
  /** The number of the cell that is being run. */
  currentCell(): number;
  /** Called with the source line (from 1; 0 where there is none) of each compiled line, for each cell that is compiled. */
  onLines(lines: readonly number[]): void;
}

/**
 * Makes the compiler that `tslab` requires, and the way it runs code, tell `observer` about lines. Of the packages of types
 * it reads Node's only, not every one that is installed (one of them brings the whole DOM): a third of a Jupyter kernel's start.
 */
export function traceLines(tslab: NodeJS.Require, observer: LineObserver): void {
  patchCompiler<Compiler>(tslab, (compiler) => ({
    createWatchCompilerHost: (roots, options, ...rest) =>
      compiler.createWatchCompilerHost(roots, { ...options, inlineSourceMap: true, types: ['node'] }, ...rest),
    transpileModule: (code, options) => {
      const first = mapIn(code);
      const plain = code.replace(MAP_COMMENT, '\n');
      const result = compiler.transpileModule(plain, {
        ...options,
        compilerOptions: { ...options.compilerOptions, sourceMap: true },
      });
      if (first && result.sourceMapText) observer.onLines(compose(result, first));
      return { ...result, outputText: result.outputText.replace(/\/\/# sourceMappingURL=\S+\s*$/, '') };
    },
  }));
  nameCells(observer);
}

function nameCells(observer: LineObserver): void {
  const { runInThisContext } = vm;
  vm.runInThisContext = (code, options) => {
    if (typeof options !== 'object') return runInThisContext(code, options);
    return runInThisContext(code, { ...options, filename: `cell-${observer.currentCell()}.js`, displayErrors: false });
  };
}

function mapIn(code: string): SourceMap | undefined {
  const encoded = MAP_COMMENT.exec(code)?.[1];
  return encoded === undefined ? undefined : sourceMap(Buffer.from(encoded, 'base64').toString());
}

function sourceMap(json: string): SourceMap {
  return new SourceMap(JSON.parse(json) as SourceMapPayload);
}

/** For each line of the result, the last source line that anything on it comes from. */
function compose(result: { outputText: string; sourceMapText?: string }, first: SourceMap): number[] {
  const second = sourceMap(result.sourceMapText ?? '{}');
  return result.outputText.split('\n').map((text, line) => {
    const columns = Array.from(text, (_, column) => {
      const between = entry(second, line, column);
      const origin = between && entry(first, between.originalLine, between.originalColumn);
      return origin ? origin.originalLine - PREFIX_LINES + 1 : 0;
    });
    return Math.max(0, ...columns);
  });
}

/** The mapping of a position, unless the nearest one before it is of another line. */
function entry(map: SourceMap, line: number, column: number): SourceMapping | undefined {
  const found = map.findEntry(line, column);
  return 'generatedLine' in found && found.generatedLine === line ? found : undefined;
}
