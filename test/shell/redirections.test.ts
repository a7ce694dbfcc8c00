// biome-ignore-all lint/suspicious/noTemplateCurlyInString: bash has them, too
/** Redirections: what is written is there as it comes, in its order, where bash would put it. */
import { beforeEach, describe, expect, test } from 'vitest';
import { Lab } from '../../lib/lab';

let lab: Lab;
beforeEach(() => {
  lab = new Lab();
});

/** What a line prints, complaints last. */
async function sh(line: string): Promise<string> {
  const { stdout, stderr } = await lab.run('host', line);
  return stdout + stderr;
}

describe('a file that is written', () => {
  test('has what came so far, of a program, of a shell and of errors', async () => {
    const line = 'ping -c 9 192.168.70.1 > ping & (echo a; sleep 2; echo b; ls /nope) > shell 2>&1 & sleep 1.5';
    expect(await sh(`${line}; wc -l < ping; cat shell`)).toBe('3\na\n');
    expect(await sh('sleep 2; cat shell')).toBe("a\nb\nls: cannot access '/nope': No such file or directory\n");
  });

  test('goes on when it is renamed, is read beside its writer, and grows from where it was truncated', async () => {
    const line = '(echo a; sleep 2; echo b; sleep 2; echo c) > f & sleep 1; mv f g; sleep 2; cat g; ls f';
    expect(await sh(line)).toBe("a\nb\nls: cannot access 'f': No such file or directory\n");
    expect(await sh('(echo a; sleep 2; echo b) > h & sleep 1; echo x > h; sleep 2; cat h')).toBe('x\nb\n');
    expect(await sh('(echo 1; sleep 2; echo 2) > t & tail -f t | head -n 2')).toBe('1\n2\n');
  });

  test('keeps its bytes', async () => {
    await sh('for i in 1 2; do echo AP+A | base64 -d; sleep 1; done > f');
    expect(await sh('base64 f; cp f g; base64 g')).toBe('AP+AAP+A\nAP+AAP+A\n');
  });
});

describe('as bash 5.2 answers', () => {
  test.each([
    ['{ echo a; echo b >&2; echo c; } 2>&1 | cat', 'a\nb\nc\n'],
    ['x=$( { echo a; echo b >&2; echo c; } 2>&1 ); echo "$x"', 'a\nb\nc\n'],
    ['{ echo a; echo b >&2; } > f 2>&1; cat f', 'a\nb\n'],
    [
      '{ echo a; ls /nope; hostname; } &> f; cat f',
      "a\nls: cannot access '/nope': No such file or directory\nlocalhost\n",
    ],
    ['ls /nope 2>&1 > /dev/null | cat', "ls: cannot access '/nope': No such file or directory\n"],
    ['{ echo a; echo b >&2; } 3>&1 1>&2 2>&3 | sed s/^/p:/', 'p:b\na\n'],
    ['(exec 2>&1; echo a; ls /nope; echo b) | cat', "a\nls: cannot access '/nope': No such file or directory\nb\n"],
    ['(exec > f; echo a; hostname; x=$(echo in | cat); echo $x); cat f', 'a\nlocalhost\nin\n'],
    ['exec 3> f; echo x >&3; hostname >&3; exec 3>&-; cat f', 'x\nlocalhost\n'],
    ['f() { hostname; }; f > f; cat f; f() { hostname; } > g; f; cat g', 'localhost\nlocalhost\n'],
    ['for i in 1 2; do hostname; done > f; hostname >> f; wc -l < f', '3\n'],
    ['echo x > /dev/full; echo $?', '1\nbash: echo: write error: No space left on device\n'],
    ['cat /etc/hostname > /dev/full; echo $?', '1\ncat: write error: No space left on device\n'],
    ['true > /dev/full; echo $?', '0\n'],
    ['x=5; echo $(( $(echo $x) + 1 ))', '6\n'],
    ['x=1; { x=2; } > /dev/null; echo $x', '2\n'],
  ])('%s', async (line, said) => {
    expect(await sh(line)).toBe(said);
  });
});

describe('from line to line', () => {
  test.each([
    [['f() { echo in $1; }', 'f x'], 'in x\n'],
    [['a=(1 2 3)', 'echo ${a[1]} ${#a[@]}'], '2 3\n'],
    [['declare -A m=([a]=1 [b]=2)', 'echo ${m[b]}'], '2\n'],
    [['set -u', 'echo $nope; echo after'], 'bash: nope: unbound variable\n'],
    [['set -o pipefail', 'false | true; echo $?'], '1\n'],
    [['set -n', 'echo heard'], 'heard\n'],
    [['exec 3< /etc/hosts', 'read x <&3', 'read y <&3; echo $y'], '::1 localhost\n'],
    [['shopt -s nullglob', 'echo /nope*'], '\n'],
    [
      ['umask 077', 'umask; umask -S; touch f; ls -l f | cut -c1-10; (umask 022); umask'],
      '0077\nu=rwx,g=,o=\n-rw-------\n0077\n',
    ],
    [['ulimit -n 2048', 'ulimit -n; (ulimit -n 5); ulimit -n'], '2048\n2048\n'],
    [["trap 'echo bye' EXIT", 'trap -p; trap - EXIT; trap'], "trap -- 'echo bye' EXIT\n"],
    [
      ['f() { echo old; }; a=(x)', 'f() { echo new; }; a+=(y)', 'f & wait; echo ${a[*]}; (echo ${a[1]}) & wait'],
      'new\nx y\ny\n',
    ],
    [['x=1; f() { local x=2; return 3; }; f', 'echo $? $x'], '3 1\n'],
  ])('%j', async (lines, said) => {
    for (const line of lines.slice(0, -1)) await sh(line);
    expect(await sh(lines.at(-1) ?? '')).toBe(said);
  });

  test('a shell that ends by `set -e` is another one afterwards', async () => {
    await sh('set -e; f() { :; }');
    await sh('false; echo no');
    expect(await sh('false; echo yes; f')).toBe('yes\nbash: f: command not found\n');
  });
});
