/** The programs that the READMEs show do what is said there. The session is run by test/cli, and from the installed package by test/package. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { programOf, READMES, ROOT, readText, sessionOf, transcriptOf } from './blocks';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chainwalk-readme-'));
  mkdirSync(join(folder, 'node_modules'));
  // With a name that is found as an installed package's is.
  symlinkSync(join(ROOT, 'lib'), join(folder, 'node_modules/chainwalk'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(READMES)('%s', (readme) => {
  const text = readText(readme);

  test('has a program that compiles, prints its comments, and writes its file', () => {
    const program = programOf(text);
    const file = join(folder, 'program.mts');
    // The types of Node are not needed but for the console.
    writeFileSync(file, `declare const console: { log(...values: unknown[]): void };\n${program}`);
    expect(problemsOf(file)).toEqual([]);
    const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 };
    writeFileSync(join(folder, 'program.mjs'), ts.transpileModule(program, { compilerOptions: options }).outputText);
    const { stdout, stderr } = spawnSync(process.execPath, ['program.mjs'], { cwd: folder, encoding: 'utf8' });
    const comments = [...program.matchAll(/^\/\/ (.*\n)/gm)].map(([, printed]) => printed);
    expect([stdout, stderr]).toEqual([comments.join(''), '']);
    const [, picture = ''] = /\.save\('([^']+)'/.exec(program) ?? [];
    expect(readdirSync(folder)).toContain(picture);
  });
});

test('both READMEs show one session, and the same transcript of it', () => {
  const [project, ofPackage] = READMES.map(readText).map((text) => [sessionOf(text), transcriptOf(text)]);
  expect(ofPackage).toEqual(project);
});

test('README shows what a question about a host is answered', () => {
  const text = readText('README.md');
  const [, line = ''] = /^npx (chainwalk why .*)$/m.exec(text) ?? [];
  const [, answer = ''] = /^npx chainwalk why [^`]*```\n\n```text\n([\s\S]*?)```/m.exec(text) ?? [];
  const { stdout } = spawnSync(`node lib/bin/${line.replace('chainwalk', 'chainwalk.js')}`, {
    cwd: ROOT,
    encoding: 'utf8',
    shell: true,
  });
  expect(answer).toContain('DROPPED in filter DOCKER-USER 7');
  expect(stdout.startsWith(`${answer}\n`)).toBe(true);
});

/** What a strict compiler says about a user's program. */
function problemsOf(file: string): readonly string[] {
  const program = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    lib: ['lib.es2022.d.ts'],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node20,
  });
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
