/** A notebook with predictions, and how a reader answers them. */
import type { Locator, Page } from 'playwright-core';
import { type Cell, type Notebook, withOutputs } from '../../lib/cells/document';
import { predict } from '../../lib/lab/learn/prediction';
import { SHOWN, type ShownValue } from '../../lib/platform';

/** Text from outside that would run, were it taken for markup. */
export const HOSTILE = '<img src=x onerror=hacked=1>';
const IDEA = '12 would be right if nat saw every packet.';
const QUESTION = `packets that ${HOSTILE} counts`;
const WAYS = ['DNAT', 'docker-proxy'];

const shownAs = (value: ShownValue) => [{ kind: 'display_data' as const, data: value[SHOWN](), metadata: {} }];
const text = (id: string, source: string): Cell => ({ kind: 'markdown', id, source, metadata: {} });
const count = predict(QUESTION);
const way = predict('which way?', { choices: WAYS });
const word = predict('which word?', { kind: 'text' });

const sources = [
  `import { check, predict } from 'chainwalk';\nconst count = predict('${QUESTION}').show();`,
  `const way = predict('which way?', { choices: ${JSON.stringify(WAYS)} }).show();`,
  `console.log('seen: 1');`,
  `count.check(1, { ideas: { 12: '${IDEA}' } });`,
  `way.check('DNAT');`,
  `check('two and two', 2 + 2, 4);`,
  `predict('which word?', { kind: 'text' });`,
  `predict('which word?', { kind: 'text' }).check('RETURN');`,
];
const outputs = [
  shownAs(count),
  shownAs(way),
  [{ kind: 'stream' as const, name: 'stdout' as const, text: 'seen: 1\n' }],
  shownAs(count.check(1, { ideas: { 12: IDEA } })),
  shownAs(way.check('DNAT')),
  [{ kind: 'stream' as const, name: 'stdout' as const, text: 'ok      two and two: 4\n' }],
  shownAs(word),
  shownAs(word.check('RETURN')),
];
const code = sources.map(
  (source, index): Cell => ({
    kind: 'code',
    id: `code-${index + 1}`,
    source,
    metadata: {},
    outputs: [],
    executionCount: null,
  }),
);

/** The notebook `name`, as its run has filled it: two predictions in one section, one in the next. */
export function quiz(name: string): Notebook {
  const cells = [
    text('title', '# Quiz\n\n## First\n\nThink.'),
    ...code.slice(0, 2),
    text('look', '## Look\n\nOne packet was counted, by DNAT.\n\n### Closer'),
    ...code.slice(2, 6),
    text('next', '## Next\n\nAnother one.'),
    ...code.slice(6),
    text('end', '## End\n\nThat is all.'),
  ];
  const metadata = { kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'tslab' } };
  return withOutputs({ name, path: `${name}.ipynb`, metadata, cells }, outputs);
}

/** The notebook `name`, in which one text ends a question's section and begins another. */
export function sections(name: string): Notebook {
  const cells = [text('title', '# Sections'), ...code.slice(0, 1), ...code.slice(3, 4)];
  const end = text('end', 'It was one.\n\n## Else\n\nAnother matter.');
  const filled = withOutputs(quiz(name), []);
  return withOutputs({ ...filled, cells: [...cells, end] }, [outputs[0] ?? [], outputs[3] ?? []]);
}

/** What asks the prediction whose words contain `words`, or tells what was said. */
export function question(page: Page, words: string): Locator {
  return page.locator('.chainwalk-prediction', { hasText: words }).first();
}

/** Types `answer` and presses Enter. */
export async function say(page: Page, words: string, answer: string): Promise<void> {
  const field = question(page, words).getByRole('textbox');
  await field.fill(answer);
  await field.press('Enter');
}

/** Answers all predictions of the page, so that nothing is covered. */
export async function answerAll(page: Page): Promise<void> {
  const pass = page.getByRole('button', { name: 'I do not know' });
  while ((await pass.count()) > 0) await pass.first().click();
}
