// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells have them, too
/** Shells in shells, and what scripts ask of files and numbers: as bash 5.2, dash and busybox 1.35 answered the same lines. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Lab } from '../../lib/lab';
import { loadPrograms } from '../tools/loaded';

const lab = new Lab();
beforeAll(async () => {
  await loadPrograms();
  await lab.run('host', 'systemctl start docker');
  await lab.run('host', 'docker run -d --name c1 busybox sleep 100000');
});

async function outputOf(place: string, line: string): Promise<string> {
  const { stdout, stderr } = await lab.run(place, line);
  return stdout + stderr;
}

const BOTH = ['host', 'c1'] as const;

describe.each(BOTH)('at %s', (place) => {
  test.each([
    [`test "$(sh -c 'echo $$')" = $$; echo $?`, '1\n'],
    [`test "$(sh -c 'echo $PPID')" = $$; echo $?`, '0\n'],
    [`sh -c 'test "$(echo $$)" = $$; echo $?'`, '0\n'],
    [`echo 'echo $0' | sh; sh -c 'echo $# $1 $0' x y z`, 'sh\n2 y x\n'],
    [`printf 'echo $# $1 $0\\n' | sh -s a b`, '2 a sh\n'],
    ["printf 'f() { echo in $1; }\\nf x\\ncd /tmp\\npwd\\nA=5\\necho $A\\n' | sh", 'in x\n/tmp\n5\n'],
    ["printf 'if true; then\\necho yes\\nfi\\nexit 3\\necho no\\n' | sh; echo $?", 'yes\n3\n'],
    ["printf 'cat <<E\\nin here\\nE\\nfalse\\n' | sh; echo $?", 'in here\n1\n'],
    ['for f in name=e "b=2 c"; do echo $f; done', 'name=e\nb=2 c\n'],
    ['n=3; echo $(( n <<= 1 )) $n', '6 6\n'],
  ])('%s', async (line, printed) => {
    expect(await outputOf(place, line)).toBe(printed);
  });
});

describe('bash', () => {
  test.each([
    ['printf \'read x\\nhello there\\necho "got $x"\\n\' | bash', 'got hello there\n'],
    ['n=3; (( n <<= 1 )); echo $n; (( n >>= 1, n |= 8, n &= 10, n ^= 1, n %= 7 )); echo $n', '6\n4\n'],
    ['n=7; (( n - 3 )) && echo yes; (( n -= 7 )) || echo no', 'yes\nno\n'],
    ['echo $((10/0)); echo after', 'bash: 10/0: division by 0 (error token is "0")\n'],
    ['n=7; echo $((3 + n / (1-1) ))', 'bash: 3 + n / (1-1) : division by 0 (error token is "(1-1) ")\n'],
    ['(( 5 % 0 )); echo $?', '1\nbash: ((: 5 % 0 : division by 0 (error token is "0 ")\n'],
    ['let n=4/0; echo $?', '1\nbash: let: n=4/0: division by 0 (error token is "0")\n'],
    ["trap 'echo got' USR1; kill -USR1 $$; echo after", 'got\nafter\n'],
    ['kill -USR1 $$; echo next', 'got\nnext\n'],
    ['select x in a b; do echo $x; done', 'bash: select is not modelled by chainwalk\n'],
    ['cat /sys/class/net/docker0/brif/*/hairpin_mode', '0\n'],
  ])('%s', async (line, printed) => {
    expect(await outputOf('host', line)).toBe(printed);
  });

  test('a script that comes by a pipe runs line by line', async () => {
    const line = "(echo 'date +%s'; sleep 2; echo 'date +%s') | sh";
    const [first = 0, second = 0] = (await outputOf('host', line)).split('\n').map(Number);
    expect(second - first).toBe(2);
  });

  test('a shell that is killed runs nothing more', async () => {
    expect((await lab.run('host', "bash -c 'kill -TERM $$; echo no'")).exitCode).toBe(143);
  });
});

describe('files', () => {
  test('root may read and write, and execute what anybody may', async () => {
    const ask = '[ -r /tmp/f ]; echo $?; [ -w /tmp/f ]; echo $?; [ -x /tmp/f ]; echo $?;';
    const line = `echo x > /tmp/f; chmod 000 /tmp/f; ${ask} chmod 755 /tmp/f; [ -x /tmp/f ]; echo $?`;
    expect(await outputOf('host', line)).toBe('0\n0\n1\n0\n');
  });

  test('others ask for themselves', async () => {
    const asked = ['-r /etc/passwd', '-w /etc/passwd', '-x /bin/ls', '-w /tmp', '-w /bin', '-x /etc/passwd'];
    const script = asked.map((words) => `[ ${words} ]; echo $?`).join('; ');
    expect(await outputOf('host', `docker exec -u 1000 c1 sh -c '${script}'`)).toBe('0\n1\n0\n1\n1\n1\n');
  });

  test('what docker exec starts has no parent in its container', async () => {
    expect(await outputOf('host', "docker exec c1 sh -c 'test $$ -gt 1; echo $? $PPID'")).toBe('0 0\n');
  });
});
