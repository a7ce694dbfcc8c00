/** Copies of a notebook: whose they are, and what learners get of it. */
import { describe, expect, test } from 'vitest';
import { asCopy, COPY_KEY, copyIdIn } from '../../lib/cells/copyId';
import type { Cell, Notebook } from '../../lib/cells/document';
import { answersIn, learnerCopy, quietKind, withoutAnswers } from '../../lib/cells/learnerCopy';

const text = (source: string, kind: 'markdown' | 'raw' = 'markdown'): Cell => ({ kind, id: 'a', source, metadata: {} });
const code = (source: string, metadata: Cell['metadata'] = {}): Cell => ({
  ...{ kind: 'code', id: 'b', source, metadata, executionCount: null },
  outputs: [{ kind: 'stream', name: 'stdout', text: 'said\n' }],
});
const notebook = (...cells: Cell[]): Notebook => ({ name: 'n', path: 'n.ipynb', metadata: { kernelspec: 1 }, cells });

describe('the copy that a file holds', () => {
  test('has the id that it was given, a first one has none', () => {
    const first = notebook();
    const second = asCopy(first, 'two');
    expect(copyIdIn(second.metadata[COPY_KEY])).toBe('two');
    expect(second.metadata['kernelspec']).toBe(1);
    expect(asCopy(second).metadata).toEqual(first.metadata);
    expect(copyIdIn(asCopy(second, 'three').metadata[COPY_KEY])).toBe('three');
    expect(copyIdIn(first.metadata[COPY_KEY])).toBeUndefined();
  });

  test.each([undefined, null, 3, 'copy', [], {}, { copy: 3 }, { copy: null }, { other: 'x' }])(
    '%j names none',
    (value) => {
      expect(copyIdIn(value)).toBeUndefined();
    },
  );
});

describe('what learners get', () => {
  const ANSWERED =
    'Why?\n\n<details><summary>Hint</summary>Look.</details>\n\n<details>\n<summary>Answer</summary>\n\nBecause.\n\n</details>\n\nNext.';

  test('has hints and no answers, in all texts', () => {
    expect(answersIn(ANSWERED)).toEqual(['Because.']);
    expect(answersIn('None.')).toEqual([]);
    const { cells } = withoutAnswers(notebook(text(ANSWERED), text(ANSWERED, 'raw')));
    for (const { source } of cells) {
      expect(source).not.toContain('Because');
      expect(source).toContain('Look.');
      expect(source.endsWith('Next.')).toBe(true);
    }
  });

  test('has the code of cells folded that only hold something up, and of no others', () => {
    const quiet = ["check('packets', 1, 1);", 'const a = 1;\nask.check(a);', "predict('how many?').check(3);"];
    const open = [
      "await machines.sh('host# ls');\ncheck('x', 1, 1);",
      'observe(machines);\nask.check(1);',
      'table(rows);',
      '// check(1)',
    ];
    expect(quiet.map(quietKind)).toEqual(['check', 'verdict', 'verdict']);
    expect(open.map(quietKind)).toEqual(open.map(() => undefined));
    const given = notebook(
      ...quiet.map((one) => code(one, { jupyter: { outputs_hidden: true } })),
      ...open.map((one) => code(one)),
    );
    const { cells } = withoutAnswers(given);
    expect(cells.slice(0, quiet.length).map(({ metadata }) => metadata)).toEqual(
      quiet.map(() => ({ jupyter: { outputs_hidden: true, source_hidden: true } })),
    );
    expect(cells.slice(quiet.length)).toEqual(given.cells.slice(quiet.length));
    expect(cells.map(({ source }) => source)).toEqual([...quiet, ...open]);
  });

  test('has no outputs, which the notebook without answers still has', () => {
    const given = notebook(text('One.'), code('table(rows);'));
    expect(learnerCopy(given).cells.map((cell) => ('outputs' in cell ? cell.outputs : 'text'))).toEqual(['text', []]);
    expect(withoutAnswers(given).cells[1]).toEqual(given.cells[1]);
  });
});
