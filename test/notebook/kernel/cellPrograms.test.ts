/** tslab's converter of cells, with programs made on demand, in a folder of its own. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { makeProgramsOnDemand } from '../../../lib/notebook/kernel/cellPrograms';
import { patchCompiler } from '../../../lib/notebook/kernel/tslab';
import { until } from '../trial';

interface Converted {
  readonly output?: string;
  readonly declOutput?: string;
  readonly diagnostics: readonly { readonly messageText: string; readonly start: { readonly line: number } }[];
  readonly sideOutputs?: readonly { readonly path: string; readonly data: string }[];
}
interface Converter {
  convert(declared: string, cell: string): Converted;
  inspect(declared: string, cell: string, position: number): { readonly documentation?: readonly { text: string }[] };
  addModule(name: string, content: string): readonly unknown[];
  close(): void;
}

const home = process.cwd();
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'chainwalk-test-')));
const changed: string[] = [];
let programs = 0;
/** What the last program took over from the one before: 2 is all but the changed files themselves. */
let takenOver: unknown;
let converter: Converter;
/** What the cells so far declare. */
let declared = '';

beforeAll(() => {
  const tslab = createRequire(join(home, 'node_modules/tslab/dist/main.js'));
  patchCompiler<{ createProgram(...parts: unknown[]): { readonly structureIsReused: unknown } }>(tslab, (compiler) => ({
    createProgram: (...parts) => {
      programs += 1;
      const program = compiler.createProgram(...parts);
      takenOver = program.structureIsReused;
      return program;
    },
  }));
  makeProgramsOnDemand(tslab, { documentation: true });
  process.chdir(folder);
  const { createConverter } = tslab('./converter') as { createConverter(options: object): Converter };
  converter = createConverter({ _fileWatcher: (name: string) => changed.push(name) });
});
afterAll(() => {
  converter.close();
  process.chdir(home);
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  programs = 0;
});

function convert(cell: string): Converted {
  const converted = converter.convert(declared, cell);
  if (converted.diagnostics.length === 0) declared = converted.declOutput ?? '';
  return converted;
}

const complaints = ({ diagnostics }: Converted) => diagnostics.map(({ messageText }) => messageText);

test('a cell is one program, whether it declares names or not', () => {
  expect(convert('const one = 1;\nfunction two(): number { return one + 1; }').diagnostics).toEqual([]);
  expect(convert('two();').diagnostics).toEqual([]);
  expect(programs).toBe(2);
});

test('names are known to later cells, and may be declared anew', () => {
  expect(complaints(convert('const text: string = one;'))).toEqual([
    "Type 'number' is not assignable to type 'string'.",
  ]);
  expect(convert("const one = 'one';\nconst text: string = one;").diagnostics).toEqual([]);
  expect(complaints(convert('two() + one.length + text.nothing;'))).toEqual([
    "Property 'nothing' does not exist on type 'string'.",
  ]);
});

test('what cannot be parsed is told with its line', () => {
  expect(convert('const three = 3;\nconst = 4;').diagnostics[0]).toMatchObject({ start: { line: 1 } });
  expect(complaints(convert('three;'))).toEqual(["Cannot find name 'three'."]);
});

test('a cell that only imports and one that uses it', () => {
  expect(convert("import { sep } from 'node:path';").diagnostics).toEqual([]);
  expect(convert('sep.length;').diagnostics).toEqual([]);
});

test('a program takes over how files hang together, though declarations name the same modules more and more often', () => {
  convert("import { parse } from 'node:path';\nconst one = parse('/one');");
  convert('one.base;');
  expect(convert("const two = parse('/two');").diagnostics).toEqual([]);
  expect(convert('one.base + two.base;').diagnostics).toEqual([]);
  expect(takenOver).toBe(2);
  expect(convert("import { EOL } from 'node:os';").diagnostics).toEqual([]);
  expect(complaints(convert("import { nothing } from './nowhere';"))).toEqual([
    "Cannot find module './nowhere' or its corresponding type declarations.",
  ]);
  expect(convert('one.base + EOL;').diagnostics).toEqual([]);
});

test('a module in a cell of its own is compiled', () => {
  expect(converter.addModule('inCell', "export const inside = 'cell';")).toEqual([]);
  const { diagnostics, sideOutputs } = convert("import { inside } from './inCell';\ninside.length;");
  expect([diagnostics, sideOutputs?.map(({ path }) => path)]).toEqual([[], [join(folder, 'inCell.js')]]);
});

test('a module beside the notebook is compiled once, and again when it has changed', async () => {
  const cell = "import { beside } from './beside';\nbeside.toFixed();";
  writeFileSync('beside.ts', 'export const beside = 1;');
  expect(convert(cell)).toMatchObject({ diagnostics: [], sideOutputs: [{ data: expect.stringContaining('= 1') }] });
  expect(convert(cell).sideOutputs).toBeUndefined();
  writeFileSync('beside.ts', "export const beside = String('two');");
  await until(() => changed.includes(join(folder, 'beside.ts')), 10_000);
  expect(complaints(convert(cell))).toEqual([
    "Property 'toFixed' does not exist on type 'string'. Did you mean 'fixed'?",
  ]);
});

test('what such a module imports is found as soon as it is there', () => {
  const cell = "import { first } from './first';\nfirst;";
  writeFileSync('first.ts', "import { second } from './second';\nexport const first = second;");
  expect(complaints(convert(cell))).toEqual(["Cannot find module './second' or its corresponding type declarations."]);
  writeFileSync('second.ts', 'export const second = 2;');
  expect(convert(cell)).toMatchObject({
    diagnostics: [],
    sideOutputs: [{ path: join(folder, 'first.js') }, { path: join(folder, 'second.js') }],
  });
});

test('a library’s documentation is shown', () => {
  const text = converter.inspect('', 'parseInt', 3).documentation?.map((part) => part.text);
  expect(text).toEqual(['Converts a string to an integer.']);
});
