// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells have them, too
/** diff, wc, and shells with options, as Debian 12's and busybox's answer. */
import { beforeAll, expect, test } from 'vitest';
import { Lab } from '../../lib/lab';

const lab = new Lab();
beforeAll(async () => {
  await lab.run('host', 'systemctl start docker');
  await lab.run('host', 'docker run -d --name box busybox sleep 100000');
  await lab.run('host', "printf 'a\\nb\\nc\\n' > f; printf 'a\\nx\\nc\\nd' > g");
});

test.each([
  ['diff <(seq 3) <(seq 2 4); echo $?', '1d0\n< 1\n3a3\n> 4\n1\n'],
  ['diff f g', '2c2\n< b\n---\n> x\n3a4\n> d\n\\ No newline at end of file\n'],
  ['diff -u f g | tail -n +3', '@@ -1,3 +1,4 @@\n a\n-b\n+x\n c\n+d\n\\ No newline at end of file\n'],
  ['diff -U 0 <(seq 9) <(seq 8) | tail -n +3', '@@ -9 +8,0 @@\n-9\n'],
  ['diff -u <(seq 20) <(seq 20 | sed "s/^3$/x/; s/^15$/y/") | grep @@', '@@ -1,6 +1,6 @@\n@@ -12,7 +12,7 @@\n'],
  [
    'diff -q f g; diff -s f f; diff -i <(echo A) <(echo a); echo $?',
    'Files f and g differ\nFiles f and f are identical\n0\n',
  ],
  ['diff f nope; echo $?', '2\ndiff: nope: No such file or directory\n'],
  ['echo a | diff - f', '1a2,3\n> b\n> c\n'],
  ['echo a b c | wc; wc f; wc -lc < f', '      1       3       6\n3 3 6 f\n3 6\n'],
  ['wc -l f g; wc -l < f; wc -l nope', ' 3 f\n 3 g\n 6 total\n3\nwc: nope: No such file or directory\n'],
  ["printf 'é\\n' | wc -m -c -L", '      2       3       1\n'],
  ["sh -ec 'false; echo no'; echo $?; bash -xc 'echo hi'", '1\nhi\n+ echo hi\n'],
  ["bash -euo pipefail -c 'echo $0 $1; false | true; echo no' a b; echo $?", 'a b\n1\n'],
  [
    "echo 'echo $0 $1 $#' > s.sh; chmod +x s.sh; ./s.sh q; (cd /tmp; ~/s.sh r); bash -x s.sh t",
    './s.sh q 1\n/root/s.sh r 1\ns.sh t 1\n+ echo s.sh t 1\n',
  ],
])('%s', async (line, said) => {
  const { stdout, stderr } = await lab.run('host', line);
  expect(stdout + stderr).toBe(said);
});

test.each([
  ['seq 3 > a; seq 2 4 > b; diff a b', '--- a\n+++ b\n@@ -1,3 +1,3 @@\n-1\n 2\n 3\n+4\n'],
  [
    'wc a b; wc -l a; echo a b c | wc',
    '        3         3         6 a\n        3         3         6 b\n        6         6        12 total\n3 a\n        1         3         6\n',
  ],
  ["diff a nope; sh -ec 'false; echo no'; echo $?", "1\ndiff: can't stat 'nope': No such file or directory\n"],
])('in a container: %s', async (line, said) => {
  const { stdout, stderr } = await lab.run('box', line);
  expect(stdout + stderr).toBe(said);
});
