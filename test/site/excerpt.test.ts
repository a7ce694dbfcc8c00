import { expect, test } from 'vitest';
import { excerptOf } from '../../lib/browser/book/excerpt';

/** The excerpt of `text`, what was found in brackets. */
function shown(text: string, ...words: string[]): string {
  return excerptOf(text, words)
    .map((piece) => (piece.isFound ? `[${piece.text}]` : piece.text))
    .join('');
}

test('a short text is shown as it is, with the words that were found in any letters', () => {
  expect(shown('DNAT rewrites; dnat again,\n  dnatted not.', 'dnat')).toBe(
    '[DNAT] rewrites; [dnat] again, dnatted not.',
  );
});

test('a long text is cut between words, before and behind the first word that was found', () => {
  const long = `${'before it '.repeat(20)}here is a hairpin and ${'more behind '.repeat(20)}`;
  const text = shown(long, 'hairpin');
  expect(text).toMatch(/^… (?:before|it) .*here is a \[hairpin\] and more behind .*(?:more|behind) …$/);
  expect(text.length).toBeLessThan(170);
});

test('a text in which nothing was found is shown from its beginning, and so is one of a single word', () => {
  expect(shown(`first ${'word '.repeat(100)}`, 'absent')).toMatch(/^first word .* …$/);
  expect(shown('x'.repeat(400), 'absent')).toBe(`${'x'.repeat(150)} …`);
  expect(shown(`${'x'.repeat(400)} hook`, 'hook')).toBe('… [hook]');
  expect(shown('', 'hook')).toBe('');
});
