/** `docker cp`, `attach` and `images`, and the ports that are drawn: words and effects of dockerd 20.10.24. */
import { describe, expect, test } from 'vitest';
import { Process } from '../../lib/machine';
import { UdpSocket } from '../../lib/network';
import { type DockerMachine, dockerMachine } from './machine';

function started(): DockerMachine {
  const docker = dockerMachine();
  docker.start();
  docker.run('docker run -d --name cc busybox sleep 100000');
  docker.machine.files.set('/root/f.txt', { content: 'hello\n', modifiedAt: 1000, mode: 0o755 });
  return docker;
}

function said(docker: DockerMachine, line: string): string {
  const { stdout, stderr, exitCode } = docker.run(line);
  return `${stdout}${stderr}${exitCode}`.replace(/[0-9a-f]{64}/g, 'ID');
}

describe('docker cp', () => {
  test('copies files and directories both ways, also of a container that does not run', () => {
    const docker = started();
    const { files } = docker.engine.container('cc');
    const { files: own } = docker.machine;
    expect(said(docker, 'docker cp /root/f.txt cc:/tmp/g.txt')).toBe('0');
    expect(files.get('/tmp/g.txt')).toMatchObject({ content: 'hello\n', modifiedAt: 1000, mode: 0o755 });
    expect(said(docker, 'docker cp f.txt cc:tmp')).toBe('0');
    expect(files.get('/tmp/f.txt')?.content).toBe('hello\n');
    docker.run('docker stop -t 0 cc');
    expect(said(docker, 'docker cp cc:/tmp/g.txt /root')).toBe('0');
    expect(own.get('/root/g.txt')?.content).toBe('hello\n');
    expect(said(docker, 'docker cp cc:/tmp /root/dd')).toBe('0');
    expect(own.get('/root/dd/g.txt')?.content).toBe('hello\n');
    expect(said(docker, 'docker cp cc:/tmp /root/dd')).toBe('0');
    expect(own.get('/root/dd/tmp/g.txt')?.content).toBe('hello\n');
    expect(said(docker, 'docker cp cc:/tmp/. /root/dd/tmp')).toBe('0');
    expect(own.find('/root/dd/tmp/tmp')).toBeUndefined();
  });

  test.each([
    ['cc:/nope /root/', 'Error: No such container:path: cc:/nope'],
    ['/nope cc:/tmp', 'lstat //nope: no such file or directory'],
    ['/root/nope cc:/tmp', 'lstat /root/nope: no such file or directory'],
    ['/root/f.txt nope:/tmp', 'Error: No such container:path: nope:/'],
    ['nope:/tmp/x /root', 'Error: No such container:path: nope:/tmp/x'],
    ['cc:/tmp cc:/x', 'copying between containers is not supported'],
    ['/root/f.txt /root/g.txt', 'must specify at least one container source'],
    ['/root/f.txt cc:/nodir/f', 'Error: No such container:path: cc:/nodir'],
    ['/root/f.txt cc:/tmp/e/', 'no such directory'],
    ['cc:/etc/hosts /nodir/x', 'invalid output path: directory "/nodir" does not exist'],
  ])('docker cp %s', (words, expected) => {
    expect(said(started(), `docker cp ${words}`)).toBe(`${expected}\n1`);
  });

  test('archives are refused by name', () => {
    expect(said(started(), 'docker cp cc:/tmp -')).toBe('chainwalk does not model docker cp of archives (-)\n125');
  });
});

describe('docker attach', () => {
  test('shows what is printed from then on, and ends as the container does', () => {
    const docker = started();
    const { process } = docker.engine.container('cc');
    if (process === undefined) throw new Error('it does not run');
    process.stdout += 'before\n';
    const { clock } = docker.machine;
    clock.schedule(1_500_000, () => {
      process.stdout += 'after\n';
    });
    clock.schedule(2_500_000, () => process.exit(3));
    expect(said(docker, 'docker attach cc')).toBe('after\n3');
    expect(said(docker, 'docker attach cc')).toBe('You cannot attach to a stopped container, start it first\n1');
    expect(said(docker, 'docker attach nope')).toBe('Error: No such container: nope\n1');
  });
});

describe('docker images', () => {
  test.each([
    [
      "--format '{{.Repository}}:{{.Tag}}'",
      'lkarrie/nginx1:latest\nlkarrie/nginx2:latest\nbusybox:latest\nnginx:latest\n0',
    ],
    ["--filter 'reference=lkarrie/*' --format '{{.Repository}}'", 'lkarrie/nginx1\nlkarrie/nginx2\n0'],
    ["--format '{{.Size}} {{.VirtualSize}}' busybox", '1.24MB 1.24MB\n0'],
    ["--format '{{json .Digest}}' busybox", '"<none>"\n0'],
    ['--filter dangling=true -q', '0'],
    [
      "--digests --format '{{.Nope}}'",
      'template parsing error: template: :1:2: executing "" at <.Nope>: can\'t evaluate field Nope in type *formatter.imageContext\n1',
    ],
    ['--filter nope=1', "Error response from daemon: Invalid filter 'nope'\n1"],
    ['-q busybox:other', '0'],
  ])('docker images %s', (words, expected) => {
    expect(said(started(), `docker images ${words}`)).toBe(expected);
  });

  test('a digest is a column, and JSON of a row has escapes for HTML', () => {
    const docker = started();
    expect(docker.run('docker images --digests busybox').stdout).toMatch(
      /^REPOSITORY +TAG +DIGEST +IMAGE ID +CREATED +SIZE\nbusybox +latest +<none>/,
    );
    expect(docker.run("docker images --format '{{json .}}' busybox").stdout).toContain('"Digest":"\\u003cnone\\u003e"');
  });
});

describe('ports that nobody named', () => {
  const run = (docker: DockerMachine, name: string, options: string) =>
    docker.run(`docker run -d --name ${name} ${options} busybox sleep 100000`);
  const ports = (docker: DockerMachine, name: string) => docker.run(`docker port ${name}`).stdout.trim().split('\n');

  test('of a range the next one is given, until all are taken', () => {
    const docker = started();
    run(docker, 'u8', '-p 9000-9002:80');
    run(docker, 'u9', '-p 9000-9002:80');
    docker.run('docker rm -f u8');
    run(docker, 'ua', '-p 9000-9002:80');
    expect(ports(docker, 'ua')).toEqual(['80/tcp -> 0.0.0.0:9002', '80/tcp -> :::9002']);
    run(docker, 'ub', '-p 9000-9002:80');
    expect(ports(docker, 'ub')[0]).toBe('80/tcp -> 0.0.0.0:9000');
    expect(run(docker, 'uc', '-p 9000-9002:80').stderr).toContain(': all ports are allocated.');
  });

  test('each family draws its own, and another one if somebody has it; from 27 they have one', () => {
    const docker = started();
    run(docker, 'aa', '-p 0.0.0.0::80');
    run(docker, 'bb', '-p 80');
    const [first] = ports(docker, 'aa').map((line) => Number(line.replace(/^.*:/, '')));
    expect(ports(docker, 'bb')).toEqual([`80/tcp -> 0.0.0.0:${(first ?? 0) + 1}`, `80/tcp -> :::${first}`]);
    const holder = new Process({
      place: docker.machine,
      argv: ['holder'],
      *program() {
        yield { ready: () => false, subscribe: () => () => {} };
        return 0;
      },
    });
    const socket = holder.hold(new UdpSocket(docker.machine.net, 'inet', { uid: 0, gid: 0 }));
    const next = 32768;
    docker.machine.net.sockets.bind(socket, 0, next);
    run(docker, 'dd', '-p 80/udp');
    expect(ports(docker, 'dd')).toEqual([`80/udp -> 0.0.0.0:${next + 1}`, `80/udp -> :::${next}`]);
    expect(run(docker, 'ee', `-p ${next}:80/udp`).stderr).toContain('address already in use');
    const newer = dockerMachine({ engine: '27' });
    newer.start();
    run(newer, 'aa', '-p 0.0.0.0::80');
    run(newer, 'bb', '-p 80');
    const drawn = ports(newer, 'bb').map((line) => line.replace(/^.*:/, ''));
    expect(drawn[0]).toBe(drawn[1]);
  });
});
