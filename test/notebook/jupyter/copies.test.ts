import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readNotebook, writeNotebook } from '../../../lib/notebook/format/notebookFile';
import { makeCopies } from '../../../lib/notebook/jupyter/copies';
import { trialNotebook } from '../trial';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chainwalk-copies-'));
  for (const name of ['data', 'node_modules', 'notebooks']) mkdirSync(join(folder, 'here', name), { recursive: true });
  writeNotebook(trialNotebook('1;'), join(folder, 'here/notebooks/01-one.ipynb'));
  writeFileSync(join(folder, 'here/data/fact'), 'here');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Makes copies of the project `name` in its folder `copies`, or in `place`. */
function make(name: string, place = join(folder, name, 'copies')): string {
  const root = join(folder, name);
  return makeCopies(root, place, [readNotebook(join(root, 'notebooks/01-one.ipynb'))]);
}

test('a project that has been moved or copied keeps its copies, and their data is its own', () => {
  writeFileSync(join(make('here'), '01-one.ipynb'), 'my work');
  expect(readlinkSync(join(folder, 'here/copies/data'))).toBe('../data');
  renameSync(join(folder, 'here'), join(folder, 'there'));
  expect(readFileSync(join(make('there'), '01-one.ipynb'), 'utf8')).toBe('my work');
  expect(readFileSync(join(folder, 'there/copies/data/fact'), 'utf8')).toBe('here');
});

test.each(['moved', 'copied'])('links with a whole path, as they were once made, lead to the %s project', (how) => {
  make('here');
  rmSync(join(folder, 'here/copies/data'));
  symlinkSync(join(folder, 'here/data'), join(folder, 'here/copies/data'));
  if (how === 'moved') renameSync(join(folder, 'here'), join(folder, 'there'));
  else cpSync(join(folder, 'here'), join(folder, 'there'), { recursive: true, verbatimSymlinks: true });
  make('there');
  expect(readlinkSync(join(folder, 'there/copies/data'))).toBe('../data');
});

test('copies outside the project are found again when the project has been moved; those of another project are refused', () => {
  const place = join(folder, 'mine');
  make('here', place);
  cpSync(join(folder, 'here'), join(folder, 'other'), { recursive: true, verbatimSymlinks: true });
  expect(() => make('other', place)).toThrow("data is not the project's own data: choose another folder with --dir.");
  renameSync(join(folder, 'here'), join(folder, 'there'));
  make('there', place);
  expect(realpathSync(join(place, 'data'))).toBe(realpathSync(join(folder, 'there/data')));
});
