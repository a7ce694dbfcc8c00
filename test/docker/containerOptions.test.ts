/** Options of `docker run`, `create` and `exec`, in the words and with the effects of the real engine (20.10.24, Linux 6.18). */
import { describe, expect, test } from 'vitest';
import { type DockerMachine, dockerMachine, said, started } from './machine';

function environmentOf(docker: DockerMachine, options: string): readonly string[] {
  return docker
    .run(`docker run --rm ${options} busybox env`)
    .stdout.replace(/[0-9a-f]{12}/g, 'SHORT')
    .trim()
    .split('\n');
}

function hostsOf(docker: DockerMachine, name: string): readonly string[] {
  const text = docker.engine.container(name).files.get('/etc/hosts')?.content ?? '';
  return text
    .replace(/\b[0-9a-f]{12}\b/g, 'SHORT')
    .trim()
    .split('\n')
    .slice(6);
}

const HELP = "\nSee 'docker run --help'.\n125";

describe('what does not go together, or is malformed', () => {
  test.each([
    [
      '--network container:ng1 -p 9:9',
      'Error response from daemon: conflicting options: port publishing and the container type network mode.',
    ],
    [
      '--network container:ng1 -P',
      'Error response from daemon: conflicting options: port publishing and the container type network mode.',
    ],
    [
      '--network container:ng1 --hostname x',
      'Error response from daemon: conflicting options: hostname and the network mode.',
    ],
    [
      '--network container:ng1 --add-host a:1.2.3.4',
      'Error response from daemon: conflicting options: custom host-to-IP mapping and the network mode.',
    ],
    [
      '--network container:ng1 --dns 1.1.1.1',
      'Error response from daemon: conflicting options: dns and the network mode.',
    ],
    [
      '--network container:ng1 --expose 9',
      'Error response from daemon: conflicting options: port exposing and the container type network mode.',
    ],
    ['--network container:ng1 --link ng1', 'links are only supported for user-defined networks.'],
    [
      '--network host --mac-address 02:42:ac:11:00:99',
      'Error response from daemon: conflicting options: mac-address and the network mode.',
    ],
    [
      '--network container:ng1 --mac-address 02:42:ac:11:00:99',
      'Error response from daemon: conflicting options: mac-address and the network mode.',
    ],
    ['--link nope', 'Error response from daemon: could not get container for nope: No such container: nope.'],
    ['--cap-add NOPE', 'Error response from daemon: invalid CapAdd: unknown capability: "CAP_NOPE".'],
    ['--cap-drop cap_x', 'Error response from daemon: invalid CapDrop: unknown capability: "CAP_X".'],
    ['-w rel', "Error response from daemon: the working directory 'rel' is invalid, it needs to be an absolute path."],
    ['--env-file /nope', 'open /nope: no such file or directory.'],
    ['--mac-address zz', 'zz is not a valid mac address.'],
    ['-p 80:80:80:80', 'Invalid ip address 80:80: address 80:80:: too many colons in address.'],
    [
      '--expose abc',
      'invalid range format for --expose: abc, error: strconv.ParseUint: parsing "abc": invalid syntax.',
    ],
    [
      '--restart always:3',
      "Error response from daemon: maximum retry count cannot be used with restart policy 'always'.",
    ],
  ])('docker run %s', (options, words) => {
    const docker = started();
    expect(said(docker, `docker run ${options} busybox true`)).toBe(`docker: ${words}${HELP}`);
    expect(docker.engine.containers.size).toBe(1);
  });

  test.each([
    ['--add-host a', 'invalid argument "a" for "--add-host" flag: bad format for add-host: "a"'],
    ['--add-host a:nope', 'invalid argument "a:nope" for "--add-host" flag: invalid IP address in add-host: "nope"'],
    ['--dns nope', 'invalid argument "nope" for "--dns" flag: nope is not an ip address'],
    ['--link ng1:web:x', 'invalid argument "ng1:web:x" for "--link" flag: bad format for links: ng1:web:x'],
    [
      '--sysctl kernel.foo=1',
      'invalid argument "kernel.foo=1" for "--sysctl" flag: sysctl \'kernel.foo=1\' is not whitelisted',
    ],
    [
      '--sysctl net.ipv4.ip_forward',
      'invalid argument "net.ipv4.ip_forward" for "--sysctl" flag: sysctl \'net.ipv4.ip_forward\' is not whitelisted',
    ],
    [
      '--stop-timeout x',
      'invalid argument "x" for "--stop-timeout" flag: strconv.ParseInt: parsing "x": invalid syntax',
    ],
  ])('docker run %s is found out at once', (options, words) => {
    expect(said(started(), `docker run ${options} busybox true`)).toBe(`${words}${HELP}`);
  });
});

describe('a network that is another container’s', () => {
  test('has its addresses, its name and its files, and goes with no other', () => {
    const docker = started();
    docker.run('docker run -d --name side --network container:ng1 busybox sleep 100000');
    const [owner, side] = ['ng1', 'side'].map((name) => docker.engine.container(name));
    expect(side?.place?.net).toBe(owner?.place?.net);
    expect(side?.place?.hostname).toBe(owner?.hostname);
    expect(hostsOf(docker, 'side')).toEqual(['172.17.0.2\tSHORT']);
    expect(
      said(
        docker,
        "docker inspect -f '{{.HostConfig.NetworkMode}} {{.NetworkSettings.Networks}} {{.NetworkSettings.SandboxID}}' side",
      ),
    ).toBe('container:ID map[] \n0');
    expect(said(docker, 'docker network connect bridge side')).toBe(
      'Error response from daemon: container sharing network namespace with another container or host cannot be connected to any other network\n1',
    );
    docker.run('docker rm -f side');
    expect(docker.run('curl -sS http://172.17.0.2').exitCode).toBe(0);
    docker.run('docker stop ng1');
    expect(said(docker, 'docker run -d --network container:ng1 busybox true')).toMatch(
      /docker: Error response from daemon: cannot join network of a non running container: ID\.\n125$/,
    );
    expect(said(docker, 'docker run -d --network container:nope busybox true')).toMatch(
      /docker: Error response from daemon: No such container: nope\.\n125$/,
    );
  });
});

describe('names and variables', () => {
  test('hosts are added before the container’s own, and host-gateway is docker0', () => {
    const docker = started();
    docker.run('docker run -d --name bb --add-host a:1.2.3.4 --add-host b.c:host-gateway busybox sleep 1000');
    expect(hostsOf(docker, 'bb')).toEqual(['1.2.3.4\ta', '172.17.0.1\tb.c', '172.17.0.3\tSHORT']);
  });

  test('a link is a line of hosts, and variables that tell of ports', () => {
    const docker = started();
    docker.run('docker run -d --name lk -e X=1 --link ng1:web busybox sleep 1000');
    expect(hostsOf(docker, 'lk')).toEqual(['172.17.0.2\tweb SHORT ng1', '172.17.0.3\tSHORT']);
    expect(said(docker, "docker inspect -f '{{.HostConfig.Links}}' lk")).toBe('[/ng1:/lk/web]\n0');
    expect(environmentOf(docker, '--name l2 --link ng1').slice(2)).toEqual([
      ...['NG1_PORT=tcp://172.17.0.2:80', 'NG1_PORT_80_TCP=tcp://172.17.0.2:80', 'NG1_PORT_80_TCP_ADDR=172.17.0.2'],
      ...['NG1_PORT_80_TCP_PORT=80', 'NG1_PORT_80_TCP_PROTO=tcp', 'NG1_NAME=/l2/ng1', 'HOME=/root'],
    ]);
    expect(environmentOf(docker, '--link lk:k')).toContain('K_ENV_X=1');
    docker.run('docker stop -t 0 ng1');
    expect(said(docker, 'docker start -a lk')).not.toContain('Cannot link');
    docker.run('docker stop -t 0 lk');
    expect(said(docker, 'docker start lk')).toBe(
      'Error response from daemon: Cannot link to a non running container: /ng1 AS /lk/web\nError: failed to start containers: lk\n1',
    );
  });

  test('variables come from files, from the command line and from the client', () => {
    const docker = started();
    docker.machine.files.set('/root/e.env', { content: 'X=1\n# c\n  Y=2\nNONE\nZ=a b\n', modifiedAt: 0 });
    expect(environmentOf(docker, '-e A=1 -e NONE -e Z= --env-file /root/e.env')).toEqual([
      ...['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'HOSTNAME=SHORT'],
      ...['X=1', 'Y=2', 'Z=', 'A=1', 'HOME=/root'],
    ]);
    docker.run('docker run -d --name bb -e A=1 busybox sleep 1000');
    expect(docker.run('docker exec -e B=2 -e A=3 bb env').stdout).toContain('A=3\nB=2\nHOME=/root\n');
  });
});

describe('what processes find and may do', () => {
  test('the working directory is made, and exec goes where it is told', () => {
    const docker = started();
    docker.run('docker run -d --name bb -w /new/dir busybox sleep 1000');
    expect(docker.engine.container('bb').process?.cwd).toBe('/new/dir');
    expect(docker.engine.container('bb').files.find('/new/dir')?.kind).toBe('directory');
    expect(docker.engine.container('ng1').process?.cwd).toBe('/');
    expect(said(docker, 'docker exec -w /nodir bb sleep 1')).toBe(
      'OCI runtime exec failed: exec failed: unable to start container process: chdir to cwd ("/nodir") set in config.json failed: no such file or directory: unknown\r\n126',
    );
  });

  test('without NET_ADMIN nothing of the network is changed, without NET_RAW nothing is pinged', () => {
    const docker = started();
    docker.run('docker run -d --name adm --cap-add net_admin busybox sleep 1000');
    docker.run('docker run -d --name low --cap-drop ALL busybox sleep 1000');
    docker.run('docker run -d --name all --privileged busybox sleep 1000');
    expect(said(docker, 'docker exec ng1 ip link set eth0 down')).toBe('ip: SIOCSIFFLAGS: Operation not permitted\n2');
    expect(said(docker, 'docker exec ng1 ip route del default')).toBe(
      'ip: RTNETLINK answers: Operation not permitted\n2',
    );
    expect(said(docker, 'docker exec ng1 ip addr add 10.9.9.9/24 dev lo')).toBe(
      'ip: RTNETLINK answers: Operation not permitted\n2',
    );
    expect(said(docker, 'docker exec ng1 route add default gw 172.17.0.9')).toBe(
      'route: SIOCADDRT: Operation not permitted\n1',
    );
    expect(said(docker, 'docker exec ng1 ifconfig eth0 down')).toBe(
      'ifconfig: SIOCSIFFLAGS: Operation not permitted\n1',
    );
    for (const name of ['adm', 'all']) expect(said(docker, `docker exec ${name} ip route del default`)).toBe('0');
    expect(said(docker, 'docker exec low ping -c 1 127.0.0.1')).toBe(
      'PING 127.0.0.1 (127.0.0.1): 56 data bytes\nping: permission denied (are you root?)\n1',
    );
    expect(docker.run('docker exec ng1 ping -c 1 127.0.0.1').exitCode).toBe(0);
    expect(
      said(
        docker,
        "docker inspect -f '{{.HostConfig.CapAdd}} {{.HostConfig.CapDrop}} {{.HostConfig.Privileged}}' adm low all",
      ),
    ).toBe('[net_admin] [] false\n[] [ALL] false\n[] [] true\n0');
  });

  test('settings of the kernel are its own, if there are such', () => {
    const docker = started();
    docker.run('docker run -d --name bb --sysctl net.ipv4.ip_forward=0 busybox sleep 1000');
    expect(docker.engine.container('bb').place?.net.sysctl.get('net.ipv4.ip_forward')).toBe('0');
    expect(said(docker, 'docker run --sysctl net.ipv4.nope=1 busybox sleep 1')).toBe(
      'docker: Error response from daemon: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: open /proc/sys/net/ipv4/nope: no such file or directory: unknown.\n127',
    );
  });

  test('a MAC address is the first network’s, and interfaces count on', () => {
    const docker = started();
    docker.run('docker run -d --name bb --mac-address 02:42:ac:11:00:99 busybox sleep 1000');
    docker.run('docker network create n1');
    docker.run('docker network create n2');
    docker.run('docker network connect n1 bb');
    docker.run('docker network disconnect bridge bb');
    docker.run('docker network connect n2 bb');
    docker.run('docker network disconnect n1 bb');
    docker.run('docker network connect n1 bb');
    const names = () => docker.engine.container('bb').place?.net.devices.map(({ name }) => name);
    expect(names()).toEqual(['lo', 'eth2', 'eth3']);
    docker.run('docker restart -t 0 bb');
    expect(names()).toEqual(['lo', 'eth0', 'eth1']);
    docker.run('docker run -d --name b2 --mac-address 02:42:ac:11:00:99 busybox sleep 1000');
    expect(docker.run('docker exec b2 ip link show eth0').stdout).toContain('02:42:ac:11:00:99');
    expect(docker.run("docker inspect -f '{{.Config.MacAddress}}' b2").stdout).toBe('02:42:ac:11:00:99\n');
  });
});

describe('networks that are not alone', () => {
  const ELSEWHERE = 'container cannot be disconnected from host network or connected to host network';
  const NONE = 'container cannot be connected to multiple networks with one of the networks in private (none) mode';
  test.each([
    ['connect host ng1', ELSEWHERE],
    ['connect none ng1', NONE],
    ['disconnect host ng1', 'container ID is not connected to network host'],
    ['disconnect none ng1', 'container ID is not connected to network none'],
    [
      'connect n1 hh',
      'container sharing network namespace with another container or host cannot be connected to any other network',
    ],
    ['disconnect host hh', ELSEWHERE],
    [
      'connect none hh',
      'container sharing network namespace with another container or host cannot be connected to any other network',
    ],
    ['connect n1 nn', NONE],
    ['connect n1 nope', 'No such container: nope'],
    ['connect nope ng1', 'network nope not found'],
    ['disconnect nope ng1', 'network nope not found'],
    ['disconnect n1 ng1', 'container ID is not connected to network n1'],
    ['disconnect -f n1 nope', 'endpoint nope not found'],
  ])('docker network %s', (line, words) => {
    const docker = started();
    docker.run('docker network create n1');
    docker.run('docker run -d --name hh --network host busybox sleep 1000');
    docker.run('docker run -d --name nn --network none busybox sleep 1000');
    expect(said(docker, `docker network ${line}`)).toBe(`Error response from daemon: ${words}\n1`);
  });

  test('one without a network leaves none, and joins another', () => {
    const docker = started();
    docker.run('docker network create n1');
    docker.run('docker run -d --name nn --network none busybox sleep 1000');
    expect(said(docker, 'docker network disconnect none nn')).toBe('0');
    expect(said(docker, 'docker network connect n1 nn')).toBe('0');
    expect(docker.run('docker exec nn ip -4 addr show eth0').stdout).toContain('172.18.0.2/16');
  });
});

test('with live-restore containers go on without dockerd, and have docker-proxy again with it', () => {
  const docker = dockerMachine();
  docker.machine.files.set('/etc/docker/daemon.json', { content: '{"live-restore": true}', modifiedAt: 0 });
  docker.start();
  docker.run('docker run -d --name ng1 -p 8001:80 lkarrie/nginx1');
  docker.run('docker run -d --rm --name tmp busybox sleep 1000');
  const before = docker.run('iptables-save').stdout;
  const proxies = () => docker.machine.pids.list().filter(({ comm }) => comm === 'docker-proxy').length;
  docker.run('systemctl stop docker');
  expect(docker.run('iptables -t nat -S DOCKER').stdout).toContain('--dport 8001');
  expect(docker.engine.container('ng1').running).toBe(true);
  expect(proxies()).toBe(0);
  docker.run('systemctl start docker');
  expect(docker.run("docker ps --format '{{.Names}} {{.Ports}}'").stdout).toBe(
    'ng1 0.0.0.0:8001->80/tcp, :::8001->80/tcp\n',
  );
  expect(proxies()).toBe(2);
  const rules = (text: string) =>
    text
      .split('\n')
      .filter((line) => line.startsWith('-A'))
      .sort();
  expect(rules(docker.run('iptables-save').stdout)).toEqual(rules(before));
  expect(docker.run('docker exec ng1 ip -4 addr show eth0').stdout).toContain('172.17.0.2/16');
  expect(docker.run('docker info').stdout).toContain(' Live Restore Enabled: true\n');
});
