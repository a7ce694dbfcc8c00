/**
 * The programs that TypeScript makes of cells. tslab has its compiler watch files as an editor's does, and for each cell
 * make two programs: the first only tells which names the cell declares. Here a program is made when it is asked for, and
 * names are told by the parsed cell; of all files only those that are compiled are watched, modules beside the notebook.
 */
import { isBuiltin } from 'node:module';
import type ts from 'typescript';
import { patchCompiler } from './tslab';

type Compiler = typeof ts & {
  readonly NodeFlags: { readonly PossiblyContainsDynamicImport: ts.NodeFlags };
  bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void;
  /** Makes `host` look up once whether a file or a folder exists. */
  changeCompilerHostLikeToUseCache(host: ts.CompilerHost, toPath: (name: string) => string): void;
};
type WatchHost = ts.WatchCompilerHostOfFilesAndCompilerOptions<ts.BuilderProgram>;

/** What tslab uses of TypeScript's builder: one state of its files. */
type Builder = Pick<ts.BuilderProgram, 'getProgram' | 'getSourceFile' | 'getAllDependencies' | 'emit'>;

/** A parsed file with what the compiler keeps to itself: the file that each of its imports was found in. */
type Resolved = ts.SourceFile & {
  readonly resolvedModules?: {
    forEach(tell: (import_: { readonly resolvedModule?: ts.ResolvedModule }, name: string) => void): void;
  };
};

/** Makes the compiler that `tslab` requires make programs so. Whoever types cells wants the libraries' documentation. */
export function makeProgramsOnDemand(
  tslab: NodeJS.Require,
  { documentation }: { readonly documentation: boolean },
): void {
  patchCompiler<Compiler>(tslab, (compiler) => ({
    createWatchProgram: (host: object) => createWatchProgram(compiler, host as WatchHost, documentation) as never,
  }));
}

/** The beginning of documentation, which packages' declarations are full of; what is but a comment is not parsed. */
const DOCUMENTATION = /^(\s*)\/\*\*(?!\/)/gm;

/** How often a file is looked at where the system does not tell of changes. */
const POLL_MS = 250;

function createWatchProgram(compiler: Compiler, host: WatchHost, documentation: boolean) {
  const { options } = host;
  const target = options.target ?? compiler.ScriptTarget.ES2022;
  const watchers = new Map<string, ts.FileWatcher>();
  const files = new Map<string, ts.SourceFile>();
  const imports = new Map<string, ts.StringLiteral>();
  let rootNames: readonly string[] = host.rootFiles;
  let latest: ts.Program | undefined;
  let timer: unknown;

  const compilerHost: ts.CompilerHost = {
    ...(host as Required<WatchHost> & Pick<ts.CompilerHost, 'writeFile'>),
    getCanonicalFileName: (name) => name,
    getSourceFile: (name, version) => {
      const file = files.get(name) ?? parse(name, version);
      if (file) files.set(name, file);
      return file;
    },
    hasInvalidatedResolutions: (path) =>
      !host.rootFiles.includes(path) && hasMissingImport(latest?.getSourceFile(path)),
  };
  for (const name of rootNames) watch(name);
  publish();
  builder().getProgram().getTypeChecker(); // So that the first cell finds the libraries read.
  return { updateRootFileNames, close };

  function parse(name: string, version: ts.ScriptTarget | ts.CreateSourceFileOptions): ts.SourceFile | undefined {
    const text = host.readFile(name);
    if (text === undefined) return undefined;
    const isDeclarations = name.endsWith('.d.ts');
    if (!isDeclarations) watch(name);
    const isPlain = isDeclarations && !documentation;
    return compiler.createSourceFile(name, isPlain ? text.replace(DOCUMENTATION, '$1/* ') : text, version);
  }

  function watch(name: string): void {
    if (watchers.has(name)) return;
    const changed = () => {
      files.delete(name);
      schedule();
    };
    watchers.set(name, host.watchFile(name, changed, POLL_MS));
  }

  function schedule(): void {
    if (timer) host.clearTimeout?.(timer);
    timer = host.setTimeout?.(publish, 0);
  }

  function publish(): void {
    timer = undefined;
    host.afterProgramCreate?.(builder() as ts.BuilderProgram);
  }

  function updateRootFileNames(names: readonly string[]): void {
    rootNames = names;
    schedule();
  }

  function close(): void {
    for (const watcher of watchers.values()) watcher.close();
  }

  function builder(): Builder {
    let program: ts.Program | undefined;
    const getProgram = () => {
      if (program) return program;
      shareImports();
      program = compiler.createProgram(rootNames, options, atThisMoment(), latest);
      latest = program;
      return program;
    };
    return {
      getProgram,
      getSourceFile: (name) => (program ? program.getSourceFile(name) : bound(name)),
      getAllDependencies: (file) => [...compiledWith(compiler, getProgram(), file)],
      emit: (...parts) => getProgram().emit(...parts),
    };
  }

  /**
   * Tells the compiler that cell and declarations import all that any cell has imported so far, in the same order. A program
   * whose files import what they did before takes over from the one before how all files hang together. (No cell adds to what
   * modules declare: tslab fails at that.)
   */
  function shareImports(): void {
    const cellFiles = host.rootFiles.flatMap((name) => compilerHost.getSourceFile(name, target) ?? []);
    for (const name of cellFiles.flatMap((file) => importsOf(compiler, file)))
      if (!imports.has(name)) imports.set(name, compiler.factory.createStringLiteral(name));
    const told = { imports: [...imports.values()], moduleAugmentations: [], ambientModuleNames: [] };
    for (const file of cellFiles)
      Object.assign(file, told, { flags: file.flags | compiler.NodeFlags.PossiblyContainsDynamicImport });
  }

  /** The host of one program: what it finds once stays so. Node's modules are no files, so that none is looked for. */
  function atThisMoment(): ts.CompilerHost {
    const resolutions = compiler.createModuleResolutionCache(host.getCurrentDirectory(), (name) => name, options);
    const once: ts.CompilerHost = {
      ...compilerHost,
      resolveModuleNameLiterals: (names, from) =>
        names.map(({ text }) =>
          isBuiltin(text)
            ? { resolvedModule: undefined }
            : compiler.resolveModuleName(text, from, options, once, resolutions),
        ),
    };
    compiler.changeCompilerHostLikeToUseCache(once, (name) => name);
    return once;
  }

  /** A file with the names that it declares, without a program. */
  function bound(name: string): ts.SourceFile | undefined {
    const file = compilerHost.getSourceFile(name, target);
    if (file) compiler.bindSourceFile(file, options);
    return file;
  }
}

/** The modules that a file names. */
function importsOf(compiler: Compiler, file: ts.SourceFile): string[] {
  return compiler.preProcessFile(file.text).importedFiles.map(({ fileName }) => fileName);
}

/** The file and those that it imports, directly or not, as far as they have to be compiled. */
function compiledWith(compiler: Compiler, program: ts.Program, file: Resolved, found = new Set<string>()): Set<string> {
  if (file.isDeclarationFile || found.has(file.fileName)) return found;
  found.add(file.fileName);
  const named = importsOf(compiler, file);
  file.resolvedModules?.forEach(({ resolvedModule }, name) => {
    const imported = named.includes(name) && resolvedModule && program.getSourceFile(resolvedModule.resolvedFileName);
    if (imported) compiledWith(compiler, program, imported, found);
  });
  return found;
}

/** Whether the file imports a neighbour that was not there; it may be by now. */
function hasMissingImport(file: Resolved | undefined): boolean {
  let missing = false;
  if (file?.isDeclarationFile) return missing;
  file?.resolvedModules?.forEach(({ resolvedModule }, name) => {
    missing ||= name.startsWith('.') && !resolvedModule;
  });
  return missing;
}
