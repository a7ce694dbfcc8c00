/** ip netns, ip -n and nsenter, as the real ones answered. */
import { beforeEach, expect, test } from 'vitest';
import { programs } from '../../lib/tools';
import { run, start, type World, world } from './world';

let w: World;

beforeEach(() => {
  w = world();
});

const type = (line: string) => {
  const words = line.split(' ');
  return run(w.client, programs.get(words[0] ?? ''), words);
};

test('a namespace is added, listed, entered and deleted', () => {
  expect(type('ip netns add a')).toEqual({ stdout: '', stderr: '', exitCode: 0 });
  expect(type('ip netns add a')).toEqual({
    stdout: '',
    stderr: 'Cannot create namespace file "/run/netns/a": File exists\n',
    exitCode: 1,
  });
  type('ip netns add b');
  expect(type('ip netns').stdout).toBe('b\na\n');
  expect(type('ip netns exec a ip -br link').stdout).toBe(
    'lo               DOWN           00:00:00:00:00:00 <LOOPBACK> \n',
  );
  type('ip netns exec a ip link set lo up');
  expect(type('ip -n a -4 -o addr').stdout).toBe(
    '1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever\n',
  );
  expect(type('ip netns exec b ip netns identify').stdout).toBe('b\n');
  type('ip netns del b');
  expect(type('ip netns list').stdout).toBe('a\n');
});

test('a cable leads from one namespace to another', () => {
  for (const line of [
    'ip netns add a',
    'ip link add v0 type veth peer name v1',
    'ip link set v1 netns a',
    'ip addr add 10.0.0.1/24 dev v0',
    'ip link set v0 up',
    'ip netns exec a ip addr add 10.0.0.2/24 dev v1',
    'ip -n a link set v1 up',
  ])
    expect(type(line)).toEqual({ stdout: '', stderr: '', exitCode: 0 });
  expect(type('ip netns list').stdout).toBe('a (id: 0)\n');
  expect(type('ip link show v0').stdout).toContain('brd ff:ff:ff:ff:ff:ff link-netns a\n');
  expect(type('ip -n a link show v1').stdout).toContain('brd ff:ff:ff:ff:ff:ff link-netnsid 0\n');
  expect(type('ip netns exec a ping -c 1 10.0.0.1').stdout).toContain('1 packets transmitted, 1 received');
  const nc = programs.get('nc');
  if (nc === undefined) throw new Error('there is no nc');
  start(w.client, programs.get('ip') ?? nc, 'ip netns exec a nc -l 7000'.split(' '));
  expect(type('nc -vz 10.0.0.2 7000').stderr).toContain('succeeded');
  type('ip netns del a');
  expect(type('ip link show v0').stderr).toBe('Device "v0" does not exist.\n');
});

test('nsenter goes where a process is', () => {
  type('ip netns add a');
  const nc = start(w.client, programs.get('ip') as NonNullable<ReturnType<typeof programs.get>>, [
    ...'ip netns exec a nc -l 7000'.split(' '),
  ]);
  const pid = type('ip netns pids a').stdout.trim();
  expect(nc.running).toBe(true);
  expect(type(`nsenter -t ${pid} -n ss -Htln`).stdout).toBe('LISTEN 0      1      0.0.0.0:7000 0.0.0.0:*\n');
  expect(type(`nsenter -nt ${pid} ip -br link`).stdout).toContain('DOWN');
  expect(type('nsenter --net=/var/run/netns/a ip netns identify').stdout).toBe('a\n');
});

test.each([
  ['ip netns exec nope ls', 'Cannot open network namespace "nope": No such file or directory\n', 255],
  ['ip netns del nope', 'Cannot remove namespace file "/run/netns/nope": No such file or directory\n', 1],
  ['ip netns foo', 'Command "foo" is unknown, try "ip netns help".\n', 255],
  ['ip -n nope link', 'Cannot open network namespace "nope": No such file or directory\n', 255],
  ['ip link set eth0 netns nope', 'Error: argument "nope" is wrong: Invalid "netns" value\n\n', 255],
  ['nsenter -t 99999 -n ip a', 'nsenter: cannot open /proc/99999/ns/net: No such file or directory\n', 1],
  ['nsenter -n ip a', 'nsenter: neither filename nor target pid supplied for ns/net\n', 1],
  ['nsenter --net=/nope ip a', 'nsenter: cannot open /nope: No such file or directory\n', 1],
  ['nsenter -t x -n ls', "nsenter: failed to parse pid: 'x'\n", 1],
  ['nsenter -t 1 -m ls', 'nsenter: option "-m" is not modelled by chainwalk\n', 2],
])('%s is refused', (line, stderr, exitCode) => {
  expect(type(line)).toEqual({ stdout: '', stderr, exitCode });
});
