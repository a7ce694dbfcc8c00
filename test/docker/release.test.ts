/** Which releases there are, and what they say of themselves. */
import { describe, expect, test } from 'vitest';
import { ruleBookOf } from '../../lib/docker/firewall/books/ruleBooks';
import { findRelease } from '../../lib/docker/release';
import { dockerMachine } from './machine';

test.each([
  ['20.10', '20.10.24', '1.41', '1.12'],
  ['20', '20.10.24', '1.41', '1.12'],
  ['v24.0.5', '24.0.5', '1.43', '1.12'],
  ['26.1', '26.1.5', '1.45', '1.24'],
  ['27.5.1', '27.5.1', '1.47', '1.24'],
  ['28', '28.5.2', '1.51', '1.24'],
  ['28.0', '28.0.4', '1.48', '1.24'],
  ['29.0.0', '29.0.0', '1.52', '1.44'],
  ['29', '29.7.2', '1.55', '1.40'],
])('%s is %s', (text, version, apiVersion, oldestApiVersion) => {
  expect(findRelease(text)).toMatchObject({ version, apiVersion, oldestApiVersion });
});

describe('what does not exist is refused in a sentence that names what does', () => {
  test.each(['19.03', '21', '28.6', '28.5.3', '27.0.0', '', 'latest', '29.7.2-rc.1', '20.10.24.1'])('%s', (text) => {
    expect(() => findRelease(text)).toThrow(
      new RangeError(
        `there is no Docker engine "${text}"; those known are 20.10, 23.0, 24.0, 25.0, 26.0, 26.1, 27.0, 27.1, 27.2, 27.3, 27.4, 27.5, 28.0, 28.1, 28.2, 28.3, 28.4, 28.5, 29.0, 29.1, 29.2, 29.3, 29.4, 29.5, 29.6, 29.7`,
      ),
    );
  });
});

test('a release prints itself', () => {
  const docker = dockerMachine({ engine: '27.3' });
  expect(docker.run('docker --version').stdout).toBe('Docker version 27.3.1, build 9f9e405\n');
  docker.start();
  const version = docker.run('docker version').stdout;
  expect(version.match(/Version: +27\.3\.1/g)).toHaveLength(2);
  expect(version).toContain('API version:      1.47 (minimum version 1.24)');
  expect(docker.run('docker info').stdout).toContain(' Server Version: 27.3.1\n');
});

describe('docker version and docker info by a template', () => {
  const docker = dockerMachine({ engine: '26.1' });
  const run = (line: string) => {
    const { stdout, stderr, exitCode } = docker.run(line);
    return [exitCode, stdout, stderr];
  };

  test('the client is known without an engine', () => {
    const down = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n';
    expect(run("docker version --format '{{.Client.Version}}'")).toEqual([
      1,
      '26.1.5\n',
      expect.stringContaining(down),
    ]);
    expect(run("docker version --format '{{.Server.Version}}'")).toEqual([1, '\n', expect.stringContaining(down)]);
    docker.start();
  });

  test.each([
    ["version --format '{{.Server.Version}} {{.Client.Version}}'", '26.1.5 26.1.5'],
    ["version -f '{{.Client.APIVersion}} {{.Server.APIVersion}} {{.Server.MinAPIVersion}}'", '1.45 1.45 1.24'],
    ["version --format '{{.Server.Os}}/{{.Server.Arch}} {{.Client.Context}}'", 'linux/amd64 default'],
    ["version --format '{{range .Server.Components}}{{.Name}};{{end}}'", 'Engine;containerd;runc;'],
    ['version --format x', 'x'],
    ["info --format '{{.ServerVersion}} {{.Driver}} {{.OSType}}'", '26.1.5 overlay2 linux'],
    ["info -f '{{.Containers}} {{.ContainersRunning}} {{.ClientInfo.Context}}'", '0 0 default'],
    [
      "info --format '{{json .Swarm}}'",
      '{"NodeID":"","NodeAddr":"","LocalNodeState":"inactive","ControlAvailable":false,"Error":"","RemoteManagers":null}',
    ],
  ])('docker %s', (command, line) => {
    expect(run(`docker ${command}`)).toEqual([0, `${line}\n`, '']);
  });

  // As the client of 26.1.5 says it.
  test.each([
    [
      "version --format '{{.Foo}}'",
      1,
      '\n',
      'template: version:1:2: executing "version" at <.Foo>: can\'t evaluate field Foo in type system.versionInfo\n',
    ],
    [
      "version --format '{{.Server.Foo}}'",
      1,
      '\n',
      'template: version:1:9: executing "version" at <.Server.Foo>: can\'t evaluate field Foo in type *types.Version\n',
    ],
    ["version --format '{{'", 64, '', 'template parsing error: template: version:1: unclosed action\n'],
    [
      "info --format '{{.Foo}}'",
      1,
      '',
      'template: :1:2: executing "" at <.Foo>: can\'t evaluate field Foo in type system.dockerInfo\n\n',
    ],
    ["info --format '{{'", 64, '', 'template parsing error: template: :1: unclosed action\n'],
  ])('docker %s', (command, exitCode, stdout, stderr) => {
    expect(run(`docker ${command}`)).toEqual([exitCode, stdout, stderr]);
  });

  test('what nothing here knows is refused by name, alone and among all', () => {
    const refusal = (field: string) => [125, '', expect.stringContaining(`does not model field ${field}`)];
    expect(run("docker version --format '{{.Server.GitCommit}}'")).toEqual(refusal('GitCommit of docker version'));
    expect(run("docker version --format '{{json .Client}}'")).toEqual(refusal('GitCommit of docker version'));
    expect(run("docker info --format '{{.NCPU}}'")).toEqual(refusal('NCPU of docker info'));
    expect(run('docker info --format json')).toEqual(refusal('ID of docker info'));
  });
});

test.each([
  ['20.10', '80/tcp -> :::8001', ':::8001->80/tcp'],
  ['26.1', '80/tcp -> [::]:8001', ':::8001->80/tcp'],
  ['28.5', '80/tcp -> [::]:8001', '[::]:8001->80/tcp'],
])('the client of %s has IPv6 addresses of ports in brackets, or not', (engine, port, listed) => {
  const docker = dockerMachine({ engine });
  docker.start();
  docker.run('docker run --name c1 -d -p 8001:80 lkarrie/nginx1');
  expect(docker.run('docker port c1').stdout).toBe(`80/tcp -> 0.0.0.0:8001\n${port}\n`);
  expect(docker.run("docker ps --format '{{.Ports}}'").stdout).toContain(listed);
});

test("a network option that a release does not know is ignored, one that it knows is read, and another's value refused", () => {
  const create = (engine: string, mode: string) => {
    const docker = dockerMachine({ engine });
    docker.start();
    const { stderr } = docker.run(
      `docker network create -o com.docker.network.bridge.gateway_mode_ipv4=${mode} -o com.docker.network.bridge.name=b n`,
    );
    return { stderr, masquerades: docker.run('iptables -t nat -S').stdout.includes('! -o b -j MASQUERADE') };
  };
  expect(create('20.10', 'routed')).toEqual({ stderr: '', masquerades: true });
  expect(create('27', 'routed')).toEqual({ stderr: '', masquerades: false });
  expect(create('28', 'nat-unprotected')).toEqual({ stderr: '', masquerades: true });
  expect(create('27', 'nat-unprotected').stderr).toContain(
    'failed to parse com.docker.network.bridge.gateway_mode_ipv4 value: nat-unprotected (unknown gateway mode nat-unprotected)',
  );
  expect(create('28', 'isolated').stderr).toContain("'isolated' can only be used for an internal network");
});

describe('a package brings another release', () => {
  const RULES = 'iptables -S FORWARD';

  test.each([
    'yum install -y docker-ce-28.5.2',
    'yum install docker-ce-3:28.5.2-1.el9',
    'apt-get install -y docker-ce=5:28.5.2-1~debian.12~bookworm',
    'apt-get install docker-ce=5:28.5.2-1~debian.12~bookworm docker-ce-cli=5:28.5.2-1~debian.12~bookworm containerd.io',
    'yum install -y docker-ce-28.5.2 docker-ce-cli-28.5.2 containerd.io docker-buildx-plugin docker-compose-plugin',
  ])('%s', (line) => {
    const docker = dockerMachine();
    docker.start();
    docker.run('docker run -d --name ng1 --restart always -p 8001:80 lkarrie/nginx1');
    expect(docker.run(line)).toEqual({
      stdout: 'docker-ce 28.5.2 takes the place of 20.10.24\n',
      stderr: '',
      exitCode: 0,
    });
    expect(docker.run(RULES).stdout).toBe('-P FORWARD DROP\n-A FORWARD -j DOCKER-USER\n-A FORWARD -j DOCKER-FORWARD\n');
    expect(docker.run('docker ps --format {{.Names}}').stdout).toBe('ng1\n');
    expect(docker.run(line).stdout).toBe('docker-ce 28.5.2 is installed already\n');
  });

  test('a stopped engine stays stopped', () => {
    const docker = dockerMachine();
    expect(docker.run('yum install docker-ce-29').exitCode).toBe(0);
    expect(docker.engine.dockerd).toBeUndefined();
    expect(docker.run('docker --version').stdout).toContain('29.7.2');
  });

  test('what is no release, and what else is to be installed', () => {
    const docker = dockerMachine();
    expect(docker.run('yum install docker-ce-19.03.1')).toMatchObject({ stdout: '', exitCode: 1 });
    expect(docker.run('yum install docker-ce-19.03.1').stderr).toContain('yum: there is no Docker engine "19.03.1"');
    for (const more of ['docker-ce-28', 'containerd.io vim'])
      expect(docker.run(`yum install docker-ce-29 ${more}`).exitCode, more).toBe(1);
    expect(docker.run('yum install -y bridge-utils').stdout).toContain('it is there already');
    expect(docker.run('apt-get update')).toEqual({
      stdout: '',
      stderr: 'apt-get: chainwalk models `apt-get install docker-ce=VERSION` only\n',
      exitCode: 1,
    });
  });
});

test.each(['20.10', '27', '28.0', '28.5', '29'])(
  '%s: its chains are empty of foreign rules after a restart',
  (engine) => {
    const docker = dockerMachine({ engine });
    docker.start();
    const { chains } = ruleBookOf(docker.engine.release);
    for (const [table, chain] of chains) docker.run(`iptables -t ${table} -A ${chain} -s 10.6.6.6 -j RETURN`);
    const foreign = () => docker.run('iptables-save').stdout.match(/^.*10\.6\.6\.6.*$/gm) ?? [];
    expect(foreign()).toHaveLength(chains.length);
    docker.stop();
    docker.start();
    expect(foreign()).toEqual([]);
  },
);
