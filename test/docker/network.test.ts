/** Networks: what one brings, and that nothing of it stays. */
import { describe, expect, test } from 'vitest';
import { containerPlace } from '../../lib/docker';
import { BridgeDevice } from '../../lib/network';
import { formatIpv4, formatPrefix } from '../../lib/packet';
import { type DockerMachine, dockerMachine } from './machine';

function started(): DockerMachine {
  const docker = dockerMachine();
  docker.start();
  return docker;
}

function subnetOf(docker: DockerMachine, name: string): string {
  return docker.run(`docker network inspect -f '{{(index .IPAM.Config 0).Subnet}}' ${name}`).stdout.trim();
}

const BRIDGE = 'com.docker.network.bridge';

describe('docker network rm', () => {
  test('takes the bridge, its address, its routes and its rules away', () => {
    const docker = started();
    const { net } = docker.machine;
    const look = () => ({
      devices: net.devices.map(({ name }) => name),
      routes: net.fib.routes('main').map(({ destination }) => formatPrefix(destination)),
      rules: docker.run('iptables-save').stdout.replace(/^#.*\n/gm, ''),
    });
    const before = look();
    for (const options of ['', '--internal', `-o ${BRIDGE}.enable_icc=false`]) {
      docker.run(`docker network create ${options} -o ${BRIDGE}.name=docker1 n1`);
      expect(net.device('docker1')).toBeInstanceOf(BridgeDevice);
      expect(look().rules).not.toBe(before.rules);
      expect(docker.run('docker network rm n1')).toEqual({ stdout: 'n1\n', stderr: '', exitCode: 0 });
      expect(look()).toEqual(before);
    }
  });

  test('refuses a network that a running container is attached to', () => {
    const docker = started();
    const id = docker.run('docker network create n1').stdout.trim();
    docker.run('docker run -d --name box --network n1 busybox sleep 100');
    expect(docker.run('docker network rm n1')).toEqual({
      stdout: '',
      stderr: `Error response from daemon: error while removing network: network n1 id ${id} has active endpoints\n`,
      exitCode: 1,
    });
    docker.run('docker stop -t 0 box');
    expect(docker.run('docker network rm n1').exitCode).toBe(0);
  });
});

describe('addresses', () => {
  test('subnets that overlap are refused, the larger as well as the smaller one', () => {
    const docker = started();
    for (const subnet of ['172.17.4.0/24', '172.16.0.0/12', '0.0.0.0/0']) {
      expect(docker.run(`docker network create --subnet ${subnet} n1`)).toMatchObject({
        stderr: 'Error response from daemon: Pool overlaps with other one on this address space\n',
        exitCode: 1,
      });
    }
    expect(docker.run('docker network create --subnet 172.18.0.0/24 n1').exitCode).toBe(0);
    expect(docker.run('docker network create --subnet 172.18.1.0/24 n2').exitCode).toBe(0);
  });

  test('a network without a subnet gets the next default one that is neither taken nor routed, from 27 the first', () => {
    const docker = started();
    docker.run('ip route add 172.18.3.0/24 via 192.168.70.1');
    docker.run('docker network create --subnet 172.19.0.0/24 n1');
    docker.run('docker network create n2');
    docker.run('docker network create n3');
    expect([subnetOf(docker, 'n2'), subnetOf(docker, 'n3')]).toEqual(['172.20.0.0/16', '172.21.0.0/16']);
    docker.run('docker network rm n2');
    docker.run('docker network create n4');
    expect(subnetOf(docker, 'n4')).toBe('172.22.0.0/16');
    docker.run('systemctl restart docker');
    docker.run('docker network create n5');
    expect(subnetOf(docker, 'n5')).toBe('172.20.0.0/16');
    const newer = dockerMachine({ engine: '27' });
    newer.start();
    newer.run('docker network create n1');
    newer.run('docker network rm n1');
    newer.run('docker network create n2');
    expect(subnetOf(newer, 'n2')).toBe('172.18.0.0/16');
  });

  test('the search for a subnet begins anew behind the last default one', () => {
    const docker = started();
    docker.machine.files.set('/etc/docker/daemon.json', {
      content:
        '{"default-address-pools": [{"base": "10.10.0.0/22", "size": 24}, {"base": "10.99.0.0/24", "size": 26}]}',
      modifiedAt: 0,
    });
    docker.run('systemctl restart docker');
    expect(subnetOf(docker, 'bridge')).toBe('10.10.0.0/24');
    const subnets = [1, 2, 3, 4, 5, 6, 7].map((number) => {
      docker.run(`docker network create n${number}`);
      return subnetOf(docker, `n${number}`);
    });
    expect(subnets).toEqual([
      ...['10.10.1.0/24', '10.10.2.0/24', '10.10.3.0/24'],
      ...['10.99.0.0/26', '10.99.0.64/26', '10.99.0.128/26', '10.99.0.192/26'],
    ]);
    docker.run('docker network rm n2 n5');
    docker.run('docker network create n8');
    docker.run('docker network create n9');
    expect([subnetOf(docker, 'n8'), subnetOf(docker, 'n9')]).toEqual(['10.10.2.0/24', '10.99.0.64/26']);
  });

  test('a network gives the addresses of its range, without those that are kept back', () => {
    const docker = started();
    docker.run(
      'docker network create --subnet 10.1.0.0/24 --ip-range 10.1.0.128/30 --gateway 10.1.0.254 --aux-address r=10.1.0.129 --label k=v --attachable n1',
    );
    const network = JSON.parse(docker.run('docker network inspect n1').stdout)[0];
    expect(network).toMatchObject({ Attachable: true, Labels: { k: 'v' } });
    expect(JSON.stringify(network.IPAM.Config)).toBe(
      '[{"Subnet":"10.1.0.0/24","IPRange":"10.1.0.128/30","Gateway":"10.1.0.254","AuxiliaryAddresses":{"r":"10.1.0.129"}}]',
    );
    for (const name of ['c1', 'c2', 'c3']) docker.run(`docker run -d --name ${name} --network n1 busybox sleep 1000`);
    const address = (name: string) =>
      docker.run(`docker inspect -f '{{.NetworkSettings.Networks.n1.IPAddress}}' ${name}`).stdout;
    expect(['c1', 'c2', 'c3'].map(address)).toEqual(['10.1.0.128\n', '10.1.0.130\n', '10.1.0.131\n']);
    expect(docker.run('docker run -d --name c4 --network n1 busybox sleep 1000').stderr).toContain(
      "no available IPv4 addresses on this network's address pools",
    );
  });

  test('after 172.31.0.0/16 come parts of 192.168.0.0/16, and then none', () => {
    const docker = started();
    docker.run('ip route add 172.16.0.0/12 via 192.168.70.1');
    for (let index = 0; index < 15; index++) docker.run(`docker network create n${index}`);
    // 192.168.70.0/24 is the machine's own.
    expect([subnetOf(docker, 'n0'), subnetOf(docker, 'n4'), subnetOf(docker, 'n14')]).toEqual([
      '192.168.0.0/20',
      '192.168.80.0/20',
      '192.168.240.0/20',
    ]);
    expect(docker.run('docker network create more').stderr).toBe(
      'Error response from daemon: could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network\n',
    );
  });

  test('the lowest free address is taken, none beside the subnet’s own and its last', () => {
    const docker = started();
    docker.run('docker network create --subnet 10.9.0.0/30 n1');
    docker.run('docker run -d --name one --network n1 busybox sleep 100');
    const full = docker.run('docker run -d --name two --network n1 busybox sleep 100');
    expect(full.stderr).toMatch(
      /^docker: Error response from daemon: no available IPv4 addresses on this network's address pools: n1 \([0-9a-f]{64}\)\.\n$/,
    );
    docker.run('docker rm -f one');
    expect(docker.run('docker start two').exitCode).toBe(0);
    expect(docker.run("docker inspect -f '{{.NetworkSettings.Networks.n1.IPAddress}}' two").stdout).toBe('10.9.0.2\n');
  });

  test('an address can be asked for where the user gave the subnet', () => {
    const docker = started();
    docker.run('docker network create --subnet 10.9.0.0/24 n1');
    docker.run('docker network create n2');
    const run = (network: string, address: string) =>
      docker.run(`docker run -d --network ${network} --ip ${address} busybox sleep 100`).stderr;
    expect(run('n1', '10.9.0.77')).toBe('');
    expect(run('n1', '10.9.0.77')).toContain('Address already in use.');
    expect(run('n1', '10.9.0.255')).toContain('Address already in use.');
    expect(run('n1', '10.8.0.2')).toContain(
      "Invalid address 10.8.0.2: It does not belong to any of this network's subnets.",
    );
    expect(run('n1', 'x')).toContain('invalid IPv4 address: x.');
    expect(run('n2', '172.18.0.9')).toContain(
      'user specified IP address is supported only when connecting to networks with user configured subnets.',
    );
  });

  test('bridge and container know the broadcast address of their subnet', () => {
    const docker = started();
    docker.run('docker network create --subnet 10.9.0.0/20 -o com.docker.network.bridge.name=docker1 n1');
    docker.run('docker run -d --name box --network n1 busybox sleep 100');
    const eth0 = containerPlace(docker.engine, 'box')?.net.device('eth0');
    for (const device of [eth0, docker.machine.net.device('docker1')])
      expect(
        device?.addresses.map(({ broadcast, prefixLength }) => [formatIpv4(broadcast ?? 0), prefixLength]),
      ).toEqual([['10.9.15.255', 20]]);
    expect(docker.run('ip addr show docker0').stdout).toContain(
      'inet 172.17.0.1/16 brd 172.17.255.255 scope global docker0',
    );
  });
});

test('docker network ls sorts by name, and finds by parts of names, by driver and by id', () => {
  const docker = started();
  for (const name of ['zeta', 'alpha', 'mu']) docker.run(`docker network create ${name}`);
  const list = (options: string) =>
    docker.run(`docker network ls --format {{.Name}} ${options}`).stdout.trim().split('\n');
  expect(list('')).toEqual(['alpha', 'bridge', 'host', 'mu', 'none', 'zeta']);
  expect(list('--filter name=a')).toEqual(['alpha', 'zeta']);
  expect(list('--filter driver=null')).toEqual(['none']);
  expect(list('--filter driver=bridge --filter name=u')).toEqual(['mu']);
  expect(list('--filter name=^mu$ --filter name=zeta --filter driver=bridge')).toEqual(['mu', 'zeta']);
  expect(list('--filter driver=null --filter driver=host')).toEqual(['host', 'none']);
  expect(list('--filter scope=swarm')).toEqual(['']);
  const id = docker.engine.findNetwork('mu')?.id ?? '';
  expect(list(`--filter id=${id.slice(0, 20)}`)).toEqual(['mu']);
  expect(docker.run('docker network ls -q --filter name=mu').stdout).toBe(`${id.slice(0, 12)}\n`);
  expect(docker.run('docker network ls -q --no-trunc --filter name=mu').stdout).toBe(`${id}\n`);
  expect(docker.run("docker network ls --format '{{.ID}} {{.Driver}} {{.Scope}}' --filter name=mu").stdout).toBe(
    `${id.slice(0, 12)} bridge local\n`,
  );
  const format = (template: string) => docker.run(`docker network ls --format '${template}' --filter name=mu`).stdout;
  expect(format('{{.Name}}\\n{{.Internal}}\\t{{.IPv6}}{{.Labels}}')).toBe('mu\nfalse\tfalse\n');
  expect(format('table {{.Name}}\\t{{.Driver}}')).toBe('NAME      DRIVER\nmu        bridge\n');
  expect(format('{{.CreatedAt}}')).toMatch(/^2022-07-02 08:00:\d\d\.\d+ \+0000 UTC\n$/);
});

describe('options of a bridge network', () => {
  test('its name, its MTU, and the address that ports bind to', () => {
    const docker = started();
    docker.run(
      `docker network create -o ${BRIDGE}.name=mybridge -o com.docker.network.driver.mtu=1400 -o ${BRIDGE}.host_binding_ipv4=192.168.70.6 n1`,
    );
    docker.run('docker run -d --name box --network n1 -p 8001:80 busybox sleep 100');
    expect(docker.machine.net.device('mybridge')?.mtu).toBe(1400);
    expect(containerPlace(docker.engine, 'box')?.net.device('eth0')?.mtu).toBe(1400);
    expect(docker.run('docker port box').stdout).toBe('80/tcp -> 192.168.70.6:8001\n');
    expect(docker.run('iptables -t nat -S DOCKER').stdout).toContain(
      '-A DOCKER -d 192.168.70.6/32 ! -i mybridge -p tcp -m tcp --dport 8001 -j DNAT --to-destination 172.18.0.2:80',
    );
    expect(JSON.parse(docker.run('docker network inspect n1').stdout)[0].Options).toEqual({
      'com.docker.network.bridge.host_binding_ipv4': '192.168.70.6',
      'com.docker.network.bridge.name': 'mybridge',
      'com.docker.network.driver.mtu': '1400',
    });
  });

  test('masquerading and communication can be turned off in all words that Go reads', () => {
    const docker = started();
    for (const word of ['0', 'f', 'F', 'false', 'FALSE', 'False']) {
      docker.run(
        `docker network create --subnet 10.9.0.0/24 -o ${BRIDGE}.name=b1 -o ${BRIDGE}.enable_ip_masquerade=${word} -o ${BRIDGE}.enable_icc=${word} n1`,
      );
      expect(docker.run('iptables -t nat -S').stdout).not.toContain('10.9.0.0/24');
      expect(docker.run('iptables -S FORWARD').stdout).toContain('-A FORWARD -i b1 -o b1 -j DROP');
      docker.run('docker network rm n1');
    }
  });

  test.each([
    [
      `-o ${BRIDGE}.enable_icc=maybe n1`,
      `Error response from daemon: failed to parse ${BRIDGE}.enable_icc value: maybe (strconv.ParseBool: parsing "maybe": invalid syntax)\n`,
    ],
    [`-o ${BRIDGE}.name=docker0 n1`, "chainwalk does not model networks on docker0, which is the default network's\n"],
    [`-o ${BRIDGE}.name=ens33 n1`, 'chainwalk does not model networks on the existing interface ens33\n'],
    [
      `-o ${BRIDGE}.name=sixteen-letters- n1`,
      'Error response from daemon: failed to check bridge interface existence: numerical result out of range\n',
    ],
    [
      '-o com.docker.network.bridge.inhibit_ipv4=1 n1',
      'chainwalk does not model the network option com.docker.network.bridge.inhibit_ipv4\n',
    ],
    ['-d nope n1', 'Error response from daemon: plugin "nope" not found\n'],
    ['-d host n1', 'Error response from daemon: only one instance of "host" network is allowed\n'],
    ['--ip-range 10.1.0.0/24 n1', 'every ip-range or gateway must have a corresponding subnet\n'],
    ['--subnet 10.1.0.0/24 --ip-range 10.2.0.0/25 n1', 'no matching subnet for range 10.2.0.0/25\n'],
    ['--subnet 10.1.0.0/24 --aux-address r=10.2.0.5 n1', 'no matching subnet for aux-address 10.2.0.5\n'],
    ['-d macvlan n1', 'chainwalk does not model docker network create --driver macvlan\n'],
    ['--scope local n1', 'chainwalk does not model docker network create --scope\n'],
    [
      '--subnet 10.1.0.0/24 --subnet 10.2.0.0/24 n1',
      'chainwalk does not model docker network create with more than one --subnet of a family\n',
    ],
    ['--gateway 10.1.0.1 n1', 'every ip-range or gateway must have a corresponding subnet\n'],
    ['taken', 'Error response from daemon: network with name taken already exists\n'],
  ])('docker network create %s', (options, said) => {
    const docker = started();
    docker.run('docker network create taken');
    const devices = docker.machine.net.devices.length;
    const { stdout, stderr, exitCode } = docker.run(`docker network create ${options}`);
    expect(stderr).toEqual(typeof said === 'string' ? said : expect.stringMatching(said));
    expect({ stdout, failed: exitCode !== 0 }).toEqual({ stdout: '', failed: true });
    expect(docker.machine.net.devices).toHaveLength(devices);
    expect(docker.engine.networks.size).toBe(4);
  });
});
