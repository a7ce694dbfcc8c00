/** What would take the machines too far is answered in a sentence, and they go on. */
import { beforeEach, expect, test } from 'vitest';
import { Lab } from '../../lib/lab';

let lab: Lab;
beforeEach(() => {
  lab = new Lab();
});

async function run(line: string): Promise<readonly [said: string, exitCode: number]> {
  const { stdout, stderr, exitCode } = await lab.run('host', line);
  return [stdout + stderr, exitCode];
}

test.each([
  ['sleep 1e300', "sleep: 1e+300 seconds are more than chainwalk's clock counts to\n", 1],
  ['ping -i 1e300 192.168.70.1', 'ping: bad timing interval: 1e300\n', 2],
  ['ping -c 1 -W 1e300 192.168.70.1', 'ping: bad linger time: 1e300\n', 2],
  ['ping -w 1e300 192.168.70.1', "ping: invalid argument: '1e300': out of range: 0 <= value <= 2147483647\n", 2],
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
