/** Checks the types of code as a user of the package has it, and runs it. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import ts from 'typescript';

/** The project: examples read its data, and find the package in its `node_modules`. */
const PROJECT = resolve(__dirname, '../..');
/** What a comment behind an expression says that its value is. */
const EXPECTATION = /^[ \t]*\/\/ → (.+)$/m;

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noUnusedLocals: true,
  noEmit: true,
  skipLibCheck: true,
  lib: ['lib.es2022.d.ts'],
  types: ['node'],
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Node20,
  moduleResolution: ts.ModuleResolutionKind.Node16,
};

/** Code by the name that messages call it by. */
export type Codes = ReadonlyMap<string, string>;

/** What the compiler has to say: one program for all, of ES modules that import the built package. */
export function typeProblems(codes: Codes): readonly string[] {
  const files = new Map([...codes].map(([name, code], index) => [fileOf(index), { name, code }]));
  const host = ts.createCompilerHost(OPTIONS);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path)?.code ?? readFile(path);
  host.getSourceFile = (path, languageVersion, ...rest) => {
    const own = files.get(path);
    if (own === undefined) return getSourceFile(path, languageVersion, ...rest);
    const impliedNodeFormat = ts.ModuleKind.ESNext;
    return ts.createSourceFile(path, `${own.code}export {};`, {
      languageVersion: ts.ScriptTarget.ES2022,
      impliedNodeFormat,
    });
  };
  return ts.getPreEmitDiagnostics(ts.createProgram([...files.keys()], OPTIONS, host)).map(({ file, messageText }) => {
    const name = files.get(file?.fileName ?? '')?.name ?? file?.fileName ?? 'the examples';
    return `${name}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

function fileOf(index: number): string {
  return `${PROJECT}/test/docs/example-${index}.mts`;
}

/** Runs all, one after another, in one process; what was thrown, and which values are others than said. */
export function runProblems(codes: Codes): readonly string[] {
  const parts = [...codes].map(
    ([name, code]) => `await run(${JSON.stringify(name)}, async (compare) => {${runnable(code)}});`,
  );
  const script = `${PREAMBLE}(async () => {${parts.join('\n')}\nprocess.stdout.write = write;\nconsole.log(JSON.stringify(problems)); })();`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-'], {
    cwd: PROJECT,
    input: script,
    encoding: 'utf8',
  });
  if (status !== 0) return [`The process that runs the examples ends with ${status}: ${stderr}`];
  return JSON.parse(stdout) as string[];
}

const PREAMBLE = `
const { inspect } = require('node:util');
const problems = [];
const write = process.stdout.write;
process.stdout.write = () => true;
async function run(name, body) {
  const compare = (value, expected) => {
    const forms = [JSON.stringify(value), inspect(value, { breakLength: Infinity })];
    if (!forms.includes(expected)) problems.push(name + ' gives ' + forms.join(', or ') + ' instead of ' + expected);
  };
  try { await body(compare); } catch (error) { problems.push(name + ' throws ' + inspect(error)); }
}
`;

/** The code as the body of an asynchronous function: each expression with an expectation behind it is compared with it. */
function runnable(code: string): string {
  const file = ts.createSourceFile('example.ts', code, ts.ScriptTarget.ES2022);
  const statements = file.statements.map((statement) => {
    const text = code.slice(statement.getStart(file), statement.end);
    const [, expected] = EXPECTATION.exec(lineBehind(code, statement.end)) ?? [];
    if (expected === undefined) return text;
    if (!ts.isExpressionStatement(statement)) throw new Error(`"→ ${expected}" stands behind no expression`);
    const value = code.slice(statement.expression.getStart(file), statement.expression.end);
    return `compare(${value}, ${JSON.stringify(expected.trim())});`;
  });
  return ts.transpileModule(statements.join('\n'), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, esModuleInterop: true },
  }).outputText;
}

function lineBehind(code: string, position: number): string {
  return code.slice(position).split('\n', 1)[0] ?? '';
}
