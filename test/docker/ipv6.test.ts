/** Networks with IPv6: subnets, addresses, what shows them; packets are not modelled. */
import { describe, expect, test } from 'vitest';
import { dockerMachine } from './machine';

const NETWORK = 'docker network create --ipv6 --subnet 172.25.0.0/16 --subnet fd00:25::/64';

function started(engine: string) {
  const docker = dockerMachine({ engine });
  docker.start();
  return docker;
}

test.each(['20.10', '27', '28', '29'])(
  '%s: a container’s addresses in inspect, and on its device and its bridge',
  (engine) => {
    const docker = started(engine);
    docker.run(`${NETWORK} -o com.docker.network.bridge.name=br6 v6`);
    docker.run('docker run -d --name x1 --network v6 -p 8009:80 busybox sleep 1000');
    const template =
      '{{with .NetworkSettings.Networks.v6}}{{.GlobalIPv6Address}}/{{.GlobalIPv6PrefixLen}} {{.IPv6Gateway}}{{end}}';
    expect(docker.run(`docker inspect -f '${template}' x1`).stdout).toBe('fd00:25::2/64 fd00:25::1\n');
    const network = JSON.parse(docker.run('docker network inspect v6').stdout)[0];
    const gateways = engine === '29' ? [{ Gateway: '172.25.0.1' }, { Gateway: 'fd00:25::1' }] : [{}, {}];
    expect([network.EnableIPv6, network.IPAM.Config]).toEqual([
      true,
      [
        { Subnet: '172.25.0.0/16', ...gateways[0] },
        { Subnet: 'fd00:25::/64', ...gateways[1] },
      ],
    ]);
    expect(Object.values<{ IPv6Address: string }>(network.Containers).map((one) => one.IPv6Address)).toEqual([
      'fd00:25::2/64',
    ]);
    const lines = (text: string) => text.match(/^ *inet6 .*$/gm);
    expect(lines(docker.run('ip a show br6').stdout)).toEqual(['    inet6 fd00:25::1/64 scope global nodad ']);
    expect(docker.run('ip -6 -br a').stdout).toContain('fd00:25::1/64');
    expect(lines(docker.run('docker exec x1 ip a').stdout)).toEqual([
      '    inet6 ::1/128 scope host ',
      '    inet6 fd00:25::2/64 scope global flags 02 ',
    ]);
    expect(lines(docker.run('docker exec x1 ifconfig eth0').stdout)).toEqual([
      '          inet6 addr: fd00:25::2/64 Scope:Global',
    ]);
    docker.run('docker rm -f x1');
    docker.run('docker run -d --name x2 --network v6 busybox sleep 1000');
    expect(docker.run(`docker inspect -f '${template}' x2`).stdout).toContain('fd00:25::2/64');
  },
);

describe('subnets', () => {
  test('from 27 are chosen among the host’s own when none is given', () => {
    const docker = started('27');
    for (const name of ['a', 'b']) docker.run(`docker network create --ipv6 ${name}`);
    const subnetOf = (name: string) =>
      JSON.parse(docker.run(`docker network inspect ${name}`).stdout)[0].IPAM.Config[1];
    const { Subnet: first, Gateway: gateway } = subnetOf('a');
    expect(first).toMatch(/^fd[0-9a-f]{2}:[0-9a-f]+:[0-9a-f]+::\/64$/);
    expect(gateway).toBe(first.replace('/64', '1'));
    expect(subnetOf('b').Subnet).toBe(first.replace('::', ':1::'));
    docker.run('docker network rm a');
    docker.run('docker network create --ipv6 c');
    expect(subnetOf('c').Subnet).toBe(first);
  });

  test.each([
    [
      '20.10',
      '--ipv6 n',
      'could not find an available, non-overlapping IPv6 address pool among the defaults to assign to the network',
    ],
    ['27', '--ipv6 --subnet fd00:1::/65 n', 'Pool overlaps with other one on this address space'],
    ['27', '--ipv6 --subnet fd00::/12 n', 'Pool overlaps with other one on this address space'],
    ['27', '--ipv6 --subnet fd00:2::/200 n', 'Invalid subnet fd00:2::/200 : invalid CIDR address: fd00:2::/200'],
    ['27', '--ipv6 --subnet fd00:2::/64 --gateway fd00:3::1 n', 'no matching subnet for gateway fd00:3::1'],
    ['27', '--ipv6 --gateway fd00:3::1 n', 'every ip-range or gateway must have a corresponding subnet'],
    ['27', '--subnet fd00:2::/64 n', 'chainwalk does not model an IPv6 --subnet without --ipv6'],
    [
      '27',
      '--ipv6 --subnet fd00:2::/64 --subnet fd00:3::/64 n',
      'chainwalk does not model docker network create with more than one --subnet of a family',
    ],
    [
      '27',
      '--ipv6 -o com.docker.network.host_ipv6=1.2.3.4 n',
      'failed to parse com.docker.network.host_ipv6 value: 1.2.3.4 (invalid ip address)',
    ],
  ])('%s: docker network create %s', (engine, line, said) => {
    const docker = started(engine);
    docker.run('docker network create --ipv6 --subnet fd00:1::/64 one');
    const { exitCode, stderr } = docker.run(`docker network create ${line}`);
    expect([exitCode > 0, stderr.replace('Error response from daemon: ', '')]).toEqual([true, `${said}\n`]);
    expect(docker.run('ip6tables-save').stdout).not.toContain('fd00:2::');
  });
});

test('gateway modes and an address to go out under, of IPv6 alone', () => {
  const docker = started('28');
  docker.run(
    'docker network create --ipv6 --subnet fd00:1::/64 -o com.docker.network.bridge.name=r -o com.docker.network.bridge.gateway_mode_ipv6=routed routed',
  );
  docker.run(
    'docker network create --ipv6 --subnet fd00:2::/64 -o com.docker.network.bridge.name=s -o com.docker.network.host_ipv6=fd00::9 snat',
  );
  docker.run(
    'docker network create --ipv6 --internal --subnet fd00:3::/64 -o com.docker.network.bridge.name=i internal',
  );
  docker.run('docker run -d --network routed -p 80:80 busybox sleep 1000');
  const rules = docker.run('ip6tables-save').stdout;
  for (const rule of [
    '-A DOCKER -o r -p ipv6-icmp -j ACCEPT',
    '-A DOCKER -d fd00:1::2/128 ! -i r -o r -p tcp -m tcp --dport 80 -j ACCEPT',
    '-A POSTROUTING -s fd00:2::/64 ! -o s -j SNAT --to-source fd00::9',
    '-A DOCKER-ISOLATION-STAGE-1 ! -d fd00:3::/64 -i i ! -o i -j DROP',
    '-A DOCKER-ISOLATION-STAGE-1 ! -s fd00:3::/64 ! -i i -o i -j DROP',
  ])
    expect(rules).toContain(`${rule}\n`);
  expect(rules).not.toContain('DNAT');
  expect(docker.run('iptables -t nat -S DOCKER').stdout).toContain('--dport 80 -j DNAT');
});

test.each([
  ['curl http://[fd00:25::2]/', 'curl'],
  ['ping -c 1 fd00:25::2', 'ping'],
  ['nc fd00:25::2 80', 'nc'],
])('%s says what is not modelled', (line, program) => {
  const docker = started('28');
  const before = docker.run(line).stderr;
  docker.run(`${NETWORK} v6`);
  const said = `${program}: packets to fd00:25::2 are not modelled by chainwalk: of IPv6 only ::1 is\n`;
  expect(before).not.toContain('not modelled');
  expect(docker.run(line).stderr).toBe(said + before);
});
