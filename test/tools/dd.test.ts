/** dd, truncate, and the devices without an end, as coreutils 9.1 and busybox 1.35 answer. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Lab } from '../../lib/lab';

const lab = new Lab();
beforeAll(async () => {
  for (const line of ['systemctl start docker', 'docker run -d --name box busybox sleep 100000'])
    await lab.run('host', line);
});

/** What a line prints, complaints last; what it took is not compared. */
async function sh(line: string, place = 'host'): Promise<string> {
  const { stdout, stderr } = await lab.run(place, line);
  return (stdout + stderr).replace(/copied, .*/g, 'copied');
}

describe('dd', () => {
  test.each([
    [
      'dd if=/dev/zero of=f bs=1k count=3; wc -c < f',
      '3072\n3+0 records in\n3+0 records out\n3072 bytes (3.1 kB, 3.0 KiB) copied\n',
    ],
    [
      'echo hello | dd; dd if=/dev/null',
      'hello\n0+1 records in\n0+1 records out\n6 bytes copied\n0+0 records in\n0+0 records out\n0 bytes copied\n',
    ],
    [
      'seq 300 > f; dd if=f status=noxfer > g; cmp f g 2> /dev/null; wc -c < g',
      '1092\n2+1 records in\n2+1 records out\n',
    ],
    ['(echo a; sleep 1; echo b) | dd status=noxfer ibs=2', 'a\nb\n2+0 records in\n0+1 records out\n'],
    ['echo hello > f; echo HE | dd of=f conv=notrunc bs=1 count=2 status=none; cat f', 'HEllo\n'],
    ['echo hello > f; echo HE | dd of=f bs=1 count=2 status=none; cat f', 'HE'],
    ['echo hello > f; dd if=f bs=1 skip=1 count=3 status=none', 'ell'],
    ['echo ab > f; dd if=f of=g bs=1 seek=2 count=1 status=none; od -An -c g', '  \\0  \\0   a\n'],
    ['echo abc | dd conv=ucase status=none', 'ABC\n'],
    ['yes | dd bs=1k count=2 iflag=fullblock status=none | wc -c', '2048\n'],
    ['dd if=/nope; echo $?', "1\ndd: failed to open '/nope': No such file or directory\n"],
    ['dd foo', "dd: unrecognized operand ‘foo’\nTry 'dd --help' for more information.\n"],
    ['dd bs=x', 'dd: invalid number: ‘x’\n'],
    ['dd conv=swab', 'dd: conv=swab is not modelled by chainwalk\n'],
    ['dd if=/dev/zero of=/dev/null bs=1M count=100 status=none; echo $?', '0\n'],
    ['dd if=/dev/zero of=/dev/full count=1', "dd: error writing '/dev/full': No space left on device\n"],
  ])('%s', async (line, said) => {
    expect(await sh(`rm -f f g; ${line}`)).toBe(said);
  });

  test('of busybox has its own words', async () => {
    expect(await sh('dd if=/dev/zero of=f bs=1k count=3', 'box')).toBe(
      '3+0 records in\n3+0 records out\n3072 bytes (3.0KB) copied\n',
    );
    expect(await sh('dd if=/nope', 'box')).toBe("dd: can't open '/nope': No such file or directory\n");
  });
});

describe('devices without an end', () => {
  test.each([
    ['head -c 3 /dev/zero | od -An -c', '  \\0  \\0  \\0\n'],
    ['head -c 2K /dev/urandom | wc -c', '2048\n'],
    ['tr -dc a-z < /dev/urandom | head -c 8 | wc -c', '8\n'],
    ['cat /dev/urandom | tr -dc 0-9 | fold -w 4 | head -n 2 | wc', /^ *2 +2 +10\n$/],
    ['od -An -N4 -tx1 /dev/urandom | wc -w', '4\n'],
    ['sort /dev/zero; echo $?', '2\nsort: reading /dev/zero, which has no end, is not modelled by chainwalk\n'],
    ['echo x > /dev/zero; echo $?', '0\n'],
  ])('%s', async (line, said) => {
    const answer = await sh(line);
    if (typeof said === 'string') expect(answer).toBe(said);
    else expect(answer).toMatch(said);
  });

  test('feed what is sent', async () => {
    await sh('nc -l 9000 | wc -c > got &', 'client');
    await sh('head -c 100000 /dev/zero | nc -N 192.168.70.1 9000');
    expect(await sh('sleep 1; cat got', 'client')).toBe('100000\n');
  });
});

test.each([
  ['truncate -s 10 f; wc -c < f; truncate -s +5 f; wc -c < f; truncate -s 1K f; wc -c < f', '10\n15\n1024\n'],
  ['echo hello > f; truncate -s 2 f; cat f; truncate -s -1 f; cat f', 'heh'],
  ['truncate -c -s 1 nope; ls nope', "ls: cannot access 'nope': No such file or directory\n"],
  [
    'truncate f',
    "truncate: you must specify either ‘--size’ or ‘--reference’\nTry 'truncate --help' for more information.\n",
  ],
  ['truncate -s x f', 'truncate: Invalid number: ‘x’\n'],
])('%s', async (line, said) => {
  expect(await sh(`rm -f f; ${line}`)).toBe(said);
});

describe('accounts, and names of files', () => {
  test.each([
    ["su - root -c 'pwd; echo $USER'", '/root\nroot\n'],
    ['cd /tmp; su -c pwd; cd', '/tmp\n'],
    ['su nobody -c id; echo $?', 'This account is currently not available.\n1\n'],
    ['su nobody -s /bin/sh -c id', 'su: processes of the user nobody are not modelled by chainwalk\n'],
    ['sudo -u root id -u', '0\n'],
    ['sudo -u nobody id; echo $?', '2\nsudo: processes of the user nobody are not modelled by chainwalk\n'],
    [
      'grep -H localhost /etc/hostname; echo a | grep -H a; grep -Hc . /etc/hostname',
      '/etc/hostname:localhost\n(standard input):a\n/etc/hostname:1\n',
    ],
    ["printf 'b\\nA\\na\\n_\\n' | sort", 'A\n_\na\nb\n'],
  ])('%s', async (line, said) => {
    expect(await sh(line)).toBe(said);
  });
});
