/** What the editor of the live book knows of types, and from which declarations. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';
import { nodeModules } from '../../lib/browser/kernel/nodeModules';
import { CellOutput, cellConsole } from '../../lib/browser/kernel/output';
import { TabFiles } from '../../lib/browser/kernel/tabPlatform';
import { TypeService } from '../../lib/browser/types/typeService';
import { codeCells } from '../../lib/cells/document';
import { readNotebook } from '../../lib/notebook/format/notebookFile';
import { readDeclarations } from '../../lib/notebook/site/declarations';

const NOTEBOOKS = join(__dirname, '../../notebooks');
const notebooks = readdirSync(NOTEBOOKS).filter((file) => file.endsWith('.ipynb'));

const declarations = readDeclarations();
let types: TypeService;

beforeAll(() => {
  types = new TypeService(declarations);
});

/** What is wrong in `cells`, as a compiler prints it. */
function check(...cells: readonly string[]): readonly string[] {
  return types.check(cells).map(({ cell, line, column, message }) => `${cell}:${line}:${column} ${message}`);
}

/** Sources with `|` where the spot is. */
function spotIn(...cells: readonly string[]) {
  const index = cells.findIndex((cell) => cell.includes('|'));
  const sources = cells.map((cell) => cell.replace('|', ''));
  return { sources, at: { cell: index + 1, offset: cells[index]?.indexOf('|') ?? 0 } };
}

function complete(...cells: readonly string[]): readonly string[] {
  const { sources, at } = spotIn(...cells);
  return types.complete(sources, at).map(({ name }) => name);
}

function hover(...cells: readonly string[]) {
  const { sources, at } = spotIn(...cells);
  return types.hover(sources, at);
}

const START = "import { lab, observe } from 'chainwalk';\nconst machines = await lab();";

describe('the cells of the notebooks', () => {
  test.each(notebooks)('%s has no type error', (file) => {
    const notebook = readNotebook(join(NOTEBOOKS, file));
    const sources = codeCells(notebook).map(({ source }) => source);
    expect(sources.length).toBeGreaterThan(5);
    expect(check(...sources)).toEqual([]);
  });

  test('a wrong call is reported at its cell, line and column', () => {
    expect(check(START, '// a comment\n  await observe(machines);', 'machines.places')).toEqual([
      '2:2:9 Expected 2 arguments, but got 1.',
    ]);
  });

  test('names of the lab and of danfojs have their types, files of Node only what a page has of them', () => {
    expect(
      check(
        START,
        "import { DataFrame } from 'danfojs-node';\nnew DataFrame([{ a: 1 }]).shape.length.toFixed();",
        "import danfo from 'danfojs';\nimport fs from 'node:fs';",
        "fs.readFileSync('a').toString('hex').length + fs.readFileSync('a', 'utf8').length;",
        'const now: string = machines.now;',
        "fs.rmSync('a');",
        "require('fs');",
      ),
    ).toEqual([
      "5:1:7 Type 'number' is not assignable to type 'string'.",
      expect.stringContaining("6:1:4 Property 'rmSync' does not exist"),
      "7:1:1 Cannot find name 'require'.",
    ]);
  });
});

describe('a name that a later cell declares again', () => {
  test('means from there on what the later cell says', () => {
    const cells = [
      'const x = 1;',
      'x.toFixed();',
      "const x = 'a';\nx.at(0);",
      'x.toFixed();',
      'const { x } = { x: [1] };',
      'x.at(0);',
    ];
    expect(check(...cells)).toEqual(["4:1:3 Property 'toFixed' does not exist on type '\"a\"'. Did you mean 'fixed'?"]);
  });

  test('may be an import, a function, a class or a variable', () => {
    const cells = [
      START,
      "import { lab } from 'chainwalk';\nimport { table } from 'chainwalk';",
      'const lab = 3;\nlab.toFixed();',
      "import { topology } from 'chainwalk';\nimport { DataFrame } from 'danfojs';",
      'topology(machines);\nconst shape: number[] = new DataFrame([1]).shape;\ntable([]);',
      'function f(a: number) { return a; }\nclass A { a = 1; }\nvar v = 1;',
      "function f(a: string) { return a; }\nclass A { b = 1; }\nvar v = 'a';",
      "f('a');\nnew A().b;",
    ];
    expect(check(...cells)).toEqual([]);
  });

  test('is an error where both are in one cell', () => {
    expect(check('const x = 1;', 'const y = 1;\nconst y = 2;')).toEqual([
      "2:1:7 Cannot redeclare block-scoped variable 'y'.",
      "2:2:7 Cannot redeclare block-scoped variable 'y'.",
    ]);
  });
});

describe('a cell that is not finished', () => {
  test.each([
    ['if (true) {', "1:1:12 '}' expected."],
    ['const f = () => { if (true) { f(', "1:1:33 '}' expected."],
    ['lab(', "1:1:5 ')' expected."],
    ['const text = `abc', '1:1:18 Unterminated template literal.'],
    ["const text = 'abc", '1:1:18 Unterminated string literal.'],
    ['/* abc', "1:1:7 '*/' expected."],
    ['lab.', '1:1:5 Identifier expected.'],
    ['}', '1:1:1 Declaration or statement expected.'],
    ['const list = [1, {', undefined],
  ])('%s leaves the others as they are', (cell, message) => {
    const problems = check(cell, 'const z: number = 1;', "z.toFixed('a', 2);");
    expect(problems.filter((one) => one.startsWith('1:'))).not.toEqual([]);
    if (message !== undefined) expect(problems).toContain(message);
    expect(problems.filter((one) => !one.startsWith('1:'))).toEqual(['3:1:16 Expected 0-1 arguments, but got 2.']);
  });

  test('keeps its other errors', () => {
    expect(check('const x: number = "a";\nx.')).toEqual([
      "1:1:7 Type 'string' is not assignable to type 'number'.",
      '1:2:3 Identifier expected.',
    ]);
  });

  test('has completions: members of the machines, without those that only the lab uses', () => {
    const names = complete(START, 'machines.|', 'const later = 1;');
    expect(names).toEqual(expect.arrayContaining(['sh', 'observe', 'host', 'readFile']));
    expect(names).not.toContain('docker');
    expect(complete(START, 'if (true) {\n  mach|', 'const later = 1;')).toContain('machines');
    expect(complete(START, "'mach|'")).toEqual([]);
  });
});

describe('a name', () => {
  test('is described with its type and its documentation', () => {
    const { sources, at } = spotIn(START, 'machines.|');
    const sh = types.describe(sources, at, 'sh');
    expect(sh?.type).toContain('sh(line: string): Promise<Outcome>');
    expect(sh?.documentation).toContain("Runs a session's line");
  });

  test('has a type where it stands, and nothing has one where no name stands', () => {
    expect(hover(START, 'await ob|serve;')).toMatchObject({
      type: expect.stringContaining('line: string): Promise<Seen>'),
      documentation: expect.stringContaining('writes down what it did'),
      from: 6,
      to: 13,
    });
    expect(hover(START, '// |\n1')).toBeUndefined();
    expect(hover(START, 'machines.no|body;')).toBeUndefined();
  });
});

test('a spot that is in no cell, and a notebook without cells, are answered with nothing', () => {
  expect(types.check([])).toEqual([]);
  expect(types.complete([START], { cell: 7, offset: 3 })).toBeDefined();
  expect(types.hover([START], { cell: 1, offset: 10_000 })).toBeUndefined();
});

describe('the declarations', () => {
  test('of what cells find in a page name what is there', () => {
    const program = ts.createSourceFile('a.d.ts', declarations['surroundings.d.ts'] ?? '', ts.ScriptTarget.ES2022);
    const modules = new Map(
      program.statements.filter(ts.isModuleDeclaration).map(({ name, body }) => [name.text, namesIn(body)]),
    );
    const there = nodeModules(new TabFiles({}, () => {}));
    for (const name of ['fs', 'path', 'util']) {
      // `_makeLong` and `win32` are nothing here.
      const names = Object.keys(there.get(name) ?? {}).filter((key) => key !== '_makeLong' && key !== 'win32');
      expect(modules.get(`node:${name}`)).toEqual(names.sort());
    }
    expect([...modules.keys(), 'buffer'].sort()).toEqual([...there.keys()].sort());
    const console = program.statements.filter(ts.isInterfaceDeclaration).find(({ name }) => name.text === 'Console');
    const methods = new Set(console?.members.map(({ name }) => (name && ts.isIdentifier(name) ? name.text : '')));
    expect([...methods].sort()).toEqual(Object.keys(cellConsole(new CellOutput(() => {}))).sort());
  });

  test('weigh less than 140 kB on their way to a reader', () => {
    expect(gzipSync(JSON.stringify(declarations)).length).toBeLessThan(140_000);
  });
});

/** The names that a module exports, sorted. */
function namesIn(body: ts.ModuleDeclaration['body']): readonly string[] {
  if (body === undefined || !ts.isModuleBlock(body)) return [];
  const names = body.statements.flatMap((statement) => {
    if (ts.isFunctionDeclaration(statement)) return [statement.name?.text ?? ''];
    if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause))
      return statement.exportClause.elements.map(({ name }) => name.text);
    const isExported = ts.isVariableStatement(statement) && statement.modifiers !== undefined;
    return isExported ? statement.declarationList.declarations.map(({ name }) => (name as ts.Identifier).text) : [];
  });
  return [...new Set(names)].sort();
}
