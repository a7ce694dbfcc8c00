/** What differs between real runs is masked, and nothing else. */
import { describe, expect, test } from 'vitest';
import { drawnPorts, mask } from '../../lib/compare';

/** Outputs of two runs that are no difference: what both look like. */
const ALIKE: readonly (readonly [command: string, one: string, other: string, masked: string])[] = [
  ['conntrack -L -p tcp', 'tcp b\ntcp a\n', 'tcp a\ntcp b\n', 'tcp a\ntcp b'],
  ['conntrack -L', 'type=8 code=0 id=148 src=', 'type=8 code=0 id=13336 src=', 'type=8 code=0 id=N src='],
  ['cat x', 'ICMP echo request, id 7, seq 1', 'ICMP echo request, id 812, seq 1', 'ICMP echo request, id N, seq 1'],
  ['dmesg', '[   12.5] fwd: IN= ID=7 DF', '[64402.143213] fwd: IN= ID=99 DF', '[TIME] fwd: IN= ID=N DF'],
  ['pgrep -a nginx', '12 nginx: a', '345 nginx: a', 'PID nginx: a'],
  ['pidof nginx', '469 439', '31 30', 'PID PID'],
  ['docker top web | pgrep -f x', '12', '13', 'PID'],
  [
    'docker exec web ps',
    '    1 root nginx\n    7 root ps',
    '    1 root nginx\n    3 root ps',
    '1 root nginx\nPID root ps',
  ],
  ["docker inspect -f '{{.State.Pid}} {{.Id}}' web", '1209 web2', '439 web2', 'PID web2'],
  ['docker inspect web', '"Pid": 1209,', '"Pid": 43,', '"Pid": PID,'],
  ['docker inspect web', '"2022-07-02T08:00:02.584086Z"', '"2026-11-30T13:43:35.718350446Z"', '"TIME"'],
  ['docker ps', '2022-07-02 08:00:02 +0000 UTC', '2026-11-30 13:43:35 +0000 UTC', 'TIME'],
  ['date', 'Sat Jul  2 08:00:29 UTC 2022', 'Mon Nov 30 13:44:02 UTC 2026', 'DATE'],
  ['ls -l', 'root 10 Jul  2 08:00 a', 'root 10 Nov 29  2019 a', 'root 10 WHEN a'],
  ['curl -v a', '< Date: Sat, 02 Jul', '< Date: Mon, 30 Nov', '< Date: DATE'],
  ['curl -I a', 'Last-Modified: Sat, 02 Jul', 'Last-Modified: Mon, 30 Nov', 'Last-Modified: DATE'],
  ['curl -I a', 'ETag: "62bffb03-9c40"', 'ETag: "6b0e1a11-9c40"', 'ETag: "TIME-9c40"'],
  ['curl -v a b', 'host: 0x55dc798c9200 [', 'host: 0x556cc8d58200 [', 'host: 0xADDRESS ['],
  ['ping -A a', '0.010 ms, ipg/ewma 0.047/0.022 ms', '0.010 ms, ipg/ewma 1.5/3.022 ms', '0.010 ms, ipg/ewma T ms'],
  ['nginx -s stop', '[notice] 483#483: signal', '[notice] 1210#1210: signal', '[notice] PID#PID: signal'],
  ['ip -br link', 'ens33 UP', 'ens33@if2 UP', 'ens33 UP'],
  ['ip -br addr', 'ens33            UP', 'ens33@if2        UP', 'ens33            UP'],
  ['netstat -tn', '10.0.0.1:34567 10.0.0.2:80', '10.0.0.1:60001 10.0.0.2:80', '10.0.0.1:N 10.0.0.2:80'],
  [
    'tcpdump',
    'IP 10.0.0.1.34567 > 10.0.0.2.80: S',
    'IP 10.0.0.1.40000 > 10.0.0.2.80: S',
    'IP 10.0.0.1.N > 10.0.0.2.80: S',
  ],
  [
    'tcpdump -v',
    'IP (id 7, offset 0) 10.0.0.1.80 > 10.0.0.2.40000: S, cksum 0x1234 (correct), seq 4243049447, ack 1234567890, TS val 5 ecr 9',
    'IP (id 9, offset 0) 10.0.0.1.80 > 10.0.0.2.39999: S, cksum 0xabcd (correct), seq 1243049447, ack 2234567890, TS val 6 ecr 8',
    'IP (id N, offset 0) 10.0.0.1.80 > 10.0.0.2.N: S, cksum 0xN (correct), seq N, ack N, TS val N ecr N',
  ],
  ['tcpdump', 'seq 1:75, TS val 5 ecr 0', 'seq 1:75, TS val 6 ecr 0', 'seq 1:75, TS val N ecr 0'],
  [
    'ss -s',
    'Total: 2\nTCP: 2 (estab 0, closed 0, orphaned 0',
    'Total: 9\nTCP: 4 (estab 0, closed 2, orphaned 1',
    'Total: N\nTCP: N (estab 0, closed N, orphaned N',
  ],
  ['ping -Q', 'ping: invalid\nBusyBox v1 () multi-call binary.\n\nUsage: x\n', 'ping: invalid', 'ping: invalid'],
  ['echo > a', "sh: eval: line 2: can't create a", "sh: can't create a", "sh: can't create a"],
  ['docker images', 'web  latest  AGE ago  142MB', 'web  latest  AGE ago  23.5MB', 'web  latest  AGE ago  SIZE'],
];

test.each(ALIKE)('%s', (command, one, other, masked) => {
  const isDrawn = (port: number) => port >= 32_768;
  expect(mask(command, one, isDrawn)).toBe(masked);
  expect(mask(command, other, isDrawn)).toBe(masked);
});

/** What is masked in another command's output, or looks like it. */
const KEPT: readonly (readonly [command: string, output: string])[] = [
  ['pgrep -c nginx', '2'],
  ['pgrep nginx | wc -l', '2'],
  ['docker inspect web', '"StartedAt": "0001-01-01T00:00:00Z", "Pid": 0'],
  ["docker inspect -f '{{.State.ExitCode}}' web", '137'],
  ['ps', '1 root nginx'],
  ['docker ps', 'web 0.0.0.0:49153->80/tcp'],
  ['ip addr', 'inet 172.17.0.2/16'],
  ['dmesg', 'IN= ID=0 DF'],
  ['traceroute -n a', '1  172.17.0.1  2.5'],
];

test.each(KEPT)('%s: %s', (command, output) => {
  expect(mask(command, output, (port) => port >= 32_768)).toBe(output);
});

test('curl’s progress, which a terminal does not show', () => {
  const progress = [
    '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current',
    '                                 Dload  Upload   Total   Spent    Left  Speed',
    '\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0\r100   616  100   616    0     0   515k      0 --:--:-- --:--:-- --:--:--  601k',
    'curl: (7) Failed',
  ].join('\n');
  expect(mask('curl -i a', progress, () => false)).toBe('curl: (7) Failed');
});

test('containers of a network are listed by their names', () => {
  const block = (id: string, name: string) =>
    `            "${id.repeat(64)}": {\n                "Name": "${name}"\n            }`;
  const listing = (...blocks: readonly string[]) =>
    `        "Containers": {\n${blocks.join(',\n')}\n        },\n        "Options": {}`;
  const one = mask('docker network inspect bridge', listing(block('a', 'web'), block('b', 'db')), () => false);
  expect(one).toBe(mask('docker network inspect bridge', listing(block('1', 'db'), block('2', 'web')), () => false));
  expect(one).toMatch(/"Name": "db"[\s\S]*"Name": "web"/);
});

describe('ports that are drawn', () => {
  const drawn = (...commands: readonly string[]) => drawnPorts(commands.map((command) => ({ command })));

  test('of sockets, and those that no command names', () => {
    const isDrawn = drawn('docker run -p 8080:80 -d web', 'curl 192.168.70.6:8080');
    expect([80, 443, 8080, 1024, 5000, 32_768, 60_999].filter(isDrawn)).toEqual([1024, 5000, 32_768, 60_999]);
  });

  test('an address is no port', () => {
    expect(drawn('ping 10.0.1050.1', 'curl 10.20.30.2000')(2000)).toBe(true);
  });

  test.each([
    'iptables -t nat -A POSTROUTING -p tcp -j MASQUERADE --to-ports 700-800',
    'iptables -t nat -A POSTROUTING -p tcp -j SNAT --to-source 10.0.0.1:700-800 --random',
    'nft add rule ip nat post ip protocol tcp snat to 10.0.0.1:700-800',
    'nft add rule ip nat post ip protocol tcp masquerade to :700-800',
  ])('of the range that %s gives', (rule) => {
    expect([699, 700, 750, 800, 801].filter(drawn(rule))).toEqual([700, 750, 800]);
  });

  test('a range of addresses is no range of ports', () => {
    expect(drawn('iptables -t nat -A POSTROUTING -j SNAT --to-source 10.0.0.1-10.0.0.9')(5)).toBe(false);
  });
});
