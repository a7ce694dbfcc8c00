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
    docker.run('docker run -d --name slow --stop-timeout 3 busybox sleep 100000');
    expect(Math.round(time('docker stop slow'))).toBe(3);
    docker.run('docker start slow');
    expect(Math.round(time('docker restart -t 1 slow'))).toBe(1);
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

  test('that a person stopped says so by its state, and when it ended', () => {
    const docker = started();
    docker.run('docker run -d --name box busybox sleep 100000');
    const state = () => JSON.parse(docker.run('docker inspect box').stdout)[0].State;
    const { StartedAt, Pid } = state();
    expect(Pid).toBe(docker.engine.container('box').process?.pid);
    expect(state()).toMatchObject({
      Status: 'running',
      Running: true,
      ExitCode: 0,
      FinishedAt: '0001-01-01T00:00:00Z',
    });
    docker.machine.clock.advance(60 * SECOND);
    const stoppedAt = docker.machine.date().getTime();
    docker.run('docker stop -t 3 box');
    const stopped = state();
    expect(stopped).toMatchObject({ Status: 'exited', Running: false, Pid: 0, ExitCode: 137, Error: '', StartedAt });
    expect(stopped.FinishedAt).toMatch(/^2022-07-02T08:\d\d:\d\d\.\d{1,6}Z$/);
    expect((Date.parse(stopped.FinishedAt) - stoppedAt) / 1000).toBeCloseTo(3, 0);
    docker.machine.clock.advance(60 * SECOND);
    expect(state()).toEqual(stopped);
    docker.run('docker start box');
    expect(state()).toMatchObject({ Status: 'running', ExitCode: 0, FinishedAt: stopped.FinishedAt });
  });

  test('that a person stopped starts with dockerd only by the policy always', () => {
    const docker = started();
    for (const policy of ['no', 'always', 'unless-stopped'])
      for (const name of ['stopped', 'left'])
        docker.run(`docker run -d --name ${name}-${policy} --restart ${policy} lkarrie/nginx1`);
    docker.run('docker stop stopped-no stopped-always stopped-unless-stopped');
    docker.machine.clock.advance(120 * SECOND);
    expect(docker.run('docker ps --format {{.Names}} --filter name=^stopped').stdout).toBe('');
    docker.stop();
    docker.start();
    expect(docker.run('docker ps --format {{.Names}}').stdout.trim().split('\n').sort()).toEqual([
      'left-always',
      'left-unless-stopped',
      'stopped-always',
    ]);
  });

  test('is started again on failure as often as was asked for, and after twice the time each time', () => {
    const docker = started();
    docker.run('docker run -d --name bad --restart on-failure:3 busybox sleep x');
    docker.run('docker run -d --name good --restart on-failure:3 busybox sleep 0.1');
    docker.run('docker run -d --name ever --restart always busybox sleep x');
    docker.machine.clock.advance(10 * SECOND);
    expect(docker.engine.container('bad')).toMatchObject({ restartCount: 3, status: 'exited', exitCode: 1 });
    expect(docker.engine.container('good')).toMatchObject({ restartCount: 0, status: 'exited', exitCode: 0 });
    docker.run('docker start bad');
    docker.machine.clock.advance(100 * SECOND);
    expect(docker.engine.container('bad').restartCount).toBe(3);
    // 0.1 s, 0.2 s, … 51.2 s have passed, and 60 s have not.
    expect(docker.engine.container('ever').restartCount).toBe(10);
  });

  test.each(['stop', 'kill', 'rm -f'])('that waits to be started again waits no more after docker %s', (command) => {
    const docker = started();
    docker.run('docker run -d --name bad --restart always busybox sleep x');
    docker.machine.clock.advance(4 * SECOND);
    const bad = docker.engine.container('bad');
    expect(bad.process).toBeUndefined();
    const { restartCount } = bad;
    docker.run(`docker ${command} bad`);
    docker.machine.clock.advance(100 * SECOND);
    expect(bad).toMatchObject({ restartCount, process: undefined });
  });

  test('that cannot start says why, and its exit code is the reason', () => {
    const docker = started();
    docker.run('docker run -d --name one -p 8001:80 busybox sleep 100');
    docker.run('docker run -d --name two -p 8001:80 busybox sleep 100');
    docker.run('docker run -d --name three busybox nosuchcmd');
    const state = (name: string) => JSON.parse(docker.run(`docker inspect ${name}`).stdout)[0].State;
    expect(state('two')).toMatchObject({ Status: 'created', ExitCode: 128 });
    expect(state('two').Error).toMatch(
      /^driver failed .*: Bind for 0\.0\.0\.0:8001 failed: port is already allocated$/,
    );
    expect(state('three')).toMatchObject({ Status: 'created', ExitCode: 127 });
    expect(docker.run("docker run -d --name four busybox 'permission denied'").exitCode).toBe(127);
    expect(state('four')).toMatchObject({ Status: 'created', ExitCode: 126 });
    docker.run('docker rm -f one');
    docker.run('docker start two');
    expect(state('two')).toMatchObject({ Status: 'running', ExitCode: 0, Error: '' });
  });

  test('ignores what its first process does not handle, and ends when it is killed', () => {
    const docker = started();
    docker.run('docker run -d --name box busybox sleep 100000');
    docker.run('docker run -d --name ng1 lkarrie/nginx1');
    expect(docker.run('docker kill -s TERM box ng1').stdout).toBe('box\nng1\n');
    expect(docker.run('docker ps --format {{.Names}}').stdout).toBe('box\n');
    expect(docker.run('docker kill -s 9 box').stdout).toBe('box\n');
    expect(docker.run('docker kill box').stderr).toMatch(
      /^Error response from daemon: Cannot kill container: box: Container [0-9a-f]{64} is not running\n$/,
    );
    expect(docker.run('docker wait box ng1').stdout).toBe('137\n0\n');
  });

  test('has a terminal with -t, on which standard error is standard output', () => {
    const docker = dockerMachine({}, function* (_place, process) {
      process.stdout += `out ${process.stdin}\n`;
      process.stderr += 'err\n';
      return 0;
    });
    docker.start();
    docker.run('docker run -d --name box busybox sleep 100');
    const plain = { stdout: 'out \n', stderr: 'err\n', exitCode: 0 };
    const terminal = { stdout: 'out \nerr\n', stderr: '', exitCode: 0 };
    expect(docker.run('docker exec box sh -c x')).toEqual(plain);
    expect(docker.run('docker exec -t box sh -c x')).toEqual(terminal);
    expect(docker.run('docker exec -d box sh -c x')).toEqual({ stdout: '', stderr: '', exitCode: 0 });
    expect(docker.run('docker run --name plain busybox sh -c x')).toEqual(plain);
    expect(docker.run('docker run -t busybox sh -c x')).toEqual(terminal);
    expect(docker.run('docker logs plain')).toEqual(plain);
    expect(docker.run('docker logs --tail 1 plain')).toEqual({ stdout: '', stderr: 'err\n', exitCode: 0 });
    expect(docker.run('docker start -a plain')).toEqual(plain);
  });

  test('can be renamed, and is then called so in its network', () => {
    const docker = started();
    docker.run('docker run -d --name old busybox sleep 100');
    expect(docker.run('docker rename old new').exitCode).toBe(0);
    expect(docker.run('docker ps --format {{.Names}}').stdout).toBe('new\n');
    expect(containerPlace(docker.engine, 'new')?.net.name).toBe('new');
    expect(docker.run('docker rename new new').stderr).toBe(
      'Error response from daemon: Renaming a container with the same name as its current name\nError: failed to rename container named new\n',
    );
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
    docker.machine.files.set('/etc/docker/daemon.json', { content: '{"init": true}', modifiedAt: 0 });
    expect(docker.start()).toContain('chainwalk does not model the setting init of /etc/docker/daemon.json');
    expect(docker.run('systemctl start docker').stderr).toMatch(
      /^docker.service: chainwalk does not model the setting init of \/etc\/docker\/daemon.json\nJob for docker.service failed/,
    );
    const content = '{"fixed-cidr": "10.0.0.0/24"}';
    docker.machine.files.set('/etc/docker/daemon.json', { content, modifiedAt: 0 });
    expect(docker.start()).toContain(
      "chainwalk does not model a fixed-cidr 10.0.0.0/24 outside of docker0's 172.17.0.0/16",
    );
    expect(docker.run('docker ps').exitCode).toBe(1);
  });

  test('waits ten seconds for its containers before it kills them', () => {
    const docker = started();
    docker.run('docker run -d --name box busybox sleep 100000');
    const before = docker.machine.clock.now;
    docker.stop();
    expect(Math.round((docker.machine.clock.now - before) / SECOND)).toBe(11);
    expect(docker.engine.container('box')).toMatchObject({ status: 'exited', exitCode: 137 });
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
