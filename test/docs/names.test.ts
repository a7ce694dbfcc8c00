/** The names that users' code imports are public, and those of `chainwalk` itself are used. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { readNotebook } from '../../lib/notebook/format/notebookFile';
import { programsOf } from '../readme/blocks';
import { publicNames } from './publicApi';

const PROJECT = resolve(__dirname, '../..');
const NOTEBOOKS = join(PROJECT, 'notebooks');

interface ImportedName {
  /** Where it is imported. */
  readonly file: string;
  readonly entry: string;
  readonly name: string;
}

/** Code by the file that it stands in: cells of notebooks, and blocks of TypeScript in texts. */
function userCode(): readonly (readonly [file: string, code: string])[] {
  const files = readdirSync(NOTEBOOKS);
  const notebooks = files.filter((file) => file.endsWith('.ipynb'));
  const cells = notebooks.flatMap((file) =>
    readNotebook(join(NOTEBOOKS, file)).cells.flatMap(({ kind, source }) =>
      kind === 'code' ? [[file, source] as const] : [],
    ),
  );
  const markdown = files.filter((file) => file.endsWith('.md')).map((file) => join('notebooks', file));
  const texts = ['README.md', 'lib/README.md', ...markdown].filter((file) => existsSync(join(PROJECT, file)));
  const blocks = texts.flatMap((file) =>
    programsOf(readFileSync(join(PROJECT, file), 'utf8')).map((code) => [file, code] as const),
  );
  return [...cells, ...blocks];
}

function importedNames(file: string, code: string): readonly ImportedName[] {
  return ts.createSourceFile(file, code, ts.ScriptTarget.ES2022).statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const entry = statement.moduleSpecifier.text;
    const bindings = statement.importClause?.namedBindings;
    if (!/^chainwalk(\/|$)/.test(entry) || bindings === undefined || !ts.isNamedImports(bindings)) return [];
    return bindings.elements.map(({ name, propertyName }) => ({ file, entry, name: (propertyName ?? name).text }));
  });
}

const imported = userCode().flatMap(([file, code]) => importedNames(file, code));
const exported = publicNames();

test('notebooks and texts import names that are public', () => {
  expect(imported.length).toBeGreaterThan(50);
  const isPublic = (one: ImportedName) => exported.some(({ entry, name }) => entry === one.entry && name === one.name);
  expect(imported.filter((one) => !isPublic(one))).toEqual([]);
});

test('each value of chainwalk itself is used by a notebook or a text', () => {
  const values = exported.filter(({ entry, isValue }) => entry === 'chainwalk' && isValue);
  const isUsed = (value: string) => imported.some(({ entry, name }) => entry === 'chainwalk' && name === value);
  expect(values.filter(({ name }) => !isUsed(name)).map(({ name }) => name)).toEqual([]);
});
