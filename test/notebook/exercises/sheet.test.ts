import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exercisesOf } from '../../../lib/notebook/exercises/find';
import { sheet, sheetPage } from '../../../lib/notebook/exercises/sheet';
import { selectNotebooks } from '../../../lib/notebook/format/select';
import { trialNotebook } from '../trial';

const series = selectNotebooks(join(__dirname, '../../../notebooks'), []);

test.each(series.filter((notebook) => exercisesOf(notebook).length > 0))(
  'the sheet of $name asks each question once, and has neither hints nor answers',
  (notebook) => {
    const text = sheet(notebook) ?? '';
    const numbers = [...text.matchAll(/^\*\*(\d+)\.\*\*/gm)].map(([, number]) => Number(number));
    expect(numbers).toEqual(exercisesOf(notebook).map(({ number }) => number));
    expect(text.match(/^Answer \(.+\): _+$/gm)).toHaveLength(numbers.length);
    expect(text).not.toMatch(/details|summary|Hint/);
    const folded = notebook.cells.flatMap(({ source }) => source.match(/<details>[\s\S]*?<\/details>/g) ?? []);
    for (const fold of folded)
      expect(text).not.toContain(
        fold
          .replace(/<[^>]+>/g, '')
          .trim()
          .slice(8),
      );
  },
);

test.each(series.filter((notebook) => exercisesOf(notebook).length > 0))(
  'the sheet of $name says nothing of cells, of their code, or of how a notebook tries an answer',
  (notebook) => {
    const text = sheet(notebook) ?? '';
    expect(text).not.toMatch(/\bcells?\b|undefined|`await|encoded|is tried|without an answer|:\n\n(?!Answer)/);
    expect(text).not.toMatch(/^Answer \((?:string|\[|readonly)/m);
    expect(text.indexOf('**1.**')).toBe(text.indexOf('\n\n') + 2);
  },
);

test.each(series.filter((notebook) => exercisesOf(notebook).length > 0))(
  'the sheet of $name for a facilitator has an answer to each question, and no hints',
  (notebook) => {
    const text = sheet(notebook, true) ?? '';
    const parts = [...text.matchAll(/^(?:\*\*(\d+)\.\*\*|\*\*(Answer)\.\*\* .)/gm)].map(
      ([, number, answer]) => answer ?? number,
    );
    expect(parts).toEqual(exercisesOf(notebook).flatMap(({ number }) => [`${number}`, 'Answer']));
    expect(text).not.toMatch(/details|summary|Hint|____|<code>/);
  },
);

test('a notebook without exercises has no sheet', () => {
  expect(sheet(trialNotebook('1 + 1;'))).toBeUndefined();
});

test('code in an answer stays as it is, in markdown and in a page', () => {
  const { cells, ...rest } = trialNotebook(
    `const a: string | undefined = undefined;\nawait exercise('q', a, () => true);`,
  );
  const answer = '<details><summary>Answer</summary><code>echo *a* &gt; _b_</code>: so</details>';
  const asked = {
    kind: 'markdown' as const,
    id: 'a',
    source: `# T\n\n## Exercises\n\n**1.** Why?\n\n${answer}`,
    metadata: {},
  };
  const notebook = { ...rest, cells: [asked, ...cells] };
  const markdown = sheet(notebook, true) ?? '';
  expect(markdown).toBe('# T: exercises with answers\n\n**1.** Why?\n\n**Answer.** `echo *a* > _b_`: so\n');
  expect(sheetPage(notebook, markdown, true)).toContain('<code>echo *a* &gt; _b_</code>: so');
});

test('what follows the exercises is not on the sheet, and markup in a question stays text', () => {
  const { cells, ...rest } = trialNotebook(
    `const a: number | undefined = undefined;\nawait exercise('q', a, () => true);`,
  );
  const text = (id: string, source: string) => ({ kind: 'markdown' as const, id, source, metadata: {} });
  const begins = text(
    'begins',
    '# T\n\n## Exercises\n\n**1.** Why <script>?\n\n<details><summary>Hint</summary>h</details>',
  );
  const notebook = { ...rest, cells: [begins, ...cells, text('after', '## More\n\nSecret.')] };
  const markdown = sheet(notebook) ?? '';
  expect(markdown).toBe(`# T: exercises\n\n**1.** Why <script>?\n\nAnswer (number): ${'_'.repeat(60)}\n`);
  expect(sheetPage(notebook, markdown)).toContain('Why &lt;script&gt;?');
});
