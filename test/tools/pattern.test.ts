import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePattern, PatternError } from '../../lib/tools/common/pattern';

describe('a regular expression finds what RE2 finds', () => {
  test.each([
    ['', 'ng1', true],
    ['ng', 'ng1', true],
    ['^g', 'ng1', false],
    ['1$', 'ng1', true],
    ['^ng[0-9]+$', 'ng12', true],
    ['^ng[^0-9]$', 'ng1', false],
    ['^(ng|web)-?1$', 'web1', true],
    ['^(?:a|b){2,3}$', 'abab', false],
    ['^(?:a|b){2,3}$', 'aba', true],
    ['^a{2,}$', 'a', false],
    ['^a{0}$', '', true],
    ['a{', 'a{', true],
    ['^a.c$', 'a\nc', false],
    ['^\\d\\w\\S$', '1_x', true],
    ['^\\D\\W\\s$', 'x- ', true],
    ['^[[:alpha:]\\d.-]+$', 'a-1.', true],
    ['^[[:^alpha:]]$', 'a', false],
    ['^[]a]$', ']', true],
    ['^[a-]$', '-', true],
    ['\\bng\\b', 'x ng y', true],
    ['\\Bg\\b', 'ng', true],
    ['^\\.\\x41\\x{42}$', '.AB', true],
    ['^(?P<name>a)(?<other>b)$', 'ab', true],
    ['(a*)*$', 'b', true],
    ['^a+?$', 'aaa', true],
  ])('%s in %j: %s', (source, text, found) => {
    expect(compilePattern(source).test(text)).toBe(found);
  });

  test('in whatever case, if told so', () => {
    expect(compilePattern('^[a-c]D$', { ignoreCase: true }).test('Bd')).toBe(true);
    expect(compilePattern('^[a-c]D$').test('Bd')).toBe(false);
  });

  test.each([
    ['^[^a]$', 'a', false],
    ['^[^a]$', 'A', false],
    ['^[^A-C]$', 'b', false],
    ['^[^[:upper:]]$', 'a', false],
    ['^[[:^upper:]]$', 'a', false],
    ['^\\x41$', 'a', true],
    ['^[a-z]$', 'ß', false],
  ])('in whatever case: %s in %j: %s', (source, text, found) => {
    expect(compilePattern(source, { ignoreCase: true }).test(text)).toBe(found);
  });
});

/** Parts of expressions that RE2 and JavaScript read alike. */
const ATOM = fc.oneof(
  fc.constantFrom('a', 'B', '1', '.', '\\w', '\\W', '\\d', '\\D', '\\x41', '\\b'),
  fc
    .tuple(
      fc.constantFrom('', '^'),
      fc.array(fc.constantFrom('a', 'B', '1', 'a-b', 'A-B', '\\w', '\\D', '\\x41'), { minLength: 1, maxLength: 3 }),
    )
    .map(([negation, parts]) => `[${negation}${parts.join('')}]`),
);
const { expression } = fc.letrec<{ expression: string; part: string }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 3 },
    ATOM,
    fc
      .tuple(tie('expression'), fc.constantFrom('', '*', '+', '?', '{2}'))
      .map(([inner, count]) => `(?:${inner})${count}`),
    fc.tuple(tie('expression'), tie('expression')).map(([one, other]) => `(?:${one}|${other})`),
  ),
  expression: fc.array(tie('part'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')),
}));

test('an expression finds what JavaScript’s own finds, in one case and in whatever case', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'B', 'c', '1', '-'), maxLength: 5 });
  fc.assert(
    fc.property(expression, text, fc.boolean(), (inner, searched, ignoreCase) => {
      const source = `^${inner}$`;
      const expected = new RegExp(source, ignoreCase ? 'i' : '').test(searched);
      expect(compilePattern(source, { ignoreCase }).test(searched)).toBe(expected);
    }),
    { numRuns: 2000 },
  );
});

test.each(['(', ')', '[a', 'a**', 'a{2}{3}', '+', '\\', '\\y', '[b-a]', '[[:nosuch:]]', 'a{1001}', 'a{2,1}', '(?=a)'])(
  '%s is no expression',
  (source) => {
    expect(() => compilePattern(source)).toThrow(PatternError);
  },
);

test.each(['(?i)a', '\\pL', '\\1'])('%s is one, and is not modelled', (source) => {
  expect(() => compilePattern(source)).toThrow(expect.objectContaining({ isValid: true }));
});

test('no expression takes for ever, or all memory', () => {
  const text = `${'a'.repeat(3000)}!`;
  const before = performance.now();
  expect(compilePattern('^(a+)+$').test(text)).toBe(false);
  expect(compilePattern('^(a|a|a*)*$').test(text)).toBe(false);
  expect(() => compilePattern('((a{1000}){1000}){1000}')).toThrow('too large');
  expect(performance.now() - before).toBeLessThan(2000);
});
