/** What else differs from release to release, and what it does to packets. */
import { describe, expect, test } from 'vitest';
import { containerPlace } from '../../../lib/docker';
import { Process, type Program } from '../../../lib/machine';
import { SECOND, UdpSocket } from '../../../lib/network';
import { formatMac, ipv4 } from '../../../lib/packet';
import { type DockerMachine, dockerMachine } from '../machine';
import { capturedMachine } from './captured';

function started(engine: string, options: object = {}): DockerMachine {
  const docker = dockerMachine({ engine, options });
  docker.start();
  return docker;
}

describe('addresses of containers', () => {
  const macOf = ({ engine }: DockerMachine, name: string) =>
    formatMac(containerPlace(engine, name)?.net.device('eth0')?.mac ?? 0);

  test('until 27 the MAC address is made of the IP address, from 28 it is drawn', () => {
    for (const [engine, pattern] of [
      ['27', /^02:42:ac:11:00:02$/],
      ['28', /^(?!02:42)[0-9a-f][26ae]:/],
    ] as const) {
      const docker = started(engine);
      docker.run('docker run -d --name c1 busybox sleep 1000');
      expect(macOf(docker, 'c1')).toMatch(pattern);
    }
  });

  test('from 28 a container announces itself, three times: who knew its address has the new one', () => {
    const docker = started('28');
    docker.run('docker run -d --name c1 busybox sleep 1000');
    // With a second container the bridge keeps its carrier, and the host what it knows.
    docker.run('docker run -d --name c2 busybox sleep 1000');
    docker.run('ping -c 1 172.17.0.2');
    const announced: string[] = [];
    const { net } = docker.machine;
    net.device('docker0')?.taps.add((direction, { payload }) => {
      if (direction === 'in' && payload.kind === 'arp' && payload.senderAddress === payload.targetAddress)
        announced.push(formatMac(payload.senderMac));
    });
    const before = macOf(docker, 'c1');
    docker.run('docker restart -t 0 c1');
    docker.machine.clock.advance(3 * SECOND);
    const mac = macOf(docker, 'c1');
    expect(mac).not.toBe(before);
    expect(announced).toEqual([mac, mac, mac]);
    expect(docker.run('ip neigh').stdout).toContain(mac);
  });

  test('until 27 nobody is told', () => {
    const docker = started('27');
    let heard = 0;
    docker.machine.net.device('docker0')?.taps.add((_, { payload }) => {
      heard += Number(payload.kind === 'arp');
    });
    docker.run('docker run -d --name c1 busybox sleep 1000');
    docker.machine.clock.advance(3 * SECOND);
    expect(heard).toBe(0);
  });
});

test('daemon.json gives docker0 its address, and networks of one’s own their options unless they have others', () => {
  const docker = dockerMachine({ engine: '28' });
  const content = JSON.stringify({
    bip: '10.9.0.1/24',
    'default-network-opts': { bridge: { 'com.docker.network.bridge.host_binding_ipv4': '127.0.0.1' } },
  });
  docker.machine.files.set('/etc/docker/daemon.json', { content, modifiedAt: 0 });
  docker.start();
  expect(docker.run('ip -4 -o address show docker0').stdout).toContain('inet 10.9.0.1/24');
  docker.run('docker network create n');
  docker.run('docker network create -o com.docker.network.bridge.host_binding_ipv4=192.168.70.6 o');
  const publish = (network: string, port: number) => {
    const { stdout } = docker.run(`docker run -d --network ${network} -p ${port}:80 busybox sleep 1000`);
    return docker.run(`docker port ${stdout.trim()}`).stdout;
  };
  expect(publish('bridge', 8001)).toBe('80/tcp -> 0.0.0.0:8001\n80/tcp -> [::]:8001\n');
  expect(publish('n', 8002)).toBe('80/tcp -> 127.0.0.1:8002\n');
  expect(publish('o', 8003)).toBe('80/tcp -> 192.168.70.6:8003\n');
});

describe('of several networks', () => {
  const connected = (engine: string, flag: string) => {
    const docker = started(engine);
    docker.run('docker network create a');
    docker.run('docker network create b');
    docker.run('docker run -d --name c1 --network a -p 8001:80 busybox sleep 1000');
    const { stderr, exitCode } = docker.run(`docker network connect ${flag} b c1`);
    return { docker, stderr, exitCode };
  };
  const routeOf = ({ run }: DockerMachine) =>
    /^default via 172\.(\d+)\./.exec(run('docker exec c1 ip route').stdout)?.[1];

  test('the first by name has the default route, from 28 the one of the highest priority, and the published ports with it', () => {
    expect(routeOf(connected('28', '').docker)).toBe('18');
    const { docker } = connected('28', '--gw-priority 1');
    expect(routeOf(docker)).toBe('19');
    expect(docker.run('iptables -t nat -S DOCKER').stdout).toContain('--to-destination 172.19.0.2:80');
    const template = '{{with .NetworkSettings.Networks.b}}{{.GwPriority}}{{end}}';
    expect(docker.run(`docker inspect -f '${template}' c1`).stdout).toBe('1\n');
  });

  test('a client of 27 knows no priority, and one of 28 wants a number', () => {
    expect(connected('27', '--gw-priority 1')).toMatchObject({
      exitCode: 125,
      stderr: "unknown flag: --gw-priority\nSee 'docker network connect --help'.\n",
    });
    expect(connected('28', '--gw-priority x').stderr).toContain('invalid argument "x" for "--gw-priority" flag: ');
  });
});

test.each([
  ['28', []],
  ['29', ['172.19.0.2']],
])('%s: ports of a routed network that has not the default route', (engine, open) => {
  const docker = started(engine);
  docker.run('docker network create a');
  docker.run('docker network create -o com.docker.network.bridge.gateway_mode_ipv4=routed b');
  docker.run('docker run -d --name c1 --network a -p 8001:80 busybox sleep 1000');
  docker.run('docker network connect b c1');
  const accepted = () =>
    [...docker.run('iptables -S DOCKER').stdout.matchAll(/-d ([\d.]+)\/32 .* --dport 80 -j ACCEPT/g)].map(
      ([, address]) => address,
    );
  expect(accepted()).toEqual([...open, '172.18.0.2']);
  expect(docker.run('docker port c1').stdout).toBe('80/tcp -> 0.0.0.0:8001\n80/tcp -> [::]:8001\n');
  docker.run('docker network disconnect b c1');
  expect(accepted()).toEqual(['172.18.0.2']);
  docker.run('docker rm -f c1');
  expect(docker.run('docker run -d -p 8001:80 busybox sleep 1000').exitCode).toBe(0);
});

describe('br_netfilter as a module', () => {
  const SETTING = 'net.bridge.bridge-nf-call-iptables';
  const startedWithModule = (engine: string, options = {}) => {
    const docker = dockerMachine({ engine, options, bridgeNetfilter: 'module' });
    expect(docker.machine.net.sysctl.get(SETTING)).toBeUndefined();
    docker.start();
    return docker;
  };
  const forwarded = ({ run }: DockerMachine) =>
    Number(/ (\d+) +\d+ DOCKER-USER /.exec(run('iptables -nvL FORWARD').stdout)?.[1]);

  test.each([
    ['20.10', {}, '1'],
    ['27.2', {}, '1'],
    ['27.3', {}, undefined],
    ['27.3', { icc: false }, '1'],
    ['27.3', { userlandProxy: false }, undefined],
    ['27.4', { userlandProxy: false }, '1'],
    ['29', {}, undefined],
  ])('%s %j', (engine, options, value) => {
    expect(startedWithModule(engine, options).machine.net.sysctl.get(SETTING)).toBe(value);
  });

  test('without it FORWARD does not see what stays on a bridge, until a network needs it', () => {
    const docker = startedWithModule('28');
    docker.run('docker run -d --name c1 busybox sleep 1000');
    docker.run('docker run -d --name c2 busybox sleep 1000');
    docker.run('docker exec c1 ping -c 1 172.17.0.3');
    expect(docker.run(`sysctl ${SETTING}`).stderr).toContain('No such file or directory');
    expect(forwarded(docker)).toBe(0);
    docker.run('docker network create -o com.docker.network.bridge.enable_icc=false n');
    docker.run('docker exec c1 ping -c 1 172.17.0.3');
    expect(forwarded(docker)).toBe(2);
  });
});

describe('without docker-proxy dockerd itself holds the port', () => {
  test.each(['20.10', '28'])('%s', (engine) => {
    const docker = started(engine, { userlandProxy: false });
    const listening = () => docker.run('netstat -lntup').stdout;
    docker.run('docker run -d --name c1 -p 8001:80 -p 5301:53/udp busybox sleep 1000');
    expect(listening()).toMatch(/^tcp .* 0\.0\.0\.0:8001 .*\/dockerd/m);
    expect(listening()).toMatch(/^udp .* 0\.0\.0\.0:5301 .*\/dockerd/m);
    docker.run('docker rm -f c1');
    expect(listening()).not.toMatch(/8001|5301/);
  });

  test('and says whose port it cannot have', () => {
    const docker = capturedMachine('20.10', { userlandProxy: false });
    docker.start();
    const { stderr, exitCode } = docker.run('docker run -d --name c1 -p 2222:80 bb');
    expect(exitCode).toBe(125);
    expect(stderr).toContain('): listen tcp4 0.0.0.0:2222: bind: address already in use.\n');
    expect(docker.run('iptables -t nat -S DOCKER').stdout).toBe('-N DOCKER\n');
  });
});

describe('docker-proxy forgets who is not answered for 90 s', () => {
  test.each([
    ['28.0.1', 'though he still sends', [1, 0, 0]],
    ['28.0.2', 'unless he still sends', [1, 1, 0]],
  ])('%s: %s', (engine, _, expected) => {
    const docker = started(engine);
    docker.run('docker run -d --name c1 -p 5000:53/udp busybox sleep 1000');
    const { net, clock } = docker.machine;
    const idle = net.sockets.udp.length;
    const client = new UdpSocket(net, 'inet', { uid: 0, gid: 0 });
    const send = () => client.sendTo(ipv4('127.0.0.1'), 5000, new Uint8Array([1]));
    send();
    clock.advance(60 * SECOND);
    send();
    const seen = [1, 40, 60].map((seconds) => {
      clock.advance(seconds * SECOND);
      // The client's own socket is there as well.
      return net.sockets.udp.length - idle - 1;
    });
    expect(seen).toEqual(expected);
  });
});

describe('a sender that was there before the UDP port was published', () => {
  test.each([
    ['29.4', 0],
    ['29.5', 1],
  ])('%s: of the port at another address %d flows are left', (engine, left) => {
    const docker = capturedMachine(engine);
    docker.start();
    const { net } = docker.machine;
    const sender = new UdpSocket(docker.client.net, 'inet', { uid: 0, gid: 0 });
    const flows = () =>
      net.conntrack.entries(net.now()).filter(({ original }) => original.tuple.destinationKey === 5301);
    for (const address of ['192.168.70.6', '172.17.0.1']) {
      sender.sendTo(ipv4(address), 5301, new Uint8Array([1]));
      docker.machine.clock.advance(SECOND);
    }
    expect(flows()).toHaveLength(2);
    docker.run('docker run -d -p 192.168.70.6:5301:53/udp bb');
    expect(flows()).toHaveLength(left);
  });

  test.each([
    ['20.10', 'docker-proxy', '172.17.0.1'],
    ['23.0', 'the rule of the port', '192.168.70.1'],
  ])('%s: is served by %s', (engine, _, source) => {
    const docker = capturedMachine(engine);
    docker.start();
    const send: Program = function* (process) {
      const socket = new UdpSocket(docker.client.net, 'inet', { uid: 0, gid: 0 });
      docker.client.net.sockets.bind(socket, 0, 4000);
      process.hold(socket);
      socket.sendTo(ipv4('192.168.70.6'), 5301, new Uint8Array([1]));
      yield { ready: () => socket.received.length > 0, subscribe: (wake) => socket.subscribe(wake) };
      for (const { payload } of socket.received) process.stdout += new TextDecoder().decode(payload);
      return 0;
    };
    const early = new Process({ place: docker.client, argv: ['send'], program: send });
    docker.machine.clock.advance(SECOND);
    early.kill('SIGKILL');
    docker.run('docker run -d --name c1 -p 5301:53/udp bb');
    const late = new Process({ place: docker.client, argv: ['send'], program: send });
    docker.machine.clock.advance(SECOND);
    expect(late.stdout).toBe(`c1 saw ${source}\n`);
  });
});
