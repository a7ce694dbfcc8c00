/** What several people predicted. */
import { JSDOM } from 'jsdom';
import { describe, expect, test } from 'vitest';
import { type Notebook, withOutputs } from '../../../lib/cells/document';
import type { Answer } from '../../../lib/lab/learn/answer';
import { predict } from '../../../lib/lab/learn/prediction';
import { PREDICTION_MIME } from '../../../lib/lab/learn/predictionData';
import { distributionsOf, predictionsOf } from '../../../lib/notebook/exercises/predictions';
import { progressPage } from '../../../lib/notebook/exercises/progressPage';
import { report } from '../../../lib/notebook/exercises/report';
import { SHOWN } from '../../../lib/platform';
import { trialNotebook } from '../trial';

const asked = predict('how many?');
const series = withOutputs(trialNotebook("const asked = predict('how many?').show();", 'asked.check(1);'), [
  [{ kind: 'display_data', data: asked[SHOWN](), metadata: {} }],
  [{ kind: 'display_data', data: asked.check(1)[SHOWN](), metadata: {} }],
]);

function withAnswer(answer: Answer): Notebook {
  const data = { role: 'question', question: 'how many?', kind: 'number', answer };
  return withOutputs(series, [[{ kind: 'display_data', data: { [PREDICTION_MIME]: data }, metadata: {} }]]);
}

const inCode = (source: string) => trialNotebook(source);
const copies = (...notebooks: readonly Notebook[]) =>
  notebooks.map((notebook, index) => ({ name: `${index}`, find: () => notebook }));

test('answers are counted alike as they are compared, saved or in the code; right ones are marked', () => {
  const all = copies(
    withAnswer({ kind: 'said', text: '12' }),
    withAnswer({ kind: 'said', text: '12.0 packets' }),
    inCode("predict('how many?', 1).show();"),
    inCode("predict('how many?', { kind: 'number', answer: 12 }).show();"),
    withAnswer({ kind: 'unknown' }),
    withAnswer({ kind: 'taken back' }),
    inCode("predict('how many?', process.exit()).show();"),
  );
  const stated = predictionsOf(series, all);
  const [distribution, ...others] = distributionsOf(stated);
  expect(others).toEqual([]);
  expect(distribution).toEqual({
    ...{ notebook: 'trial', question: 'how many?', found: '1', unknown: 1, open: 2 },
    answers: [
      { answer: '12', count: 3, isRight: false },
      { answer: '1', count: 1, isRight: true },
    ],
  });
  expect(report([], 'text', stated)).toContain(
    'trial: how many?: 1\n  12           ### 3\n  1            # 1 right\n  do not know  # 1\n  (2 without an answer)\n',
  );
  expect(JSON.parse(report([], 'json', stated)).predictions).toEqual([distribution]);
  expect(report([], 'csv', stated).split('\r\n').slice(1, -1)).toEqual([
    'prediction,0,trial,,how many?,not right,,12,1',
    'prediction,1,trial,,how many?,not right,,12.0 packets,1',
    'prediction,2,trial,,how many?,right,,1,1',
    'prediction,3,trial,,how many?,not right,,12,1',
    'prediction,4,trial,,how many?,unknown,,,1',
    'prediction,5,trial,,how many?,open,,,1',
    'prediction,6,trial,,how many?,open,,,1',
  ]);
});

describe('the page', () => {
  const row = { notebook: '01-one', exercise: 1, question: 'how <many>?', remark: '' };
  const anna = { ...row, copy: 'anna', state: 'right' as const };
  const ben = { ...row, copy: 'ben', state: 'not yet' as const, remark: 'Count <b>again</b>.' };
  const pageOf = (...args: Parameters<typeof progressPage>) => new JSDOM(progressPage(...args)).window.document;
  const rowsOf = (table: Element | null | undefined) =>
    [...(table?.querySelectorAll('tbody tr') ?? [])].map((one) =>
      [...one.children].map(({ textContent }) => textContent),
    );

  test('tells who solved what, and how many solved each exercise', () => {
    const [copies, exercises] = pageOf([anna, ben], []).querySelectorAll('table');
    expect(rowsOf(copies)).toEqual([
      ['anna', '1 of 1', '1 of 1'],
      ['ben', '0 of 1', '0 of 1'],
    ]);
    expect(rowsOf(exercises)).toEqual([['01-one', '1', 'how <many>?', '', '1 of 2']]);
    expect(exercises?.querySelector('rect:last-child')?.getAttribute('width')).toBe('50');
  });

  test('says whose it is: of one copy its name, of several how many', () => {
    const said = (...args: Parameters<typeof progressPage>) => pageOf(...args).querySelector('h1 + p')?.textContent;
    expect(said([anna, ben], [])).toBe('2 copies: 1 of 2 exercises are solved.');
    expect(said([anna, { ...anna, exercise: 2, state: 'open' }], [])).toBe('anna: 1 of 2 exercises are solved.');
    expect(said([], [])).toBe('0 copies: 0 of 0 exercises are solved.');
  });

  test('tells of one copy each exercise, and what is wrong', () => {
    expect(rowsOf(pageOf([ben], []).querySelector('table'))).toEqual([
      ['01-one', '1', 'how <many>?Count <b>again</b>.', '✗ not yet'],
    ]);
  });

  test('has a bar and a number for each answer, and no markup of an answer', () => {
    const stated = predictionsOf(
      series,
      copies(
        withAnswer({ kind: 'said', text: '<img src=x>' }),
        withAnswer({ kind: 'said', text: '1' }),
        withAnswer({ kind: 'said', text: '1' }),
        withAnswer({ kind: 'unknown' }),
        withAnswer({ kind: 'taken back' }),
      ),
    );
    const text = report([], 'html', stated);
    const { document } = new JSDOM(text).window;
    expect(rowsOf(document.querySelector('.prediction table'))).toEqual([
      ['1 ✓ right', '', '2'],
      ['<img src=x>', '', '1'],
      ['do not know', '', '1'],
      ['no answer', '', '1'],
    ]);
    const widths = [...document.querySelectorAll('.prediction rect:last-child')].map((rect) =>
      rect.getAttribute('width'),
    );
    expect(widths).toEqual(['40', '20', '20', '20']);
    expect(document.querySelector('.prediction p')?.textContent).toBe('trial. Counted: 1.');
    expect(document.querySelector('img, script')).toBeNull();
    expect(text).toMatch(/default-src 'none'; img-src data:; font-src data:; style-src 'sha256-[^']+'; base-uri/);
    expect(document.querySelector('[style]')).toBeNull();
  });
});

test('an answer with control characters, or of a thousand letters, is one line of text', () => {
  const hostile = copies(withAnswer({ kind: 'said', text: `1\u001b[31m\n${'x'.repeat(1000)}` }));
  const text = report([], 'text', predictionsOf(series, hostile));
  expect(text).not.toMatch(/[^\P{Cc}\n]/u);
  expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThan(80);
});

test('an answer is whole in a line of text up to forty letters, and cut to forty where it is longer', () => {
  for (const length of [1, 39, 40, 41, 80]) {
    const answer = 'x'.repeat(length);
    const text = report([], 'text', predictionsOf(series, copies(withAnswer({ kind: 'said', text: answer }))));
    const [, word = ''] = /^ {2}(x+…?) +# 1/m.exec(text) ?? [];
    expect(word).toBe(length <= 40 ? answer : `${'x'.repeat(39)}…`);
  }
});

test('a prediction that is nested deeper than a parser goes counts as open', () => {
  const deep = `predict('how many?', ${'['.repeat(20_000)}1${']'.repeat(20_000)}).show();`;
  expect(predictionsOf(series, copies(inCode(deep))).map(({ state }) => state)).toEqual(['open']);
});
