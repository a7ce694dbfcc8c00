/** What would take the machines too far is answered in a sentence, and they go on. */
import { beforeEach, describe, expect, test } from 'vitest';
import { Lab } from '../../lib/lab';
import { describeOverrun } from '../../lib/shell/limits';

let lab: Lab;
beforeEach(() => {
  lab = new Lab();
});

async function run(line: string): Promise<readonly [said: string, exitCode: number]> {
  const { stdout, stderr, exitCode } = await lab.run(lab.entered.name, line);
  return [stdout + stderr, exitCode];
}

test.each([
  ['sleep 1e300', "sleep: 1e+300 seconds are more than chainwalk's clock counts to\n", 1],
  ['ping -i 1e300 192.168.70.1', 'ping: bad timing interval: 1e300\n', 2],
  ['ping -c 1 -W 1e300 192.168.70.1', 'ping: bad linger time: 1e300\n', 2],
  ['ping -w 1e300 192.168.70.1', "ping: invalid argument: '1e300'\n", 1],
])('%s', async (line, said, exitCode) => {
  expect(await run(line)).toEqual([said, exitCode]);
  expect(await run('date +%Y')).toEqual(['2022\n', 0]);
});

test('settings that the kernel refuses', async () => {
  const refused = (name: string): readonly [string, number] => [`sysctl: setting key "${name}": Invalid argument\n`, 1];
  expect(await run('sysctl net.ipv4.ip_default_ttl=256')).toEqual(refused('net.ipv4.ip_default_ttl'));
  expect(await run('sysctl -w net.ipv4.ip_local_port_range="70000 1"')).toEqual(
    refused('net.ipv4.ip_local_port_range'),
  );
  expect(await run('echo 256 > /proc/sys/net/ipv4/ip_default_ttl')).toEqual([
    'bash: echo: write error: Invalid argument\n',
    1,
  ]);
  const setting = '/proc/sys/net/ipv4/ip_default_ttl';
  expect(await run(`echo 65 > ${setting}; printf 256 > ${setting}; echo a > ${setting}`)).toEqual([
    'bash: printf: write error: Invalid argument\nbash: echo: write error: Invalid argument\n',
    1,
  ]);
  expect(await run(`echo 256 | tee ${setting} > /dev/null`)).toEqual([`tee: ${setting}: Invalid argument\n`, 1]);
  expect(await run(`echo 256 | tee /nowhere/file > /dev/null`)).toEqual([
    'tee: /nowhere/file: No such file or directory\n',
    1,
  ]);
  expect(await run(`echo 256 | cat > ${setting}`)).toEqual(['cat: write error: Invalid argument\n', 1]);
  expect(await run(`for ttl in 64 256; do printf $ttl > ${setting}; done`)).toEqual([
    'bash: printf: write error: Invalid argument\n',
    1,
  ]);
  expect(await run(`cat ${setting}`)).toEqual(['64\n', 0]);
  expect(await run('echo 65 > /proc/sys/net/ipv4/ip_default_ttl; cat /proc/sys/net/ipv4/ip_default_ttl')).toEqual([
    '65\n',
    0,
  ]);
});

test('three cables between two bridges', async () => {
  lab = new Lab({ pause: 2 });
  const cables = [0, 1, 2].flatMap((cable) => [
    `ip link add a${cable} type veth peer name b${cable}`,
    `ip link set a${cable} master left up; ip link set b${cable} master right up`,
  ]);
  for (const line of ['ip link add left type bridge', 'ip link add right type bridge', ...cables])
    expect(await run(line)).toEqual(['', 0]);
  await run('ip addr add 10.9.0.1/24 dev left; ip link set left up; ip link set right up');
  const storm =
    /chainwalk: More than 50,000 frames are on their way at once, as in a loop of bridges, and were dropped; one of them is ARP who-has 10\.9\.0\.2 \(from 10\.9\.0\.1\) from [ab][012] of host to [ab][012] of host\.\n$/;
  const [said, exitCode] = await run('ping -c 1 10.9.0.2');
  expect([said, exitCode]).toEqual([expect.stringMatching(storm), 130]);
  // The neighbour is asked after once more a second later, in the pause before the next command.
  expect(await run('ip link set a1 down; ip link set a2 down')).toEqual([expect.stringMatching(storm), 0]);
  expect(await run('echo on')).toEqual(['on\n', 0]);
});

describe('what never ends is interrupted, and the machines go on', () => {
  const PING = 'chainwalk: ping was interrupted after 100 lines: it does not end by itself; -c ends it\n';

  const STEPS = 'the line took more than 250,000 steps, as a loop without an end does';

  test('ping, which prints its statistics as after Ctrl-C', async () => {
    const { stdout, stderr, exitCode } = await lab.run('host', 'ping 192.168.70.1');
    expect(stdout.split('\n').length).toBeLessThan(110);
    expect(stdout).toMatch(/--- 192\.168\.70\.1 ping statistics ---\n[^\n]+\nrtt min/);
    expect([stderr, exitCode]).toEqual([PING, 0]);
    expect(await run('echo on')).toEqual(['on\n', 0]);
  });

  test('ping that a container runs, and one that is piped', async () => {
    await run('systemctl start docker; docker run -d --name box busybox sleep 100000');
    const { stdout, stderr } = await lab.run('host', 'docker exec box ping 192.168.70.1');
    expect([stdout.includes('ping statistics'), stderr]).toEqual([true, PING]);
    expect((await lab.run('host', 'ping 192.168.70.1 | head -1')).stdout).toMatch(/^PING .*\n$/);
  });

  test('ping that counts is left alone', async () => {
    const { stdout, stderr } = await lab.run('host', 'ping -q -c 1500 192.168.70.1');
    expect(stdout).toContain('1500 packets transmitted, 1500 received, 0% packet loss');
    expect(stderr).toBe('');
  });

  test('ping that counts to more than a call takes arguments', async () => {
    const { stdout, stderr } = await lab.run('host', 'ping -q -i 0.2 -c 140000 192.168.70.1');
    expect([stdout.includes('140000 packets transmitted, 140000 received'), stderr]).toEqual([true, '']);
  });

  test.each([
    ['f() { f; }; f', 'the function f called itself more than 1,000 deep'],
    ["echo a | sed ':a;ba'", 'sed went round more than 1,200,000 times'],
    ["awk 'BEGIN { while (1); }'", 'awk went round more than 1,200,000 times'],
    ['jq -n "def f: f; f"', 'jq called itself too deep'],
    ['x=a; while true; do x=$x$x; done', 'bash took more room than it may'],
    [`${'echo $('.repeat(60)}echo a${')'.repeat(60)}`, '$(…) lies more than 50 deep in another'],
    ['until false; do sleep 1; done', 'the line took more than 20,000 programs'],
    ['while true; do :; done; echo b', STEPS],
    ['for ((;;)); do :; done', STEPS],
    ['f() { until false; do :; done; }; f', STEPS],
    ['(while :; do x=$(echo a); done) | cat', STEPS],
  ])('%s', async (line, what) => {
    expect(await run(line)).toEqual([`chainwalk: ${what}, and was interrupted\n`, 130]);
    expect(await run('echo on')).toEqual(['on\n', 0]);
  });

  test.each([
    ['echo "server: rate limit exceeded" >&2; echo on', 'on\nserver: rate limit exceeded\n', 0],
    [
      'cat "/tmp/too many commands executed"; true',
      'cat: /tmp/too many commands executed: No such file or directory\n',
      0,
    ],
    ['ls "a: limit exceeded"; echo $?', "2\nls: cannot access 'a: limit exceeded': No such file or directory\n", 0],
    ['echo "bash: output size limit exceeded (5 bytes)" >&2', 'bash: output size limit exceeded (5 bytes)\n', 0],
  ])('%s is no overrun', async (line, said, exitCode) => {
    expect(await run(line)).toEqual([said, exitCode]);
  });

  test('jq that finds its own limit before that of the stack', () => {
    const said = 'chainwalk: jq called itself too deep, and was interrupted\n';
    expect(describeOverrun('jq: query depth limit exceeded (1000)\n', 5)).toBe(said);
    expect(describeOverrun('jq: parse error: Maximum call stack size exceeded\n', 5)).toBe(said);
  });

  test.each([
    'while true; do :; done',
    'for ((;;)); do :; done',
    'f() { until false; do :; done; }; f',
    '(while :; do x=$(echo a); done) | cat',
    'docker exec box sh -c "while :; do :; done"',
  ])('%s hears Ctrl-C', async (line) => {
    await run('systemctl start docker; docker run -d --name box busybox sleep 100000');
    setTimeout(() => lab.interrupt(), 60);
    // Nor does it come to the end of its steps.
    expect(await run(line)).toEqual(['', 130]);
    expect(await run('echo on')).toEqual(['on\n', 0]);
  });

  test('what is only long ends by itself', async () => {
    expect(await run('for i in $(seq 150000); do :; done; echo $i')).toEqual(['150000\n', 0]);
    expect(await run('seq 1000000 | tail -1')).toEqual(['1000000\n', 0]);
  });

  test('others have their turn meanwhile, and may interrupt it', async () => {
    setTimeout(() => lab.interrupt(), 60);
    const { stdout, stderr, exitCode } = await lab.run('host', 'until false; do ping -c 100 192.168.70.1; done');
    expect([stdout.length < 10_000_000, stderr, exitCode]).toEqual([true, '', 130]);
    expect(await run('echo on')).toEqual(['on\n', 0]);
  });

  test('so have they between two commands', async () => {
    let goesOn = true;
    setTimeout(() => {
      goesOn = false;
    }, 60);
    while (goesOn) await lab.run('host', 'true');
  });
});

test('exit leaves a container with the code that bash ends with', async () => {
  await run('systemctl start docker; docker run -d --name box busybox sleep 100000');
  for (const [line, said, exitCode] of [
    ['exit 256', '', 0],
    ['exit 99999999999999999999', 'bash: exit: 99999999999999999999: numeric argument required\n', 2],
  ]) {
    await run('docker exec -it box sh');
    expect(await run(`${line}`)).toEqual([said, exitCode]);
    expect(await run('hostname')).toEqual(['localhost\n', 0]);
  }
});
