/** What the docker command says when it cannot: the words and exit codes of docker 20.10, recorded from the real one. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type DockerMachine, dockerMachine } from './machine';

const ID = /\b[0-9a-f]{64}\b/g;

function said(docker: DockerMachine, line: string): string {
  const { stdout, stderr, exitCode } = docker.run(line);
  return `${stdout}${stderr}`.replace(ID, 'ID').replace(/time="[^"]*"/, 'time="NOW"') + exitCode;
}

describe('before dockerd runs', () => {
  const docker = dockerMachine();
  const sentence = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';

  test.each([
    ['docker ps', `${sentence}\n1`],
    ['docker run busybox', `docker: ${sentence}.\nSee 'docker run --help'.\n125`],
    ['docker rm x', `${sentence}\n1`],
    ['docker start x', `${sentence}\nError: failed to start containers: x\n1`],
    ['docker --version', 'Docker version 20.10.24, build 297e128\n0'],
  ])('%s', (line, expected) => {
    expect(said(docker, line)).toBe(expected);
  });
});

const NOT_FOUND =
  'Error response from daemon: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "nosuchcmd": executable file not found in $PATH: unknown';

describe('with one container running', () => {
  const docker = dockerMachine();
  beforeAll(() => {
    docker.start();
    docker.run('docker run -d --name ng1 -p 8001:80 lkarrie/nginx1');
  });

  test.each([
    [
      'docker run -d --name ng1 -p 8002:80 lkarrie/nginx1',
      'docker: Error response from daemon: Conflict. The container name "/ng1" is already in use by container "ID". You have to remove (or rename) that container to be able to reuse that name.\nSee \'docker run --help\'.\n125',
    ],
    [
      'docker run -d --name taken -p 8001:80 lkarrie/nginx1',
      'ID\ndocker: Error response from daemon: driver failed programming external connectivity on endpoint taken (ID): Bind for 0.0.0.0:8001 failed: port is already allocated.\n125',
    ],
    [
      'docker run -d --name elsewhere -p 1.2.3.4:80:80 busybox sleep 10',
      'ID\ndocker: Error response from daemon: driver failed programming external connectivity on endpoint elsewhere (ID): Error starting userland proxy: listen tcp4 1.2.3.4:80: bind: cannot assign requested address.\n125',
    ],
    [
      'docker run -d --name twice -p 22000:80 -p 22000:81 busybox sleep 9',
      'ID\ndocker: Error response from daemon: driver failed programming external connectivity on endpoint twice (ID): Bind for 0.0.0.0:22000 failed: port is already allocated.\n125',
    ],
    [
      'docker run -d nosuch',
      "Unable to find image 'nosuch:latest' locally\ndocker: Error response from daemon: pull access denied for nosuch, repository does not exist or may require 'docker login': denied: requested access to the resource is denied.\nSee 'docker run --help'.\n125",
    ],
    ['docker run -d --network nope busybox', 'ID\ndocker: Error response from daemon: network nope not found.\n125'],
    [
      'docker run -d --network bridge --ip 172.17.0.9 busybox sleep 5',
      'ID\ndocker: Error response from daemon: user specified IP address is supported on user defined networks only.\n125',
    ],
    ['docker run -d -p 80a:80 busybox', "docker: Invalid hostPort: 80a.\nSee 'docker run --help'.\n125"],
    ['docker run -d -p 70000:80 busybox', "docker: Invalid hostPort: 70000.\nSee 'docker run --help'.\n125"],
    [
      'docker run -d -p 8000-8001:80-85 busybox',
      "docker: Invalid ranges specified for container and host Ports: 80-85 and 8000-8001.\nSee 'docker run --help'.\n125",
    ],
    [
      'docker run -d -p 300.1.1.1:80:80 busybox',
      "docker: Invalid ip address: 300.1.1.1.\nSee 'docker run --help'.\n125",
    ],
    ['docker run -d -p 80:80/xyz busybox', "docker: Invalid proto: xyz.\nSee 'docker run --help'.\n125"],
    [
      'docker run -d --name z busybox',
      "docker: Error response from daemon: Invalid container name (z), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed.\nSee 'docker run --help'.\n125",
    ],
    [
      'docker run -d busybox nosuchcmd',
      'ID\ndocker: Error response from daemon: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "nosuchcmd": executable file not found in $PATH: unknown.\n127',
    ],
    [
      'docker exec ng1 nosuchcmd',
      'OCI runtime exec failed: exec failed: unable to start container process: exec: "nosuchcmd": executable file not found in $PATH: unknown\r\n126',
    ],
    [
      'docker exec ng1 /bin/nosuchcmd',
      'OCI runtime exec failed: exec failed: unable to start container process: exec: "/bin/nosuchcmd": stat /bin/nosuchcmd: no such file or directory: unknown\r\n126',
    ],
    [
      'docker exec ng1 /usr/share/nginx/html/index.html',
      'OCI runtime exec failed: exec failed: unable to start container process: exec: "/usr/share/nginx/html/index.html": permission denied: unknown\r\n126',
    ],
    [
      'docker run -d lkarrie/nginx1 /usr/share',
      'ID\ndocker: Error response from daemon: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/usr/share": permission denied: unknown.\n126',
    ],
    ['docker run busybox nosuchcmd', `docker: ${NOT_FOUND}.\n127`],
    [
      'docker run --rm busybox nosuchcmd',
      `docker: ${NOT_FOUND}.\ntime="NOW" level=error msg="error waiting for container: context canceled"\n127`,
    ],
    // What it is called says nothing about why it cannot be started.
    [
      "docker run -d busybox 'permission denied'",
      'ID\ndocker: Error response from daemon: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "permission denied": executable file not found in $PATH: unknown.\n127',
    ],
    [
      'docker run -d -p 1-65535:1-65535 -p 1:1/udp busybox',
      'chainwalk does not model more than 65,535 published ports of one container\n125',
    ],
    [
      'docker run -d -P --expose 1-65535 --expose 1/udp busybox',
      'chainwalk does not model more than 65,535 published ports of one container\n125',
    ],
    ['docker run -d -p 8001: busybox', "docker: No port specified: 8001:<empty>.\nSee 'docker run --help'.\n125"],
    ['docker run -d -p 80:90-80 busybox', "docker: Invalid containerPort: 90-80.\nSee 'docker run --help'.\n125"],
    ['docker images -q busybox', 'beae173ccac6\n0'],
    [
      'docker pull nginx',
      'Using default tag: latest\nlatest: Pulling from library/nginx\nDigest: sha256:ID\nStatus: Image is up to date for nginx:latest\ndocker.io/library/nginx:latest\n0',
    ],
    [
      "docker inspect -f '{{index .Args 9}}' ng1",
      '\ntemplate parsing error: template: :1:2: executing "" at <index .Args 9>: error calling index: index out of range: 9\n1',
    ],
    [
      'docker inspect -f \'{{index .Args 1}} {{len .Args}} {{title .Path}} {{if not .State.Error}}{{eq .Path "x" "nginx"}}{{end}}\' ng1',
      'daemon off; 2 Nginx true\n0',
    ],
    ['docker run --bogus busybox', "unknown flag: --bogus\nSee 'docker run --help'.\n125"],
    ['docker run -z busybox', "unknown shorthand flag: 'z' in -z\nSee 'docker run --help'.\n125"],
    ['docker run --name', "flag needs an argument: --name\nSee 'docker run --help'.\n125"],
    ['docker bogus', "docker: 'bogus' is not a docker command.\nSee 'docker --help'\n1"],
    [
      'docker rm',
      '"docker rm" requires at least 1 argument.\nSee \'docker rm --help\'.\n\nUsage:  docker rm [OPTIONS] CONTAINER [CONTAINER...]\n\nRemove one or more containers\n1',
    ],
    [
      'docker rm ng1',
      'Error response from daemon: You cannot remove a running container ID. Stop the container before attempting removal or force remove\n1',
    ],
    ['docker rm x', 'Error: No such container: x\n1'],
    ['docker rm -f x', 'Error: No such container: x\n0'],
    ['docker inspect x', '[]\nError: No such object: x\n1'],
    [
      'docker stop x y',
      'Error response from daemon: No such container: x\nError response from daemon: No such container: y\n1',
    ],
    ['docker start x', 'Error response from daemon: No such container: x\nError: failed to start containers: x\n1'],
    [
      'docker restart -t x ng1',
      'invalid argument "x" for "-t, --time" flag: strconv.ParseInt: parsing "x": invalid syntax\nSee \'docker restart --help\'.\n125',
    ],
    ['docker restart x', 'Error response from daemon: No such container: x\n1'],
    ['docker kill x', 'Error response from daemon: Cannot kill container: x: No such container: x\n1'],
    ['docker kill -s FOO ng1', 'Error response from daemon: Invalid signal: FOO\n1'],
    ['docker exec x ls', 'Error: No such container: x\n1'],
    ['docker port x', 'Error: No such container: x\n1'],
    ['docker port ng1 81', "Error: No public port '81/tcp' published for ng1\n1"],
    ['docker logs x', 'Error: No such container: x\n1'],
    [
      'docker rename x y',
      'Error response from daemon: No such container: x\nError: failed to rename container named x\n1',
    ],
    ['docker network rm x', 'Error: No such network: x\n1'],
    [
      'docker network rm bridge',
      'Error response from daemon: bridge is a pre-defined network and cannot be removed\n1',
    ],
    ['docker network inspect x', '[]\nError: No such network: x\n1'],
    [
      'docker network create bridge',
      'Error response from daemon: operation is not permitted on predefined bridge network\n1',
    ],
    [
      'docker network create --subnet 1.2.3 n1',
      'Error response from daemon: Invalid subnet 1.2.3 : invalid CIDR address: 1.2.3\n1',
    ],
    [
      'docker network create --subnet 172.17.0.0/24 n1',
      'Error response from daemon: Pool overlaps with other one on this address space\n1',
    ],
    ['docker network create --subnet 10.0.0.0/24 --gateway 10.1.0.1 n1', 'no matching subnet for gateway 10.1.0.1\n1'],
    [
      'docker network connect bridge ng1',
      'Error response from daemon: endpoint with name ng1 already exists in network bridge\n1',
    ],
  ])('%s', (line, expected) => {
    expect(said(docker, line)).toBe(expected);
  });

  test.each([
    ['docker run --gpus all busybox', 'chainwalk does not model docker run --gpus\n125'],
    ['docker run --tmpfs /b busybox', 'chainwalk does not model docker run --tmpfs\n125'],
    ['docker run --ipc host busybox', 'chainwalk does not model docker run --ipc\n125'],
    ['docker exec -u nobody ng1 ls', 'unable to find user nobody: no matching entries in passwd file\r\n126'],
    ['docker network create -d macvlan n1', 'chainwalk does not model docker network create --driver macvlan\n125'],
    [
      'docker network create -o com.docker.network.bridge.inhibit_ipv4=1 n1',
      'chainwalk does not model the network option com.docker.network.bridge.inhibit_ipv4\n125',
    ],
    ['docker build .', 'chainwalk does not model docker build\n125'],
  ])('what is not modelled is refused by name: %s', (line, expected) => {
    expect(said(docker, line)).toBe(expected);
  });

  test('nothing half-done stays: rules, devices, proxies and addresses are those of the one container', () => {
    docker.run('docker rm taken elsewhere twice');
    const after = docker.run('iptables-save').stdout.match(/^-A DOCKER .*/gm);
    expect(after).toEqual([
      '-A DOCKER -i docker0 -j RETURN',
      '-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8001 -j DNAT --to-destination 172.17.0.2:80',
      '-A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT',
    ]);
    expect(docker.machine.net.devices.map(({ kind }) => kind)).toEqual(['loopback', 'ethernet', 'bridge', 'veth']);
    expect(docker.run('pgrep docker-proxy').stdout.trim().split('\n')).toHaveLength(2);
    docker.run('docker run -d --name next busybox sleep 100');
    expect(docker.run("docker inspect -f '{{.NetworkSettings.IPAddress}}' next").stdout).toBe('172.17.0.3\n');
  });

  test("a port that another program listens on is not docker's to give", () => {
    docker.run('docker rm -f next');
    docker.run('docker run -d --name nethost --network host nginx');
    expect(said(docker, 'docker run -d --name late -p 80:80 busybox sleep 5')).toContain(
      'Error starting userland proxy: listen tcp4 0.0.0.0:80: bind: address already in use.\n125',
    );
    docker.run('docker rm -f nethost late');
  });
});

describe('what is typed picks nothing that is no key', () => {
  const docker = dockerMachine();
  beforeAll(() => {
    docker.start();
    docker.run('docker run -d --name ng1 lkarrie/nginx1');
  });

  test.each([
    [
      "docker ps --format '{{.Foo}}'",
      'failed to execute template: template: :1:2: executing "" at <.Foo>: can\'t evaluate field Foo in type *formatter.ContainerContext\n1',
    ],
    [
      "docker ps --format '{{.Names.Foo}}'",
      'failed to execute template: template: :1:8: executing "" at <.Names.Foo>: can\'t evaluate field Foo in type string\n1',
    ],
    ["docker ps --format '{{.Names'", 'failed to parse template: template: :1: unclosed action\n1'],
    [
      "docker ps --format '{{constructor}}'",
      'failed to parse template: template: :1: function "constructor" not defined\n1',
    ],
    [
      "docker network ls --format '{{.constructor}}'",
      'template parsing error: template: :1:2: executing "" at <.constructor>: can\'t evaluate field constructor in type *network.networkContext\n1',
    ],
    ['docker network ls --filter constructor=x', "Error response from daemon: Invalid filter 'constructor'\n1"],
    [
      "docker inspect -f '{{__proto__ .}}' ng1",
      'template parsing error: template: :1: function "__proto__" not defined\n64',
    ],
    ['docker inspect -f \'{{"\\y"}}\' ng1', 'template parsing error: template: :1: invalid syntax\n64'],
    ['docker inspect --type constructor ng1', '"constructor" is not a valid value for --type\n1'],
    ['docker ps -q --filter name=(', '0'],
    ['docker run -d -p 9100:9100/sctp nginx', 'chainwalk does not model published ports of sctp\n125'],
    [
      'docker ps --filter name',
      'invalid argument "name" for "-f, --filter" flag: bad format of filter (expected name=value)\nSee \'docker ps --help\'.\n125',
    ],
    ['docker ps --filter status=up', "Error response from daemon: Invalid filter 'status=up'\n1"],
    [
      "docker ps --filter name=nosuch --format '{{.Names'",
      'failed to parse template: template: :1: unclosed action\n1',
    ],
    ['docker ps --filter foo=bar', "Error response from daemon: Invalid filter 'foo'\n1"],
    ['docker ps --filter isolation=v', 'chainwalk does not model docker ps --filter isolation\n125'],
    ['docker ps -q --filter volume=v', '0'],
    ['docker images --filter since=busybox', 'chainwalk does not model docker images --filter since\n125'],
    ["docker network ls --filter name=nosuch --format '{{.Foo}}'", '0'],
    [
      "docker network ls --filter name=nosuch --format '{{.Foo'",
      'template parsing error: template: :1: unclosed action\n1',
    ],
    ['docker ps -q --filter name=(?i)NG', 'chainwalk does not model the regular expression "(?i)NG"\n125'],
    ['docker ps --filter name=^(a+)+$ --format {{.Names}}', '0'],
    ['docker ps --filter name=^/?ng[0-9]$ --format {{.Names}}', 'ng1\n0'],
  ])('%s', (line, expected) => {
    expect(said(docker, line)).toBe(expected);
    expect(docker.run('pgrep -c docker$').stdout).toBe('0\n');
  });

  test.each([
    ['{"constructor": true}', "the following directives don't match any configuration option: constructor"],
    ['{"__proto__": true, "icc": true, "x": 1}', "don't match any configuration option: __proto__, x"],
    ['{"allow-direct-routing": true}', "don't match any configuration option: allow-direct-routing"],
    ['[]x', 'json: cannot unmarshal array into Go value of type map[string]interface {}'],
    ['{"icc": "no"}', 'json: cannot unmarshal string into Go struct field Config.icc of type bool'],
  ])('daemon.json: %s', (content, said) => {
    const other = dockerMachine();
    other.machine.files.set('/etc/docker/daemon.json', { content, modifiedAt: 0 });
    expect(other.start()).toContain(said);
  });
});

describe('when somebody has taken its chains away', () => {
  const refused = (command: string) =>
    `(iptables failed: iptables --wait ${command}: iptables: No chain/target/match by that name.\n (exit status 1))`;

  test('a network is not made, and leaves its bridge behind, down', () => {
    const docker = dockerMachine();
    docker.start();
    docker.run('iptables -t nat -F');
    docker.run('iptables -t nat -X');
    expect(said(docker, 'docker network create -o com.docker.network.bridge.name=br1 n1')).toBe(
      `Error response from daemon: Failed to Setup IP tables: Unable to enable SKIP DNAT rule:  ${refused('-t nat -I DOCKER -i br1 -j RETURN')}\n1`,
    );
    expect(docker.run('docker network ls').stdout).not.toContain('n1');
    expect(docker.run('ip link show br1').stdout).toMatch(/^\d+: br1: <BROADCAST,MULTICAST> .* state DOWN /);
  });

  test.each([
    ['20.10', ''],
    ['28.5', 'Unable to enable DNAT rule: '],
  ])('%s says why a port is not published', (engine, what) => {
    const docker = dockerMachine({ engine });
    docker.start();
    docker.run('iptables -t nat -F');
    docker.run('iptables -t nat -X');
    const rule = '-t nat -A DOCKER -p tcp -d 0/0 --dport 8002 -j DNAT --to-destination 172.17.0.2:80 ! -i docker0';
    expect(said(docker, 'docker run -d -p 8002:80 lkarrie/nginx1')).toContain(` (ID): ${what} ${refused(rule)}`);
  });
});
