/**
 * The declarations that the editor of the site's pages knows: TypeScript's own, the public ones of chainwalk and danfojs, and those of
 * what cells find around them in a page.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';
import { packageFile } from '../../node/packageFile';

/** Files of declarations by the path that the type checker of a page has them under: `node_modules/chainwalk/dist/index.d.ts`. */
type DeclarationPack = Readonly<Record<string, string>>;

/** A package: where it is, and those of its files that cells import, by what they write behind its name. */
interface Package {
  readonly folder: string;
  readonly exports: Readonly<Record<string, string>>;
}

function packages(): Readonly<Record<string, Package>> {
  return {
    chainwalk: {
      folder: packageFile('.'),
      exports: {
        '.': 'dist/index.d.ts',
        './host': 'dist/public/host.d.ts',
        './view': 'dist/public/view.d.ts',
      },
    },
    'danfojs-node': {
      folder: dirname(require.resolve('danfojs-node/package.json')),
      exports: { '.': 'dist/danfojs-node/src/index.d.ts' },
    },
    // With a slash, since Node has a module of this name.
    buffer: { folder: dirname(require.resolve('buffer/package.json')), exports: { '.': 'index.d.ts' } },
  };
}

/** Reads the declarations; those of chainwalk have to be built. Throws the file system's error for a file that is missing. */
export function readDeclarations(): DeclarationPack {
  const pack: Record<string, string> = {
    'surroundings.d.ts': withoutNotes(readFileSync(packageFile('browser/types/surroundings.d.ts'), 'utf8')),
    'node_modules/danfojs/index.d.ts': "export * from 'danfojs-node';\n",
  };
  const typescript = dirname(require.resolve('typescript'));
  addReachable(pack, 'typescript', typescript, ['lib.es2022.d.ts']);
  for (const [name, { folder, exports }] of Object.entries(packages())) {
    const root = `node_modules/${name}`;
    const entries = Object.entries(exports).map(([path, file]) => [path, { types: `./${file}` }]);
    pack[`${root}/package.json`] = JSON.stringify({ name, exports: Object.fromEntries(entries) });
    addReachable(pack, root, folder, Object.values(exports));
  }
  return pack;
}

/** Adds the files of `folder` that can be reached from `files` without leaving the package; other packages are `any` to the checker. */
function addReachable(pack: Record<string, string>, root: string, folder: string, files: readonly string[]): void {
  const waiting = [...files];
  for (const file of waiting) {
    if (`${root}/${file}` in pack) continue;
    const text = withoutUnusedImports(withoutInternals(readFileSync(join(folder, file), 'utf8')));
    pack[`${root}/${file}`] = withoutNotes(text);
    const { importedFiles, libReferenceDirectives } = ts.preProcessFile(text, true, true);
    waiting.push(...libReferenceDirectives.map(({ fileName }) => `lib.${fileName}.d.ts`));
    for (const { fileName } of importedFiles) {
      if (!fileName.startsWith('.')) continue;
      const path = posix.join(posix.dirname(file), fileName).replace(/\.js$/, '');
      const found = [`${path}.d.ts`, `${path}/index.d.ts`].find((one) => ts.sys.fileExists(join(folder, one)));
      if (found !== undefined) waiting.push(found);
    }
  }
}

/** `text` without members and declarations that are marked `@internal`: no cell should use them. */
function withoutInternals(text: string): string {
  const cuts: ts.TextRange[] = [];
  const visit = (node: ts.Node): void => {
    const isInternal = ts.getJSDocCommentsAndTags(node).some((part) => part.getText().includes('@internal'));
    if (isInternal && (ts.isStatement(node) || ts.isClassElement(node) || ts.isTypeElement(node)))
      cuts.push({ pos: node.getFullStart(), end: node.end });
    else ts.forEachChild(node, visit);
  };
  ts.forEachChild(parse(text), visit);
  return without(text, cuts);
}

/** `text` without the imports that only internals needed; what is imported from there is then not read either. */
function withoutUnusedImports(text: string): string {
  const cuts = parse(text).statements.flatMap((statement): ts.TextRange[] => {
    const bindings = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined;
    if (bindings === undefined || !ts.isNamedImports(bindings)) return [];
    const isUsed = bindings.elements.some(({ name }) => text.split(new RegExp(`\\b${name.text}\\b`)).length > 2);
    return isUsed ? [] : [{ pos: statement.getStart(), end: statement.end }];
  });
  return without(text, cuts);
}

function parse(text: string): ts.SourceFile {
  return ts.createSourceFile('declarations.d.ts', text, ts.ScriptTarget.ES2022, true);
}

/** `text` without comments that document nothing and without indentation. */
function withoutNotes(text: string): string {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2022, false, ts.LanguageVariant.Standard, text);
  const cuts: ts.TextRange[] = [];
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    const token = scanner.getTokenText();
    const isComment = kind === ts.SyntaxKind.SingleLineCommentTrivia || kind === ts.SyntaxKind.MultiLineCommentTrivia;
    const isUseful = /^\/\/\/\s*<reference (?:lib|path)/.test(token) || /^\/\*\*(?![\s\S]*@license)/.test(token);
    if (isComment && !isUseful) cuts.push({ pos: scanner.getTokenStart(), end: scanner.getTokenEnd() });
    // The editor shows what stands before the tags.
    const tags = isComment && isUseful ? /\n\s*\*\s*@(?!deprecated)[\s\S]*(?=\*\/)/.exec(token) : null;
    if (tags) cuts.push({ pos: scanner.getTokenStart() + tags.index, end: scanner.getTokenEnd() - 2 });
  }
  return without(text, cuts)
    .replace(/^[ \t]+/gm, '')
    .replace(/\n{2,}/g, '\n');
}

function without(text: string, cuts: readonly ts.TextRange[]): string {
  let at = 0;
  let kept = '';
  for (const { pos, end } of cuts) {
    kept += text.slice(at, pos);
    at = end;
  }
  return kept + text.slice(at);
}
