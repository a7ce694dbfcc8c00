import { describe, expect, test } from 'vitest';
import { compilePattern, PatternError } from '../../lib/tools/shared/pattern';

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
