// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells have them, too
/** What shells say of what fails, and what it exits with: as bash 5.2 and busybox 1.35 answered the same lines. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Lab } from '../../lib/lab';
import { loadPrograms } from '../tools/loaded';

const lab = new Lab();
beforeAll(async () => {
  await loadPrograms();
  await lab.run('host', 'systemctl start docker');
  await lab.run('host', 'docker run -d --name c1 busybox sleep 100000');
});

/** A line, and for each shell what it prints, complaints last, and its exit code. */
const CASES: readonly (readonly [line: string, bash: string, ash: string])[] = [
  [
    'cd nowhere',
    'bash: cd: nowhere: No such file or directory\n1',
    "sh: cd: can't cd to nowhere: No such file or directory\n2",
  ],
  ['./x', 'bash: ./x: No such file or directory\n127', 'sh: ./x: not found\n127'],
  ['/tmp', 'bash: /tmp: Is a directory\n126', 'sh: /tmp: Permission denied\n126'],
  ['cat < nofile', 'bash: nofile: No such file or directory\n1', "sh: can't open nofile: no such file\n1"],
  ['if; then', "bash: syntax error near unexpected token `;'\n2", 'sh: syntax error: unexpected ";"\n2'],
  [
    'while true; echo; done',
    "bash: syntax error near unexpected token `done'\n2",
    'sh: syntax error: unexpected "done" (expecting "do")\n2',
  ],
  [
    'for i in a; echo; done',
    "bash: syntax error near unexpected token `echo'\n2",
    'sh: syntax error: unexpected word (expecting "do")\n2',
  ],
  [
    'if true; then echo a',
    'bash: syntax error: unexpected end of file\n2',
    'sh: syntax error: unexpected end of file (expecting "fi")\n2',
  ],
  [
    'echo "abc',
    'bash: unexpected EOF while looking for matching `"\'\n2',
    'sh: syntax error: unterminated quoted string\n2',
  ],
  ['echo ${nope?}; echo after', 'bash: nope: parameter not set\n127', 'sh: nope: parameter not set\n2'],
  ['echo ${nope:?y z}; echo after', 'bash: nope: y z\n127', 'sh: nope: y z\n2'],
  ['wait %9; echo $?', '127\nbash: wait: %9: no such job\n0', '2\nsh: wait: %9: no such job\n0'],
  ['kill %9; echo $?', '1\nbash: kill: %9: no such job\n0', '2\nsh: kill: %9: no such job\n0'],
  ['readonly ro=1; ro=2; echo after', 'bash: ro: readonly variable\n1', 'sh: ro: is read only\n2'],
  ['local x; echo $?', '1\nbash: local: can only be used in a function\n0', 'sh: local: not in a function\n2'],
  ['[ 1 -eq; echo $?', "2\nbash: [: missing `]'\n0", '2\nsh: missing ]\n0'],
  ['[ a -eq 1 ]; echo $?', '2\nbash: [: a: integer expression expected\n0', '2\nsh: a: bad number\n0'],
  ['[ a b ]; echo $?', '2\nbash: [: a: unary operator expected\n0', '2\nsh: b: unknown operand\n0'],
  ['[ 1 -foo 2 ]; echo $?', '2\nbash: [: -foo: binary operator expected\n0', '2\nsh: -foo: unknown operand\n0'],
  ['[ a b c d ]; echo $?', '2\nbash: [: too many arguments\n0', '2\nsh: b: unknown operand\n0'],
  ['[ 1 = 2 ]; echo $?', '1\n0', '1\n0'],
  ['[ ! -e x -a -n "" ]; echo $?', '1\n0', '1\n0'],
  [
    'read -q; echo $?',
    '2\nbash: read: -q: invalid option\nread: usage: read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]\n0',
    '2\nsh: read: illegal option -q\n0',
  ],
  ['exit abc', 'bash: exit: abc: numeric argument required\n2', 'sh: exit: Illegal number: abc\n2'],
  ['. nofile; echo $?', '1\nbash: nofile: No such file or directory\n0', 'sh: .: nofile: not found\n2'],
  ['type nosuch; echo $?', '1\nbash: type: nosuch: not found\n0', 'nosuch: not found\n127\n0'],
  ['command -v nosuch; echo $?', '1\n0', '127\n0'],
  [
    'eval if; echo $?',
    '2\nbash: eval: syntax error: unexpected end of file\n0',
    'sh: eval: syntax error: unexpected end of file (expecting "then")\n2',
  ],
  ['exec nosuch; echo no', 'bash: exec: nosuch: not found\n127', 'sh: exec: nosuch: not found\n127'],
  ['cat <<< hi', 'hi\n0', 'sh: syntax error: unexpected redirection\n2'],
  ['a=(1 2); echo ${a[1]}', '2\n0', 'sh: syntax error: unexpected "("\n2'],
  ['declare -i x=5+5; echo $x', '10\n0', 'sh: declare: not found\n0'],
];

describe.each([
  ['host', 1],
  ['c1', 2],
] as const)('%s', (place, column) => {
  test.each(CASES.map((one) => [one[0], one[column]] as const))('%s', async (line, said) => {
    const { stdout, stderr, exitCode } = await lab.run(place, line);
    const answer = `${stdout}${stderr}${exitCode}`;
    expect(place === 'c1' && line.startsWith('declare') ? answer.replace(/^\S*\n/, '') : answer).toBe(said);
    await lab.run(place, 'set +u');
  });

  test('an error in arithmetic ends the line', async () => {
    const { stdout, stderr, exitCode } = await lab.run(place, 'echo a; echo $((1/0)); echo b');
    expect(stdout).toBe('a\n');
    expect(stderr).toMatch(place === 'host' ? /^bash: .*division by 0/ : /^sh: divide by zero\n$/);
    expect(exitCode).toBe(place === 'host' ? 1 : 2);
  });
});
