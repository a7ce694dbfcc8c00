/** Which notebooks are meant by numbers, names and paths. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { selectNotebooks } from '../../../lib/notebook/format/select';
import { FIXTURES } from '../trial';

const place = mkdtempSync(join(tmpdir(), 'chainwalk-select-'));
const folder = join(place, 'notebooks');
const elsewhere = join(place, 'own.ipynb');
const names = ['02-two', '04-four', '10-ten', 'no-number'];
beforeAll(() => {
  mkdirSync(folder);
  mkdirSync(join(place, 'empty'));
  for (const name of [...names].reverse()) copyFileSync(join(FIXTURES, 'trial.ipynb'), join(folder, `${name}.ipynb`));
  writeFileSync(join(folder, '03-three.txt'), '');
  copyFileSync(join(FIXTURES, 'trial.ipynb'), elsewhere);
});
afterAll(() => rmSync(place, { recursive: true }));

const chosen = (...wanted: readonly string[]) => selectNotebooks(folder, wanted).map(({ name }) => name);

test('without a name all are meant, in alphabetical order', () => {
  expect(chosen()).toEqual(names);
});

test('a number, with or without zeros, a name, a file’s name and a path mean one, each once', () => {
  expect(chosen('4')).toEqual(['04-four']);
  expect(chosen('04', '4', '04-four', '04-four.ipynb')).toEqual(['04-four']);
  expect(chosen('10', '2')).toEqual(['10-ten', '02-two']);
  expect(chosen('no-number', elsewhere)).toEqual(['no-number', 'own']);
});

test('the only one that there is, is named', () => {
  const own = join(place, 'one');
  mkdirSync(own);
  copyFileSync(join(FIXTURES, 'trial.ipynb'), join(own, '05-only-one.ipynb'));
  expect(() => selectNotebooks(own, ['4'])).toThrow('There is no notebook "4"; there are 05-only-one.');
});

test('what is not there is refused, and what is there is named', () => {
  const known = `there are ${names.join(', ')}.`;
  for (const name of ['3', 'two', '03-three', '1', '04-fou', join(place, 'gone.ipynb')])
    expect(() => chosen(name)).toThrow(`There is no notebook ${JSON.stringify(name)}; ${known}`);
  expect(() => selectNotebooks(join(place, 'empty'), [])).toThrow(
    'There are no notebooks in empty/: run this in the project’s folder.',
  );
  expect(() => selectNotebooks(join(place, 'gone'), [])).toThrow('There are no notebooks in gone/');
  expect(() => selectNotebooks(join(place, 'empty'), ['4'])).toThrow(/^There is no notebook "4"\.$/);
});
