// biome-ignore-all lint/suspicious/noTemplateCurlyInString: bash has them, too
/** Statements that only compute are done at once, and mean what they meant before. */
import { expect, test } from 'vitest';
import { Lab } from '../../lib/lab';

const lab = new Lab();

test.each([
  ['i=0; while [ $i -lt 5 ]; do i=$((i+1)); done; echo $i $?', '5 0\n'],
  ['i=0; while ((i < 5)); do ((i++)); done; echo $i $?', '5 0\n'],
  ['((x=3)); ((x+=4)); ((x-=1)); echo $x; ((x%=4)); echo $x', '6\n2\n'],
  ['((0)); echo $?; ((5)); echo $?; x=5; ((x--)); echo $x $((x/3)) $((-7/2))', '1\n0\n4 1 -3\n'],
  ['false; echo $?; true; echo $?; [ a = b ]; echo $? ${PIPESTATUS[0]}', '1\n0\n1 1\n'],
  ['x="a b"; y=$x; echo "$y"; [ $x = a ] 2> /dev/null; echo $?', 'a b\n2\n'],
  ['y=; echo $((y+1)); echo $((nope+1))', '1\n1\n'],
  ['n=x; x=7; echo $((n+1))', '8\n'],
  ['a=(4 5); echo $((a+1)); a=6; echo ${a[0]} ${a[1]}', '5\n6 5\n'],
  ['declare -i k=1; k=2+3; echo $k; readonly ro=1; (ro=2); echo $ro', '5\n1\n'],
  ['f() { local i=1; i=$((i+1)); echo $i; }; i=9; f; echo $i', '2\n9\n'],
  ['set -e; x=1; true; (false; echo no); echo $?', ''],
  ['set -x; x=1; set +x', ''],
  ['x=*; [ "$x" = "*" ]; echo $?; [ x$((1+1)) = x2 ]; echo $?', '0\n0\n'],
  ['[() { echo mine; }; [ 1 -lt 2 ]; unset -f [', 'mine\n'],
  ['true last; echo $_; x=1; echo "[$_]"', 'last\n[]\n'],
])('%s', async (line, said) => {
  const { stdout, stderr } = await new Lab().run('host', line);
  expect(stdout).toBe(said);
  if (line.startsWith('set -x')) expect(stderr).toBe('+ x=1\n+ set +x\n');
});

test('a loop of a million comes to its end', { timeout: 120_000 }, async () => {
  expect(await lab.run('host', 'i=0; while [ $i -lt 1000000 ]; do i=$((i+1)); done; echo $i')).toMatchObject({
    stdout: '1000000\n',
    stderr: '',
  });
});
