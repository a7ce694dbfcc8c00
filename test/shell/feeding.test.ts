// biome-ignore-all lint/suspicious/noTemplateCurlyInString: bash has them, too
/** Commands that work line by line are fed as their input comes, and write as the real ones do. */
import { beforeEach, describe, expect, test } from 'vitest';
import { Lab } from '../../lib/lab';
import { loadPrograms } from '../tools/loaded';

let lab: Lab;
beforeEach(async () => {
  await loadPrograms();
  lab = new Lab();
});

/** What a line prints, complaints last; the first second of the clock is 0. */
async function sh(line: string): Promise<string> {
  const { stdout, stderr } = await lab.run('host', line);
  return (stdout + stderr).replace(/\b16567488(\d\d)\b/g, (_, seconds: string) => String(Number(seconds)));
}

const SLOW = '(echo a; sleep 1; echo b; sleep 1; echo c)';
const TOLD = 'while read l; do echo "$l $(date +%s)"; done';
const AT_ONCE = 'a 0\nb 1\nc 2\n';
const AT_END = 'a 2\nb 2\nc 2\n';

describe('into a pipe', () => {
  test.each([
    ['cat', AT_ONCE],
    ['tee f', AT_ONCE],
    ['grep --line-buffered .', AT_ONCE],
    ['sed -u s/x/y/', AT_ONCE],
    ["awk '{print; fflush()}'", AT_ONCE],
    ['stdbuf -oL tr x y', AT_ONCE],
    ['xargs -n 1', AT_ONCE],
    ['xargs -I{} echo {}', AT_ONCE],
    ['xargs -P 2 -I{} echo {}', AT_ONCE],
    ['grep .', AT_END],
    ['sed s/x/y/', AT_END],
    ["awk '{print}'", AT_END],
    ['uniq', AT_END],
    ['rev', AT_END],
  ])('%s', async (command, said) => {
    expect(await sh(`${SLOW} | ${command} | ${TOLD}`)).toBe(said);
  });

  test('what has filled a block goes on', async () => {
    expect(await sh(`(seq 1 2000; sleep 5; echo end) | grep . | (read l; date +%s; cat > /dev/null)`)).toBe('0\n');
  });
});

describe('who has seen enough ends', () => {
  test.each([
    ['(grep -m1 b; date +%s)', 'b\n1\n'],
    ['(grep -q b; echo $?; date +%s)', '0\n1\n'],
    ['(sed 2q; date +%s)', 'a\nb\n1\n'],
    ['(awk \'/b/{exit} {print} END{print "end", NR}\'; date +%s)', 'a\nend 2\n1\n'],
    ['(head -n 2; date +%s)', 'a\nb\n1\n'],
    ['(head -c 4; date +%s)', 'a\nb\n1\n'],
    ["(sed '$d'; date +%s)", 'a\nb\n2\n'],
    ["(sed -n 'n;p'; date +%s)", 'b\n2\n'],
    ['(grep nothing; echo $?)', '1\n'],
    ['grep -n b', '2:b\n'],
    ['grep -A 1 b', 'b\nc\n'],
    ['grep -e c -e a', 'a\nc\n'],
    ['grep -c .', '3\n'],
    ["awk 'END {print NR}'", '3\n'],
  ])('%s', async (command, said) => {
    expect(await sh(`${SLOW} | ${command}`)).toBe(said);
  });

  test('so that what writes to it is ended', async () => {
    expect(await sh('yes | grep -n y | head -n 2; echo ${PIPESTATUS[@]}')).toBe('1:y\n2:y\n141 141 0\n');
    expect(await sh("yes | awk '{print NR}' | tail -n +3 | head -n 2")).toBe('3\n4\n');
  });

  test('at the packet that was waited for', async () => {
    expect(await sh('ping 192.168.70.1 | grep -m1 seq=2 | wc -l; date +%s')).toBe('1\n2\n');
  });
});

describe('what is printed is what it would be of all at once', () => {
  test.each([
    ['(echo a; sleep 1; echo a; sleep 1; echo b) | uniq -c', '      2 a\n      1 b\n'],
    ['(echo a; sleep 1; printf b) | sed s/b/c/', 'a\nc'],
    ['(echo a; sleep 1; printf b) | cat', 'a\nb'],
    ['(printf a; sleep 1; printf "b\\nc") | grep -o .', 'a\nb\nc\n'],
    ["(echo 1; sleep 1; echo 2) | awk '{s += $1} END {print s, NR}'", '3 2\n'],
    ['(echo b; sleep 1; echo c) | tee f g | cat; cat f g', 'b\nc\nb\nc\nb\nc\n'],
    ['echo x > f; (echo y; sleep 1; echo z) | tee -a f > /dev/null; cat f', 'x\ny\nz\n'],
    ['seq 30000 | sed -n "s/^2999\\(.\\)$/x\\1/p" | wc -l', '10\n'],
    ['echo é | sed s/é/ü/ | grep ü', 'ü\n'],
    ['(sleep 5; echo x) | grep local /etc/hosts | head -n 1; date +%s', '127.0.0.1\tlocalhost\n5\n'],
  ])('%s', async (line, said) => {
    expect(await sh(line)).toBe(said);
  });
});
