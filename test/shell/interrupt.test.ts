// biome-ignore-all lint/suspicious/noTemplateCurlyInString: bash has them, too
/** Ctrl-C, two and a half seconds after a line was typed: as bash 5.2 did at a terminal with the same lines. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Lab } from '../../lib/lab';
import { SECOND } from '../../lib/network';

const lab = new Lab();
beforeAll(async () => {
  await lab.run('host', 'systemctl start docker');
  await lab.run('host', 'docker run -d --name box busybox sleep 100000');
});

async function interrupted(place: string, line: string): Promise<readonly [string, number]> {
  // A second passes between two lines.
  const timer = lab.host.clock.schedule(3.5 * SECOND, () => lab.interrupt());
  const { stdout, stderr, exitCode } = await lab.run(place, line);
  timer.cancel();
  return [stdout + stderr, exitCode];
}

const STATISTICS = /3 packets transmitted, 3 received/;

describe('what dies of it takes the line with it', () => {
  test.each([
    ['sleep 100; echo after'],
    ['x=$(sleep 100); echo after'],
    ['sleep 100 | cat; echo after'],
    ['sleep 100 & wait; echo after'],
    ['sleep 100 && echo yes || echo no'],
    ['(sleep 100; echo in); echo after'],
    ['for i in 1 2; do sleep 100; echo $i; done; echo after'],
    ['while true; do sleep 1; done; echo after'],
    ['while sleep 100; do echo x; done; echo after'],
    ['until false; do sleep 1; done'],
    ['timeout 50 sleep 100; echo after'],
    ['f() { sleep 100; echo in; }; f; echo after'],
    ["bash -c 'sleep 100; echo in'; echo after"],
    ["eval 'sleep 100; echo in'; echo after"],
    ['echo $(sleep 100) after'],
    ['if sleep 100; then echo t; else echo f; fi; echo after'],
    ['! sleep 100; echo after'],
    ['{ sleep 100; echo a; } | cat; echo after'],
    ['sleep 100 > /dev/null; echo after'],
    ['(sleep 100; echo late) | while read x; do echo $x; done; echo after'],
    ['cat <(sleep 100); echo after'],
    ["docker exec box sh -c 'sleep 100; echo in'; echo after"],
    ["ip netns add other; ip netns exec other sh -c 'sleep 100; echo in'; echo after"],
    ['nc -l 9999; echo after'],
    ['while true; do ping -c 100 192.168.70.1 > /dev/null; done; echo after'],
    ["trap 'echo int' INT; for i in 1 2; do sleep 100; echo $i; done"],
  ])('%s', async (line) => {
    expect(await interrupted('host', line)).toEqual(['', 130]);
    await lab.run('host', 'trap - INT; kill %1 2> /dev/null; wait');
  });

  test('in a container as well, and what was printed stays', async () => {
    expect(await interrupted('box', 'for i in 1 2 3 4; do echo $i; sleep 1; done; echo after')).toEqual([
      '1\n2\n3\n',
      130,
    ]);
    expect(await interrupted('host', 'echo a; sleep 100; echo b')).toEqual(['a\n', 130]);
  });
});

describe('what heeds it ends by itself, and the line goes on', () => {
  test.each([
    ['ping 192.168.70.1; echo after $?', /3 received[\s\S]*after 0\n$/, 0],
    ['ping 192.168.70.1 > f; tail -n 2 f | head -n 1; echo after', /^3 packets transmitted, 3 received.*\nafter\n$/, 0],
    ['x=$(ping 192.168.70.1); echo "$x" | tail -n 2', STATISTICS, 0],
    ['ping 192.168.70.1', STATISTICS, 0],
    ['timeout 50 ping 192.168.70.1; echo after', /3 received[\s\S]*after\n$/, 0],
    ['tcpdump -ni lo 2> f; cat f; echo after', /0 packets captured[\s\S]*after\n$/, 0],
    ['watch -n 1 -t echo x; echo after', /^x\n\nx\n\nx\n\nafter\n$/, 0],
    ['for i in 1 2; do ping -c 4 192.168.70.1 | true; echo $i; done', /^1\n2\n$/, 0],
    ["trap 'echo int' INT; sleep 100; echo after $?", /^after 130\n$/, 0],
    ["trap 'echo int' INT; sleep 100 & wait; echo after $?", /^int\nafter 130\n$/, 0],
    ["trap '' INT; sleep 3; echo after $?", /^after 0\n$/, 0],
  ])('%s', async (line, said, code) => {
    const [printed, exitCode] = await interrupted('host', line);
    expect(printed).toMatch(said);
    expect(exitCode).toBe(code);
    await lab.run('host', 'trap - INT; kill %1 2> /dev/null; wait');
  });

  test('but what reads it dies', async () => {
    expect((await interrupted('host', 'ping 192.168.70.1 | cat; echo after'))[1]).toBe(130);
  });
});
