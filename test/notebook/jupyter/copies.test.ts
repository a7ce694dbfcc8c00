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
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { asCopy, COPY_KEY, copyIdIn } from '../../../lib/cells/copyId';
import { codeCells, type Notebook, withOutputs } from '../../../lib/cells/document';
import { notebookText } from '../../../lib/cells/nbformat';
import { readNotebook, writeNotebook } from '../../../lib/notebook/format/notebookFile';
import { makeCopies, resetCopy } from '../../../lib/notebook/jupyter/copies';
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

describe('a copy for a learner', () => {
  const answer = '<details><summary>Answer</summary>\n\nIt is `7`.\n\n</details>';
  const hint = '<details><summary>Hint</summary>Count.</details>';
  const original = (): Notebook => {
    const trial = trialNotebook(
      'exercise(1);',
      "check('it', 1, 1);",
      'guess.check(7, { ideas });',
      "const a = await machines.sh('host# true');\nguess.check(a);",
    );
    const shown = [{ kind: 'stream' as const, name: 'stdout' as const, text: 'seven\n' }];
    const text = { kind: 'markdown' as const, id: 'text', source: `Why?\n\n${hint}\n\n${answer}`, metadata: {} };
    const run = withOutputs(trial, [shown, shown, shown, shown]);
    return { ...run, cells: [text, ...run.cells] };
  };

  test('has no answer and no output, and hides the code that only checks', () => {
    writeNotebook(original(), join(folder, 'here/notebooks/01-one.ipynb'));
    const { cells } = readNotebook(join(make('here'), '01-one.ipynb'));
    expect(cells[0]?.source).toBe(`Why?\n\n${hint}`);
    expect(codeCells({ ...original(), cells }).flatMap(({ outputs }) => outputs)).toEqual([]);
    const hidden = { jupyter: { source_hidden: true } };
    expect(cells.map(({ metadata }) => metadata)).toEqual([{}, {}, hidden, hidden, {}]);
  });

  test('is told from one that was changed, and a facilitator gets all', () => {
    const path = join(folder, 'here/notebooks/01-one.ipynb');
    writeNotebook(original(), path);
    const copies = make('here');
    const copy = join(copies, '01-one.ipynb');
    const untouched = readNotebook(copy);
    expect(resetCopy(copies, readNotebook(path))).toBeUndefined();
    // As whichever copy it is no different.
    expect(resetCopy(copies, readNotebook(path))).toBeUndefined();
    writeFileSync(copy, 'my work');
    const kept = resetCopy(copies, readNotebook(path));
    expect(readFileSync(kept ?? '', 'utf8')).toBe('my work');
    expect(asCopy(readNotebook(copy))).toEqual(untouched);
    writeNotebook({ ...untouched, cells: untouched.cells.slice(1) }, copy);
    expect(resetCopy(copies, readNotebook(path))).toMatch(/01-one\.old-2\.ipynb$/);
    resetCopy(copies, readNotebook(path), 'facilitator');
    expect(notebookText(asCopy(readNotebook(copy)))).toBe(readFileSync(path, 'utf8'));
  });

  test('has an id of its own whenever it is reset, and the first copy has none', () => {
    const copies = make('here');
    const idOf = () => copyIdIn(readNotebook(join(copies, '01-one.ipynb')).metadata[COPY_KEY]);
    const ids = [idOf()];
    for (const reader of ['learner', 'learner', 'facilitator'] as const) {
      resetCopy(copies, readNotebook(join(folder, 'here/notebooks/01-one.ipynb')), reader);
      ids.push(idOf());
    }
    expect(ids[0]).toBeUndefined();
    expect(new Set(ids).size).toBe(4);
  });
});
