/** `mktemp` and `shuf`: what they say is coreutils 9.1's, what they draw is the machine's. */
import { expect, test } from 'vitest';
import { Lab } from '../../lib/lab';

const hint = (tool: string) => `Try '${tool} --help' for more information.\n`;

test.each([
  ['mktemp foo.XX', "mktemp: too few X's in template ‘foo.XX’\n"],
  ['mktemp a b', `mktemp: too many templates\n${hint('mktemp')}`],
  ['mktemp -z', `mktemp: invalid option -- 'z'\n${hint('mktemp')}`],
  ['mktemp --foo', `mktemp: unrecognized option '--foo'\n${hint('mktemp')}`],
  ['mktemp -p', `mktemp: option requires an argument -- 'p'\n${hint('mktemp')}`],
  [
    'mktemp -p /nowhere',
    'mktemp: failed to create file via template ‘/nowhere/tmp.XXXXXXXXXX’: No such file or directory\n',
  ],
  [
    'mktemp -d /nowhere/aXXX',
    'mktemp: failed to create directory via template ‘/nowhere/aXXX’: No such file or directory\n',
  ],
  ['mktemp -q /nowhere/aXXX', ''],
  ['mktemp --suffix=.txt foo', 'mktemp: with --suffix, template ‘foo’ must end in X\n'],
  ['mktemp --suffix=/a fXXX', 'mktemp: invalid suffix ‘/a’, contains directory separator\n'],
  ['mktemp -t a/XXX', 'mktemp: invalid template, ‘a/XXX’, contains directory separator\n'],
  ['mktemp -p /tmp /a/XXX', 'mktemp: invalid template, ‘/a/XXX’; with --tmpdir, it may not be absolute\n'],
  ['shuf -i 3-1', 'shuf: invalid input range: ‘3-1’\n'],
  ['shuf -i 1-a', 'shuf: invalid input range: ‘a’\n'],
  ['shuf -n x', 'shuf: invalid line count: ‘x’\n'],
  ['shuf nofile', 'shuf: nofile: No such file or directory\n'],
  ['shuf /tmp', 'shuf: read error: Is a directory\n'],
  ['shuf a b', `shuf: extra operand ‘b’\n${hint('shuf')}`],
  ['shuf -e -i 1-3', `shuf: cannot combine -e and -i options\n${hint('shuf')}`],
  ['shuf -r -n 1 -e', 'shuf: no lines to repeat\n'],
])('%s', async (line, said) => {
  const { stdout, stderr, exitCode } = await new Lab().run('host', line);
  expect([stdout, stderr, exitCode]).toEqual(['', said, 1]);
});

test.each([
  ['mktemp', /^\/tmp\/tmp\.[A-Za-z0-9]{10}\n$/],
  ['TMPDIR=/var mktemp -u', /^\/var\/tmp\.\w{10}\n$/],
  ['mktemp -t foo.XXX', /^\/tmp\/foo\.\w{3}\n$/],
  ['mktemp -u -p /x a/XXXX.txt', /^\/x\/a\/\w{4}\.txt\n$/],
  ['mktemp -u --tmpdir=/x --suffix=.c bXXX', /^\/x\/b\w{3}\.c\n$/],
  ['mktemp -u aXXXbXXX; ls a*', /^aXXXb\w{3}\n$/],
  ['ls -l $(mktemp) | cut -c 1-10; ls -ld $(mktemp -d) | cut -c 1-10', /^-rw-------\ndrwx------\n$/],
  ['shuf -i 5-9 | sort | tr "\\n" " "', /^5 6 7 8 9 $/],
  ['shuf -i 2-1; shuf -e; shuf -n 0 -e a', /^$/],
  ['shuf -n 2 -e a b c | wc -l; shuf -rn 5 -e a', /^2\n(a\n){5}$/],
  ['printf "a\\nb" | shuf | sort', /^a\nb\n$/],
])('%s draws', async (line, expected) => {
  expect((await new Lab().run('host', line)).stdout).toMatch(expected);
});

test('the same seed draws the same, another one something else, and neither moves a MAC address', async () => {
  const draw = async (seed: number) => (await new Lab({ seed }).run('host', 'mktemp; shuf -i 1-20')).stdout;
  expect(await draw(1)).toBe(await draw(1));
  expect(await draw(2)).not.toBe(await draw(1));
  const mac = async (before: string) => {
    const lab = new Lab();
    await lab.run('host', before);
    return (await lab.run('host', 'ip link add a type veth peer name b; ip link show a')).stdout;
  };
  expect(await mac('mktemp; shuf -i 1-20')).toBe(await mac('true; true'));
});
