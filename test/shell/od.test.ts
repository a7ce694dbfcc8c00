/** `od`, as coreutils 9.1 and busybox 1.35 printed the same bytes. */
import { expect, test } from 'vitest';
import { od } from '../../lib/shell/od';

const TEXT = 'hello world, hello again and again\n\0\x01\x7f\x80z';

function dumped(words: string, text: string, isBusybox = false): string {
  const { stdout, stderr } = od(
    words.split(' ').filter(Boolean),
    () => undefined,
    () => text,
    isBusybox,
  );
  return stdout + stderr;
}

test.each([
  ['', 'AB\nC', '0000000 041101 041412\n0000004\n'],
  ['-c', 'AB\nC', '0000000   A   B  \\n   C\n0000004\n'],
  ['-An -tx1', 'AB\nC', ' 41 42 0a 43\n'],
  ['-A x -t x1z', 'AB\nC', '000000 41 42 0a 43                                      >AB.C<\n000004\n'],
  ['-t d2', 'ABCDEFGH', '0000000  16961  17475  17989  18503\n0000010\n'],
  ['-x', 'ABCDEFGH', '0000000 4241 4443 4645 4847\n0000010\n'],
  ['-An -N4 -tu4', 'ABCDEFGH', ' 1145258561\n'],
  ['-j 4 -b', 'ABCDEFGHI', '0000004 105 106 107 110 111\n0000011\n'],
  ['-j 0x20 -a', TEXT, '0000040   i   n  nl nul soh del nul   z\n0000050\n'],
  ['-j 0x20 -i', TEXT, '0000040      683625  2055241473\n0000050\n'],
  ['-j 0x20 -tx8', TEXT, '0000040 7a807f01000a6e69\n0000050\n'],
  [
    '-j 0x20 -t x4 -c',
    TEXT,
    '0000040        000a6e69        7a807f01\n          i   n  \\n  \\0 001 177 200   z\n0000050\n',
  ],
  ['', ' '.repeat(48), '0000000 020040 020040 020040 020040 020040 020040 020040 020040\n*\n0000060\n'],
  ['-t q1', '', "od: invalid character 'q' in type string ‘q1’\n"],
  ['/nofile', '', 'od: /nofile: No such file or directory\n'],
])('od %s', (words, text, printed) => {
  expect(dumped(words, text)).toBe(printed);
});

test.each([
  ['-c -b', 'in\n', '0000000 151 156 012\n          i   n  \\n\n0000003\n'],
  ['-t x4 -c', 'in\n', '0000000   i   n  \\n  \\0\n        000a6e69\n0000003\n'],
  ['-i', 'in\n\0', '0000000  28265     10\n0000004\n'],
])('busybox od %s', (words, text, printed) => {
  expect(dumped(words, text, true)).toBe(printed);
});
