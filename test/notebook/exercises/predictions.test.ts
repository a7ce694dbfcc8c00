/** What several people predicted. */
import { expect, test } from 'vitest';
import { type Notebook, withOutputs } from '../../../lib/cells/document';
import type { Answer } from '../../../lib/lab/learn/answer';
import { predict } from '../../../lib/lab/learn/prediction';
import { PREDICTION_MIME } from '../../../lib/lab/learn/predictionData';
import { distributionsOf } from '../../../lib/notebook/exercises/predictions';
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
  const [distribution, ...others] = distributionsOf(series, all);
  expect(others).toEqual([]);
  expect(distribution).toEqual({
    ...{ notebook: 'trial', question: 'how many?', found: '1', unknown: 1, open: 2 },
    answers: [
      { answer: '12', count: 3, isRight: false },
      { answer: '1', count: 1, isRight: true },
    ],
  });
  expect(report([], 'text', distribution && [distribution])).toContain(
    'trial: how many?: 1\n  12           ### 3\n  1            # 1 right\n  do not know  # 1\n  (2 without an answer)\n',
  );
  expect(JSON.parse(report([], 'json', distribution && [distribution])).predictions).toEqual([distribution]);
});

test('an answer with control characters, or of a thousand letters, is one line of text', () => {
  const hostile = copies(withAnswer({ kind: 'said', text: `1\u001b[31m\n${'x'.repeat(1000)}` }));
  const text = report([], 'text', distributionsOf(series, hostile));
  expect(text).not.toMatch(/[^\P{Cc}\n]/u);
  expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThan(80);
});
