/** traceroute 2.1.2, tracepath and arping of iputils, getent, id and ethtool, as those of Debian 12 answered. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Lab } from '../../lib/lab';

let machines: Lab;

async function lab(): Promise<Lab> {
  const machines = new Lab();
  await machines.sh('host# systemctl start docker');
  await machines.sh('host# docker run --name ng1 -d -p 8001:80 lkarrie/nginx1');
  await machines.sh('client# ip route add 172.17.0.0/16 via 192.168.70.6');
  await machines.sh('host# iptables -I DOCKER-USER -j ACCEPT');
  return machines;
}

beforeAll(async () => {
  machines = await lab();
});

/** What a line prints, times as N. */
async function said(line: string): Promise<string> {
  const { stdout, stderr } = await machines.sh(line);
  return `${stdout}${stderr}`.replace(/ +\d+\.\d{3} ?ms/g, ' N');
}

const HEADER = 'traceroute to 172.17.0.2 (172.17.0.2), 30 hops max, 60 byte packets\n';

describe('traceroute', () => {
  test.each([
    ['', 'N N N'],
    ['-I', 'N N N'],
    ['-T', 'N N N'],
    ['-T -p 9', 'N N N'],
    ['-U', 'N N N'],
    ['-p 5000 -q 1', 'N'],
    ['-q 1 -N 1', 'N'],
  ])('-n %s goes over the host to the container', async (options, times) => {
    // Each ICMP error to one machine takes of what there may be of them.
    await said('client# sleep 10');
    expect(await said(`client# traceroute -n ${options} 172.17.0.2`)).toBe(
      `${HEADER} 1  192.168.70.6 ${times}\n 2  172.17.0.2 ${times}\n`,
    );
  });

  test('many probes are on their way at once, to ports that follow each other', async () => {
    const ports: number[] = [];
    machines.host.net.device('docker0')?.taps.add((direction, { payload }) => {
      if (direction === 'out' && payload.kind === 'ipv4' && payload.transport.kind === 'udp')
        ports.push(payload.transport.destinationPort);
    });
    await machines.sh('client# traceroute -n -q 2 172.17.0.2');
    // The first two ended at the host.
    expect(ports).toEqual(ports.map((_, index) => 33_436 + index));
    expect(ports.length).toBe(14);
  });

  test('whom nobody answers for has stars; -m and -w bound it', async () => {
    const begin = machines.clock.now;
    expect(await said('client# traceroute -n -q 2 -m 3 -w 1 192.168.70.99')).toBe(
      'traceroute to 192.168.70.99 (192.168.70.99), 3 hops max, 60 byte packets\n 1  * *\n 2  * *\n 3  * *\n',
    );
    expect(machines.clock.now - begin).toBeLessThan(4_000_000);
    expect(await said('client# traceroute 192.168.70.6 100')).toBe(
      'traceroute to 192.168.70.6 (192.168.70.6), 30 hops max, 100 byte packets\n 1  192.168.70.6 (192.168.70.6) N N N\n',
    );
  });

  test.each([
    ['-q 11 1.2.3.4', 'no more than 10 probes per hop'],
    ['-m 300 1.2.3.4', 'max hops cannot be more than 255'],
    ['-n', 'Specify "host" missing argument.'],
    ['-n 1.2.3.4 abc', 'Cannot handle "packetlen" cmdline arg `abc\' on position 2 (argc 3)'],
    ['-n -w abc 1.2.3.4', "Cannot handle `-w' option with arg `abc' (argc 3)"],
    ['-n -x 1.2.3.4', "Bad option `-x' (argc 2)"],
    ['-A 1.2.3.4', 'traceroute: option "-A" is not modelled by chainwalk'],
  ])('%s', async (words, answer) => {
    expect(await machines.sh(`client# traceroute ${words}`)).toMatchObject({ stderr: `${answer}\n`, exitCode: 2 });
  });

  test('an address that is not its own', async () => {
    const { stderr, exitCode } = await machines.sh('client# traceroute -n -s 10.1.0.9 172.17.0.2');
    expect([stderr, exitCode]).toEqual(['bind: Cannot assign requested address\n', 1]);
  });
});

describe('tracepath', () => {
  test('finds what the path takes, and asks again', async () => {
    expect(await said('client# tracepath -n 172.17.0.2')).toBe(
      [
        ' 1?: [LOCALHOST]                      pmtu 1500',
        ' 1:  192.168.70.6                                        N ',
        ' 1:  192.168.70.6                                        N ',
        ' 2:  172.17.0.2                                          N reached',
        '     Resume: pmtu 1500 hops 2 back 2 \n',
      ]
        .join('\n')
        .replace(/ {2,}N/g, ' N'),
    );
  });

  test('a link further on takes less', async () => {
    const before = machines;
    machines = await lab();
    await machines.sh('host# ip link set docker0 mtu 1400');
    expect(await said('client# tracepath -n 172.17.0.2')).toContain(
      ' 1:  192.168.70.6 N \n 2:  192.168.70.6 N pmtu 1400\n 2:  172.17.0.2 N reached\n     Resume: pmtu 1400 hops 2 back 2 \n',
    );
    machines = before;
  });

  test.each([
    [
      '-n -l 1000 172.17.0.2',
      ' 1:  192.168.70.6 N \n 2:  172.17.0.2 N reached\n     Resume: pmtu 1000 hops 2 back 2 \n',
    ],
    [
      '-n -m 1 172.17.0.2',
      ' 1?: [LOCALHOST]                      pmtu 1500\n 1:  192.168.70.6 N \n 1:  192.168.70.6 N \n     Too many hops: pmtu 1500\n     Resume: pmtu 1500 \n',
    ],
    ['192.168.70.1', ' 1:  ??? N reached\n     Resume: pmtu 65535 hops 1 back 1 \n'],
  ])('%s', async (words, answer) => {
    expect(await said(`client# tracepath ${words}`)).toBe(answer);
  });
});

describe('arping', () => {
  test('asks all, and then whoever answered', async () => {
    expect(await said('host# arping -c 2 -I docker0 172.17.0.2')).toBe(
      'ARPING 172.17.0.2 from 172.17.0.1 docker0\nUnicast reply from 172.17.0.2 [02:42:AC:11:00:02] N\nUnicast reply from 172.17.0.2 [02:42:AC:11:00:02] N\nSent 2 probes (1 broadcast(s))\nReceived 2 response(s)\n',
    );
    expect(await said('host# arping -b -c 2 172.17.0.2')).toContain('Sent 2 probes (2 broadcast(s))\n');
    expect(await said('host# arping -f 172.17.0.2')).toContain(
      'Sent 1 probes (1 broadcast(s))\nReceived 1 response(s)\n',
    );
    expect(await said('host# arping -q -c 1 172.17.0.2')).toBe('');
  });

  test.each([
    [
      '-c 2 -w 2 172.17.0.99',
      'ARPING 172.17.0.99 from 172.17.0.1 docker0\nSent 2 probes (2 broadcast(s))\nReceived 0 response(s)\n',
      1,
    ],
    [
      '-D -c 1 -I docker0 172.17.0.2',
      'ARPING 172.17.0.2 from 0.0.0.0 docker0\nUnicast reply from 172.17.0.2 [02:42:AC:11:00:02] N\nSent 1 probes (1 broadcast(s))\nReceived 1 response(s)\n',
      1,
    ],
    [
      '-D -c 1 -w 1 -I docker0 172.17.0.77',
      'ARPING 172.17.0.77 from 0.0.0.0 docker0\nSent 1 probes (1 broadcast(s))\nReceived 0 response(s)\n',
      0,
    ],
    ['-c 1 -I nosuch 172.17.0.2', 'arping: Device nosuch not available.\n', 2],
    ['-c 1 -I lo 127.0.0.1', 'Interface "lo" is not ARPable\n', 2],
    ['-c abc 172.17.0.2', "arping: invalid argument: 'abc'\n", 1],
    ['-s 10.1.0.9 -c 1 172.17.0.2', 'arping: bind: Cannot assign requested address\n', 2],
    ['-A 172.17.0.2', 'arping: options -A and -V are not modelled by chainwalk\n', 2],
  ])('%s', async (words, answer, exitCode) => {
    expect(await said(`host# arping ${words}`)).toBe(answer);
    expect((await machines.sh(`host# arping ${words}`)).exitCode).toBe(exitCode);
  });
});

test.each([
  ['getent hosts localhost', '::1             localhost\n', 0],
  ['getent hosts 127.0.0.1', '127.0.0.1       localhost\n', 0],
  [
    'getent ahosts 192.168.70.1',
    '192.168.70.1    STREAM 192.168.70.1\n192.168.70.1    DGRAM  \n192.168.70.1    RAW    \n',
    0,
  ],
  ['getent hosts nosuch', '', 2],
  ['getent passwd root', 'root:x:0:0:root:/root:/bin/bash\n', 0],
  ['getent services http', 'getent: "services" is not modelled by chainwalk\n', 2],
  ['id', 'uid=0(root) gid=0(root) groups=0(root)\n', 0],
  ['id -u', '0\n', 0],
  ['id -un', 'root\n', 0],
  ['id -ug', 'id: cannot print "only" of more than one choice\n', 1],
  ['ethtool -i ens33 | head -2', 'driver: veth\nversion: 1.0\n', 0],
  ['ethtool -i docker0 | head -2', 'driver: bridge\nversion: 2.3\n', 0],
  ['ethtool -i lo', 'Cannot get driver information: Operation not supported\n', 71],
  ['ethtool -i nosuch', 'Cannot get driver information: No such device\n', 71],
  ['ethtool -S docker0', 'no stats available\n', 94],
  ['ethtool lo', 'Settings for lo:\n\tLink detected: yes\n', 0],
  ['ethtool docker0 | tail -4', '\tPort: Other\n\tPHYAD: 0\n\tTransceiver: internal\n\tLink detected: yes\n', 0],
  ['ethtool -k ens33 | grep -c .', '64\n', 0],
  ['ethtool -k lo | grep tcp-seg', 'tcp-segmentation-offload: on\n\ttx-tcp-segmentation: on\n', 0],
  ['ethtool -K ens33 tso on', 'ethtool: option "-K" is not modelled by chainwalk\n', 2],
  ['ethtool', 'ethtool: bad command line argument(s)\nFor more information run ethtool -h\n', 1],
])('%s', async (line, answer, exitCode) => {
  const { stdout, stderr, exitCode: code } = await machines.sh(`host# ${line}`);
  expect([`${stdout}${stderr}`, code]).toEqual([answer, exitCode]);
});
