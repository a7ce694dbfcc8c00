/** Whose answers count, and how they are told; run/notebooks.test.ts tries those of every exercise. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Attempts } from '../../../lib/notebook/exercises/attempt';
import { exercisesOf } from '../../../lib/notebook/exercises/find';
import { allCopies, copiesAt, tryCopies } from '../../../lib/notebook/exercises/progress';
import { report } from '../../../lib/notebook/exercises/report';
import { selectNotebooks } from '../../../lib/notebook/format/select';
import { trialNotebook } from '../trial';
import { newCopies } from './copies';

const FOLDER = join(__dirname, '../../../notebooks');
const series = selectNotebooks(FOLDER, []).filter((notebook) => exercisesOf(notebook).length > 0);
const { copies, copyOf } = newCopies();
afterAll(() => rmSync(copies, { recursive: true }));

describe('what counts', () => {
  const [notebook] = series;
  if (notebook === undefined) throw new Error('there are no exercises');

  test('an answer that is code is not run, and a pasted output does not count', async () => {
    const spoilt = join(copies, 'spoilt');
    const folder = copyOf(notebook, 'code', [
      `(() => { require('node:fs').writeFileSync('${spoilt}', ''); return 252; })()`,
    ]);
    const path = join(folder, `${notebook.name}.ipynb`);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('open     ', 'right    '));
    const { standings: found, run } = await tryCopies(notebook, [copiesAt(folder, series)]);
    expect(run).toBeUndefined();
    expect(found.map(({ state }) => state)).toEqual(found.map((_, index) => (index === 0 ? 'unread' : 'open')));
    expect(() => readFileSync(spoilt)).toThrow('ENOENT');
  });

  test('an answer that was lost before it was tried is not told as an open one', () => {
    const [exercise] = exercisesOf(notebook);
    if (exercise === undefined) throw new Error('there are no exercises');
    expect(() => new Attempts().of(exercise, '7')).toThrow('The answer 7 to exercise 1 was not tried.');
  });

  test('a copy that is no notebook says so, and a folder without copies is refused', async () => {
    const folder = copyOf(notebook, 'broken', []);
    writeFileSync(join(folder, `${notebook.name}.ipynb`), '{');
    const { standings } = await tryCopies(notebook, [copiesAt(folder, series)]);
    const [first] = standings;
    expect(first).toMatchObject({ state: 'missing', remark: expect.stringMatching(/ipynb is not JSON: .*\.$/) });
    expect(() => copiesAt(copies, series)).toThrow('has no copy of a notebook of the series.');
  });
});

describe('a copy that cannot be read', () => {
  const [notebook] = series;
  if (notebook === undefined) throw new Error('there are no exercises');
  const [{ name: constant = '' } = {}] = exercisesOf(notebook);
  const file = `${notebook.name}.ipynb`;
  const place = (name: string) => join(copies, name);
  const written = (name: string, text: string) => {
    mkdirSync(place(name));
    writeFileSync(join(place(name), file), text);
    return place(name);
  };

  test('costs the others nothing, and says why', async () => {
    const good = copyOf(notebook, 'good', []);
    const [pipe, zero] = [place('pipe'), place('zero')];
    mkdirSync(pipe);
    spawnSync('mkfifo', [join(pipe, file)]);
    mkdirSync(zero);
    symlinkSync('/dev/zero', join(zero, file));
    const deep = written('deep', '['.repeat(200_000));
    const source = `const ${constant} = ${'['.repeat(50_000)}${']'.repeat(50_000)};`;
    const cells = [{ cell_type: 'code', id: 'x', source, metadata: {}, outputs: [] }];
    const nested = written('nested', JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
    const paths = [good, pipe, zero, deep, nested, place('none'), `${good}/`, join(good, file)];
    const all = allCopies(paths, series);
    expect(all.map(({ name }) => name)).toEqual(paths.filter((path) => path !== `${good}/`));
    const { standings } = await tryCopies(notebook, all);
    const firsts = all.map(({ name }) => standings.find(({ copy }) => copy === name));
    expect(firsts.map((one) => `${one?.state} ${one?.remark}`)).toEqual([
      'open ',
      `missing ${file} cannot be read: it is a folder, a pipe or a device.`,
      `missing ${file} cannot be read: it is a folder, a pipe or a device.`,
      expect.stringMatching(/^missing .* is not JSON: .*\.$/),
      'unread Only plain values are tried: numbers, texts and lists of them.',
      `missing ${place('none')} has no copy of a notebook of the series.`,
      'open ',
    ]);
    expect(report(standings, 'text')).toContain(
      `${pipe}: ${file} cannot be read: it is a folder, a pipe or a device.\n`,
    );
  });

  test('is refused when there is no other', () => {
    expect(() => allCopies([place('nobody'), place('none')], series)).toThrow(
      `${place('nobody')} has no copy of a notebook of the series.`,
    );
  });
});

const COLUMNS = 'kind,copy,notebook,exercise,question,state,remark,said,counted\r\n';

test('no control characters are in what is told', () => {
  const row = { copy: 'a\u001b[1mnna', notebook: '01-one', exercise: 1, question: 'q\u0007', remark: '' };
  const standings = [{ ...row, state: 'right' as const }];
  expect(report(standings, 'csv')).toBe(`${COLUMNS}exercise,anna,01-one,1,q,right,,,\r\n`);
  expect(report(standings, 'text')).not.toMatch(/[^\P{Cc}\n]/u);
});

test('several copies are told as a table, one exercise by exercise, both as JSON and CSV', () => {
  const row = { notebook: '01-one', exercise: 1, question: 'how many?', remark: '' };
  const anna = { ...row, copy: 'anna', state: 'right' as const };
  const ben = { ...row, copy: 'ben', state: 'not yet' as const, remark: 'Count again.' };
  expect(report([anna, ben], 'text')).toBe('copy  01   all\n----  ---  ---\nanna  1/1  1/1\nben   0/1  0/1\n');
  expect(report([ben], 'text')).toBe(
    '01-one\n  1  not yet  how many?\n              Count again.\n\n0 of 1 exercises are solved.\n',
  );
  expect(JSON.parse(report([anna, ben], 'json'))).toEqual({ exercises: [anna, ben], predictions: [] });
  expect(report([ben], 'csv')).toBe(`${COLUMNS}exercise,ben,01-one,1,how many?,not yet,Count again.,,\r\n`);
});

test('an answer that no check can take harms no other: not by its type, not by what it throws', async () => {
  const cell = (name: string, type: string, question: string) =>
    `const ${name}: ${type} | undefined = undefined;\nconst ${name}Length = ${name} === undefined ? 0 : check(${name});\nawait exercise('${question}', ${name}, (given) => given === 7 || 'Not 7.');`;
  const notebook = trialNotebook(
    `import { exercise } from 'chainwalk';\nconst check = (one: unknown) => { if (one === 8) throw new RangeError('no 8'); return 1; };`,
    cell('answer1', 'number', 'one'),
    cell('answer2', 'number', 'two'),
  );
  const [one, two] = exercisesOf(notebook);
  if (one === undefined || two === undefined) throw new Error('there are no exercises');
  const attempts = new Attempts();
  for (const answer of ['8', '"7"', '7', '6']) for (const exercise of [one, two]) attempts.add(exercise, answer);
  await attempts.run(notebook);
  expect(['8', '"7"', '7', '6'].map((answer) => attempts.of(two, answer))).toEqual([
    { state: 'not yet', remark: 'The check ended with an error: RangeError: no 8' },
    { state: 'not yet', remark: 'The answer has to be a number, such as 7.' },
    { state: 'right', remark: '' },
    { state: 'not yet', remark: 'Not 7.' },
  ]);
}, 60_000);
