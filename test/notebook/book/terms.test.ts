import { expect, test } from 'vitest';
import { withFigureIds } from '../../../lib/notebook/book/figures';
import { markdownHtml } from '../../../lib/notebook/book/markdown';
import { firstUses, linkTerms } from '../../../lib/notebook/book/terms';
import { trialNotebook } from '../trial';

/** The HTML of `text`, each link to the glossary as `[[its words]]`. */
function linked(text: string): string {
  const terms = linkTerms(() => {});
  return markdownHtml(text, { terms })
    .replace(/<a class="term" href="glossary\.html#term:[\w-]+">([^<]*)<\/a>/g, '[[$1]]')
    .trim();
}

test('a term is linked once in a section, whichever of its words comes first', () => {
  expect(linked('Two rules, one rule.\n\n## Next\n\nA rule.')).toBe(
    '<p>Two [[rules]], one rule.</p>\n<h2 id="next">Next</h2>\n<p>A [[rule]].</p>',
  );
});

test('no term is linked in code, in a heading, or in a link, also where that is emphasized', () => {
  expect(linked('`rule`')).toBe('<p><code>rule</code></p>');
  expect(linked('## A rule')).toBe('<h2 id="a-rule">A rule</h2>');
  expect(linked('[a rule](a.md), [*a rule*](a.md), *a rule*')).toBe(
    '<p><a href="a.md">a rule</a>, <a href="a.md"><em>a rule</em></a>, <em>a [[rule]]</em></p>',
  );
});

test('the longest word counts, and a part of a word does not', () => {
  expect(linked('Builtin chains: a chain, hooked, sub-chain, docker-proxy-2, SYN-ACK.')).toBe(
    '<p>[[Builtin chains]]: a [[chain]], hooked, sub-chain, docker-proxy-2, [[SYN-ACK]].</p>',
  );
});

test('what stands around a term stays text', () => {
  expect(linked('1 < 2 & a rule > "x"')).toBe('<p>1 &lt; 2 &amp; a [[rule]] &gt; &quot;x&quot;</p>');
});

test('a term is shown in the chapter that the glossary names, else in the first one after the contents', () => {
  const chapter = (name: string, source: string) => ({
    ...trialNotebook(),
    name,
    cells: [{ kind: 'markdown' as const, id: 'a', source, metadata: {} }],
  });
  const uses = firstUses([
    chapter('00-contents', '# C\n\nA hook, a hairpin, a bridge.'),
    chapter('01-one', '# O\n\n## Places\n\nA hook and a bridge.'),
    chapter('02-two', '# T\n\nA hook and a bridge.'),
  ]);
  const where = [...uses].map(([{ name }, { chapter, section }]) => [name, chapter, section?.id]);
  expect(where).toEqual([
    ['bridge', 2, 't'],
    ['hairpin', 0, 'c'],
    ['hook', 1, 'places'],
  ]);
});

test('figures of one title have ids of their own, and those without a title have one, too', () => {
  const figure = (alternative: string) => `<figure><img src="data:," alt="${alternative}"></figure>`;
  const taken = new Set<string>();
  const first = withFigureIds(`${figure('One &amp; two\nmore')}${figure('One &amp; two')}`, taken);
  expect(first.figures).toEqual([
    { id: 'figure:one-two', title: 'One & two', text: 'One & two\nmore' },
    { id: 'figure:one-two-2', title: 'One & two', text: 'One & two' },
  ]);
  expect(first.markup).toMatch(/^<figure id="figure:one-two"><img[^>]*><\/figure><figure id="figure:one-two-2">/);
  expect(withFigureIds(`${figure('One, two')}${figure('…')}`, taken).figures.map(({ id }) => id)).toEqual([
    'figure:one-two-3',
    'figure:picture',
  ]);
});
