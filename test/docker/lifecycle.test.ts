/** Containers and dockerd from their start to their end. */
import { describe, expect, test } from 'vitest';
import { containerPlace } from '../../lib/docker';
import type { Process } from '../../lib/machine';
import { SECOND } from '../../lib/network';
import { formatIpv4 } from '../../lib/packet';
import { dockerMachine } from './machine';

function started() {
  const docker = dockerMachine();
  docker.start();
  return docker;
}

const titles = (processes: readonly Process[]) => processes.map(({ title }) => title.replace(/[0-9a-f]{64}/, 'ID'));

describe('a container', () => {
  test('has a veth pair with the next two indexes, the lower one inside, and the lowest free address', () => {
    const docker = started();
    docker.run('docker run -d --name box -p 8081:80 busybox sleep 100000');
    const { net } = docker.machine;
    const inside = containerPlace(docker.engine, 'box')!.net;
    const eth0 = inside.device('eth0')!;
    expect(net.device('docker0')!.ifindex).toBe(3);
    expect(eth0.ifindex).toBe(4);
    const hostEnd = net.devices.find(({ ifindex }) => ifindex === 5)!;
    expect(hostEnd.name).toMatch(/^veth[0-9a-f]{7}$/);
    expect(hostEnd.master?.name).toBe('docker0');
    expect(eth0.mac).toBe(0x0242ac110002);
    expect(formatIpv4(inside.fib.lookup(0x08080808)!.gateway!)).toBe('172.17.0.1');
    docker.run('docker rm -f box');
    expect(net.devices.map(({ name }) => name)).toEqual(['lo', 'ens33', 'docker0']);
    docker.run('docker run -d --name ng1 lkarrie/nginx1');
    expect(containerPlace(docker.engine, 'ng1')!.net.device('eth0')).toMatchObject({ ifindex: 6, mac: 0x0242ac110002 });
  });

  test('is processes under a shim of its own, the first with the number 1 inside', () => {
    const docker = started();
    docker.run('docker run -d --name box -p 8081:80 busybox sleep 100000');
    const place = containerPlace(docker.engine, 'box')!;
    expect(place.pids.list().map((process) => [place.pids.pidOf(process), process.title])).toEqual([
      [1, 'sleep 100000'],
    ]);
    expect(titles(docker.machine.pids.list())).toEqual([
      '/usr/bin/containerd',
      '/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock',
      '/usr/bin/docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8081 -container-ip 172.17.0.2 -container-port 80',
      '/usr/bin/docker-proxy -proto tcp -host-ip :: -host-port 8081 -container-ip 172.17.0.2 -container-port 80',
      '/usr/bin/containerd-shim-runc-v2 -namespace moby -id ID -address /run/containerd/containerd.sock',
      'sleep 100000',
    ]);
    expect(place.hostname).toBe(docker.engine.container('box').id.slice(0, 12));
  });

  test('whose first process ignores SIGTERM is stopped after ten seconds, one that ends by itself at once', () => {
    const docker = started();
    docker.run('docker run -d --name box busybox sleep 100000');
    docker.run('docker run -d --name ng1 lkarrie/nginx1');
    const time = (line: string) => {
      const before = docker.machine.clock.now;
      docker.run(line);
      return (docker.machine.clock.now - before) / SECOND - 1;
    };
    expect(time('docker stop ng1')).toBeLessThan(1);
    expect(Math.round(time('docker stop box'))).toBe(10);
    expect(time('docker stop box')).toBeLessThan(0.1);
    expect(docker.engine.container('ng1').exitCode).toBe(0);
    expect(docker.engine.container('box').exitCode).toBe(137);
    docker.run('docker start box');
    expect(Math.round(time('docker stop -t 2 box'))).toBe(2);
  });

  test('several are stopped at the same time', () => {
    const docker = started();
    docker.run('docker run -d --name one busybox sleep 100000');
    docker.run('docker run -d --name two busybox sleep 100000');
    const before = docker.machine.clock.now;
    expect(docker.run('docker stop one two').stdout).toBe('one\ntwo\n');
    expect(Math.round((docker.machine.clock.now - before) / SECOND)).toBe(11);
  });

  test('in the foreground gives its output and exit code to the client', () => {
    const docker = dockerMachine({}, function* (_place, process, line) {
      process.stdout += `ran ${line}\n`;
      return 3;
    });
    docker.start();
    expect(docker.run("docker run --rm busybox sh -c 'exit 3'")).toEqual({
      stdout: 'ran exit 3\n',
      stderr: '',
      exitCode: 3,
    });
    expect(docker.run('docker ps -aq').stdout).toBe('');
    docker.run('docker run -d --name box busybox sleep 100');
    expect(docker.run("docker exec box sh -c 'a b'")).toEqual({ stdout: 'ran a b\n', stderr: '', exitCode: 3 });
    expect(docker.run("docker exec box echo 'a  b' c").stdout).toBe("ran echo 'a  b' c\n");
  });

  test('starts again by its restart policy, but not after it was stopped', () => {
    const docker = started();
    docker.run('docker run -d --name often --restart always busybox sleep 1');
    docker.machine.clock.advance(5 * SECOND);
    expect(docker.engine.container('often').restartCount).toBeGreaterThan(1);
    docker.run('docker stop often');
    docker.machine.clock.advance(5 * SECOND);
    expect(docker.engine.container('often').status).toBe('exited');
    expect(docker.run("docker ps -a --format '{{.Status}}'").stdout).toMatch(/^Exited \(\d+\) \d+ seconds ago\n$/);
  });

  test('on a second network has a second interface, and its way out by the first network in the alphabet', () => {
    const docker = started();
    docker.run('docker run -d --name ng1 -p 8001:80 lkarrie/nginx1');
    docker.run('docker network create --subnet 10.5.0.0/16 nz');
    expect(docker.run('docker network connect nz ng1').exitCode).toBe(0);
    const { net } = containerPlace(docker.engine, 'ng1')!;
    expect(net.devices.map(({ name }) => name)).toEqual(['lo', 'eth0', 'eth1']);
    expect(formatIpv4(net.fib.lookup(0x08080808)!.gateway!)).toBe('172.17.0.1');
    docker.run('docker network disconnect nz ng1');
    expect(net.devices.map(({ name }) => name)).toEqual(['lo', 'eth0']);
    expect(docker.run('docker network rm nz').exitCode).toBe(0);
  });
});

describe('dockerd', () => {
  test('turns forwarding on and then drops by policy, only if forwarding was off', () => {
    const docker = dockerMachine();
    docker.machine.net.sysctl.set('net.ipv4.ip_forward', '1');
    docker.start();
    expect(docker.run('iptables -S FORWARD').stdout).toContain('-P FORWARD ACCEPT');
    docker.machine.net.sysctl.set('net.ipv4.ip_forward', '0');
    docker.stop();
    docker.start();
    expect(docker.run('iptables -S FORWARD').stdout).toContain('-P FORWARD DROP');
    expect(docker.machine.net.sysctl.get('net.ipv4.ip_forward')).toBe('1');
  });

  test('keeps containers, networks and docker0 over a restart; the default network gets another id', () => {
    const docker = started();
    docker.run('docker network create n1');
    docker.run('docker run -d --name ng1 -p 8001:80 lkarrie/nginx1');
    const before = { mac: docker.machine.net.device('docker0')!.mac, id: docker.engine.defaultNetwork!.id };
    docker.stop();
    expect(titles(docker.machine.pids.list())).toEqual(['/usr/bin/containerd']);
    docker.start();
    expect(docker.run('docker ps -a').stdout).toMatch(/Exited \(0\) \d+ seconds? ago +ng1\n$/);
    expect(docker.run("docker network ls --format '{{.Name}}'").stdout).toBe('bridge\nhost\nn1\nnone\n');
    expect(docker.machine.net.device('docker0')).toMatchObject({ mac: before.mac, ifindex: 3 });
    expect(docker.engine.defaultNetwork!.id).not.toBe(before.id);
  });

  test('that is killed leaves containers running, takes docker-proxy with it, and ends them when it starts again', () => {
    const docker = started();
    docker.run('docker run -d --name ng1 -p 8001:80 lkarrie/nginx1');
    docker.engine.dockerd!.kill('SIGKILL');
    docker.machine.clock.advance(SECOND);
    expect(docker.run('pgrep docker-proxy').exitCode).toBe(1);
    expect(docker.run('curl -sS http://192.168.70.6:8001', docker.client).exitCode).toBe(0);
    expect(docker.run('docker ps').exitCode).toBe(1);
    docker.start();
    expect(docker.run('docker ps -q').stdout).toBe('');
    expect(docker.run('iptables-save').stdout).not.toContain('8001');
    docker.run('docker start ng1');
    expect(docker.run('curl -sS http://192.168.70.6:8001', docker.client).exitCode).toBe(0);
  });

  test('refuses settings that are not modelled', () => {
    const docker = dockerMachine();
    docker.machine.files.set('/etc/docker/daemon.json', { content: '{"bip": "10.0.0.1/24"}', modifiedAt: 0 });
    expect(docker.start()).toContain('chainwalk does not model the setting bip of /etc/docker/daemon.json');
    expect(docker.run('docker ps').exitCode).toBe(1);
  });

  test('does the same with the same random numbers', () => {
    const session = () => {
      const docker = started();
      docker.run('docker run -d -p 80 lkarrie/nginx1');
      docker.run('curl -sS http://192.168.70.6:32768', docker.client);
      return (
        docker.run('docker inspect 1 2 3 4 5 6 7 8 9 a b c d e f 0').stdout + docker.run('iptables-save -c').stdout
      );
    };
    expect(session()).toBe(session());
  });
});
