/** tcpdump while something happens: what is handed over when, how it ends, what its file has. */
import { beforeEach, expect, test } from 'vitest';
import { SECOND } from '../../../lib/network';
import { programs } from '../../../lib/tools';
import { run, start, type World, world } from '../world';

let w: World;

beforeEach(() => {
  w = world();
});

const tcpdump = (...words: readonly string[]) =>
  start(w.host, programs.get('tcpdump') as NonNullable<ReturnType<typeof programs.get>>, ['tcpdump', '-nt', ...words]);
const client = (...words: readonly string[]) => run(w.client, programs.get(words[0] ?? ''), words);

const LISTENING = `tcpdump: verbose output suppressed, use -v[v]... for full protocol decode
listening on ens33, link-type EN10MB (Ethernet), snapshot length 262144 bytes
`;

test('packets are handed over once a second; with -c it ends, and the kernel has counted on', () => {
  const process = tcpdump('-i', 'ens33', '-c', '2', 'icmp');
  client('ping', '-c', '3', '-i', '0.2', '192.168.70.6');
  expect(process.stdout).toBe('');
  w.clock.advance(SECOND);
  expect(process.running).toBe(false);
  expect(process.stdout.replace(/id \d+/g, 'id N')).toBe(
    `IP 192.168.70.1 > 192.168.70.6: ICMP echo request, id N, seq 1, length 64
IP 192.168.70.6 > 192.168.70.1: ICMP echo reply, id N, seq 1, length 64
`,
  );
  expect(process.stderr).toBe(
    `${LISTENING}2 packets captured\n6 packets received by filter\n0 packets dropped by kernel\n`,
  );
  expect(process.exitCode).toBe(0);
});

test('interrupted before the second is over, it has seen nothing; with --immediate-mode all', () => {
  const late = tcpdump('-i', 'ens33', 'icmp');
  const early = tcpdump('-i', 'ens33', '--immediate-mode', 'icmp');
  client('ping', '-c', '1', '192.168.70.6');
  late.kill('SIGINT');
  early.kill('SIGTERM');
  expect([late.stdout, late.exitCode]).toEqual(['\n', 0]);
  expect(late.stderr).toContain('\n0 packets captured\n2 packets received by filter\n');
  expect(early.stdout.split('\n')).toHaveLength(4);
  expect(early.stderr).toContain('\n2 packets captured\n2 packets received by filter\n');
});

test('on loopback a packet is shown once and counted twice, and its checksum is not complete', () => {
  const process = tcpdump('-i', 'lo', '-v', 'tcp');
  run(w.host, programs.get('nc'), ['nc', '-z', '127.0.0.1', '5']);
  w.clock.advance(SECOND);
  process.kill('SIGINT');
  expect(process.stdout).toMatch(/Flags \[S\], cksum 0xfe30 \(incorrect -> 0x[0-9a-f]{4}\), seq \d+, win 65495/);
  expect(process.stdout).toMatch(/Flags \[R\.\], cksum 0x[0-9a-f]{4} \(correct\), seq 0/);
  expect(process.stderr).toContain('\n2 packets captured\n4 packets received by filter\n');
});

test('a file has what was captured, and any knows the devices', () => {
  const any = tcpdump('-i', 'any', '-w', 'any.pcap', 'arp or icmp');
  client('ping', '-c', '1', '192.168.70.6');
  w.clock.advance(SECOND);
  any.kill('SIGINT');
  expect([any.stdout, any.stderr]).toEqual([
    '',
    `tcpdump: data link type LINUX_SLL2
tcpdump: listening on any, link-type LINUX_SLL2 (Linux cooked v2), snapshot length 262144 bytes
4 packets captured
4 packets received by filter
0 packets dropped by kernel
`,
  ]);
  const read = run(w.host, programs.get('tcpdump'), ['tcpdump', '-ntr', 'any.pcap']);
  expect(
    read.stdout.replace(/id \d+/g, 'id N'),
  ).toBe(`ens33 B   ARP, Request who-has 192.168.70.6 tell 192.168.70.1, length 28
ens33 Out ARP, Reply 192.168.70.6 is-at 00:0c:29:aa:70:06, length 28
ens33 In  IP 192.168.70.1 > 192.168.70.6: ICMP echo request, id N, seq 1, length 64
ens33 Out IP 192.168.70.6 > 192.168.70.1: ICMP echo reply, id N, seq 1, length 64
`);
});

test.each([
  [['-i', 'nope'], 'tcpdump: nope: No such device exists\n(No such device exists)\n', 1],
  [['-c', 'x'], 'tcpdump: invalid packet count x\n', 1],
  [['-w', '-'], 'tcpdump: writing packets to standard output is not modelled by chainwalk\n', 2],
  [['-G', '5'], 'tcpdump: option "-G" is not modelled by chainwalk\n', 2],
  [['vlan'], 'tcpdump: filter "vlan" is not modelled by chainwalk\n', 2],
])('%j is refused', (words, stderr, exitCode) => {
  expect(run(w.host, programs.get('tcpdump'), ['tcpdump', ...words])).toEqual({ stdout: '', stderr, exitCode });
});

test('-D lists devices, the connected ones first', () => {
  expect(run(w.host, programs.get('tcpdump'), ['tcpdump', '-D']).stdout).toBe(`1.ens33 [Up, Running, Connected]
2.any (Pseudo-device that captures on all interfaces) [Up, Running]
3.lo [Up, Running, Loopback]
`);
});

test('options may stand behind the filter, as getopt_long of the GNU C library takes them', () => {
  const process = tcpdump('icmp', '-i', 'ens33', '-vc', '1', '--immediate-mode');
  client('ping', '-c', '1', '192.168.70.6');
  expect(process.running).toBe(false);
  expect(process.stdout).toMatch(
    /^IP \(tos 0x0, .*proto ICMP .*\n {4}192\.168\.70\.1 > 192\.168\.70\.6: ICMP echo request/,
  );
});
