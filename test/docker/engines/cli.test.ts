/** What the client prints of a container and of a network: the same fields in the same order as the real one. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { DockerMachine } from '../machine';
import { capturedMachine, publishedOf, readCli } from './captured';
import { nativeMachine } from './native';

/** The words of a client 28.2.2. */
const RUN_USAGE = 'Usage:  docker run [OPTIONS] IMAGE [COMMAND] [ARG...]';

test.each([
  ['docker run --foo x', 125, 'unknown flag: --foo', RUN_USAGE, "Run 'docker run --help'"],
  ['docker run -Z x', 125, "unknown shorthand flag: 'Z' in -Z", RUN_USAGE, "Run 'docker run --help'"],
  ['docker run -p', 125, "flag needs an argument: 'p' in -p", RUN_USAGE, "Run 'docker run --help'"],
  [
    'docker run --rm=maybe x',
    125,
    'invalid argument "maybe" for "--rm" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
    RUN_USAGE,
    "Run 'docker run --help'",
  ],
  ['docker run', 1, "docker: 'docker run' requires at least 1 argument", RUN_USAGE, "See 'docker run --help'"],
  [
    'docker ps x',
    1,
    "docker: 'docker ps' accepts no arguments",
    'Usage:  docker ps [OPTIONS]',
    "Run 'docker ps --help'",
  ],
  [
    'docker port',
    1,
    "docker: 'docker port' requires at least 1 and at most 2 arguments",
    'Usage:  docker port CONTAINER [PRIVATE_PORT[/PROTO]]',
    "Run 'docker port --help'",
  ],
  [
    'docker rename a',
    1,
    "docker: 'docker rename' requires 2 arguments",
    'Usage:  docker rename CONTAINER NEW_NAME',
    "Run 'docker rename --help'",
  ],
  [
    'docker ps --filter foo',
    125,
    'invalid argument "foo" for "-f, --filter" flag: bad format of filter (expected name=value)',
    'Usage:  docker ps [OPTIONS]',
    "Run 'docker ps --help'",
  ],
  [
    'docker network foo',
    1,
    'docker: unknown command: docker network foo',
    'Usage:  docker network',
    "Run 'docker network --help'",
  ],
  ['docker foo', 1, 'docker: unknown command: docker foo', "Run 'docker --help'"],
  ['docker run -p 70000:80 x', 125, 'docker: invalid hostPort: 70000', "Run 'docker run --help'"],
  ['docker run -p 1.2.3:80:80 x', 125, 'docker: invalid IP address: 1.2.3', "Run 'docker run --help'"],
  ['docker run -p 80: x', 125, 'docker: no port specified: 80:<empty>', "Run 'docker run --help'"],
  [
    'docker run --rm --restart always x',
    125,
    'docker: conflicting options: cannot specify both --restart and --rm',
    "Run 'docker run --help'",
  ],
] as const)('28: %s', (line, exitCode, ...said) => {
  const docker = capturedMachine('28');
  docker.start();
  expect(docker.run(line)).toEqual({
    stdout: '',
    stderr: `${said.join('\n\n')} for more information\n`,
    exitCode,
  });
});

test.each([
  ['20.10', true, false],
  ['23.0', false, false],
  ['24.0', false, true],
])('%s: KernelMemory: %s, the client’s version in docker info: %s', (engine, hasKernelMemory, saysClient) => {
  const docker = capturedMachine(engine);
  docker.start();
  docker.run('docker create --name c1 bb');
  expect(docker.run('docker inspect c1').stdout.includes('"KernelMemory": 0')).toBe(hasKernelMemory);
  expect(/^ Version: +24/m.test(docker.run('docker info').stdout)).toBe(saysClient);
});

test.each([
  ['25', '["SHORT"] ["c1","SHORT"]'],
  ['26', 'null ["c1","SHORT"]'],
  ['29', 'null ["c1","SHORT"]'],
])('%s: aliases and names in a network of one’s own', (engine, shown) => {
  const docker = capturedMachine(engine);
  docker.start();
  docker.run('docker network create n');
  const id = docker.run('docker run -d --name c1 --network n bb').stdout.slice(0, 12);
  const template = '{{with .NetworkSettings.Networks.n}}{{json .Aliases}} {{json .DNSNames}}{{end}}';
  expect(docker.run(`docker inspect -f '${template}' c1`).stdout).toBe(`${shown.replaceAll('SHORT', id)}\n`);
});

describe.each(['20.10.24', '27.5.1', '28.5.2', '29.7.2', '29.7.2-native'])('%s', (engine) => {
  let docker: DockerMachine;
  beforeAll(() => {
    docker = engine.endsWith('-native') ? nativeMachine() : capturedMachine(engine);
    docker.start();
  });

  test('docker network inspect bridge, with and without a container', () => {
    expect(leaves(docker.run('docker network inspect bridge').stdout)).toEqual(
      leaves(readCli(engine, 'network-bridge.json')),
    );
    docker.run('docker run -d --name c1 -p 8001:80 bb sleep 100000');
    expect(leaves(docker.run('docker network inspect bridge').stdout)).toEqual(
      leaves(readCli(engine, 'network-bridge-c1.json')),
    );
  });

  test('docker inspect c1', () => {
    expect(leaves(docker.run('docker inspect c1').stdout)).toEqual(leaves(readCli(engine, 'inspect-c1.json')));
  });

  test('docker inspect -f', () => {
    const lines = readCli(engine, 'inspect-f.txt').split(/^(?=docker inspect)/m);
    for (const line of lines) {
      const [, command = '', expected = ''] = /^(.*? c1): (.*)$/s.exec(line) ?? [];
      const { stdout, stderr } = docker.run(command);
      expect(mask(`${stdout}${stderr}`), command).toBe(mask(expected));
    }
  });

  test('docker network ls', () => {
    expect(docker.run('docker network ls').stdout.replaceAll(/^[0-9a-f]{12}/gm, 'SHORT')).toBe(
      readCli(engine, 'network-ls.txt').replaceAll(/^[0-9a-f]{12}/gm, 'SHORT'),
    );
  });

  test('docker port, and the ports of docker ps', () => {
    expect(docker.run('docker port c1').stdout).toBe(readCli(engine, 'port.txt'));
    expect(readCli(engine, 'ps.txt')).toContain(`   ${publishedOf(docker).join().split('\t')[1]}   `);
  });

  test('ports that are taken, and addresses that the host has not', () => {
    const ports = ['8001:80', '2222:80', '10.1.2.3:80:80'];
    const real = readCli(engine, 'port-taken.txt').split(/^(?=[0-9a-f]{64}$)/m);
    for (const [index, port] of ports.entries()) {
      const { stdout, stderr } = docker.run(`docker run -d --name c${index + 2} -p ${port} bb sleep 100000`);
      expect(mask(`${stdout}${stderr}`)).toBe(mask(real[index] ?? ''));
    }
  });

  test('what docker version and docker info say, as far as they do', () => {
    const real = new Set(
      readCli(engine, 'version-info.txt').replaceAll('+dfsg1', '').replaceAll('+dfsg4', '').split('\n'),
    );
    const version = docker.run('docker version').stdout.split('\n');
    expect(version.filter((line) => !real.has(line) && !/Version: {10}(1\.|2\.)/.test(line))).toEqual([]);
    const info = docker.run('docker info').stdout.split('\n');
    const differs = / Images:| Containers:|Running:|Stopped:|Storage Driver|Network:|Runtimes:|Name:|UserlandProxyPath/;
    expect(info.filter((line) => !real.has(line) && !differs.test(line))).toEqual([]);
  });
});

/** Every value with its path, in order; what differs from run to run is masked; storage and seccomp, which were the captures' own, are left out. */
function leaves(json: string): readonly string[] {
  return paths(JSON.parse(json), '').filter(
    (line) => !/^\[0\]\.(GraphDriver|Driver=|Config\.Env|HostConfig\.SecurityOpt)/.test(line),
  );
}

function paths(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value) && value.length > 0) return value.flatMap((one, index) => paths(one, `${path}[${index}]`));
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([key, one]) => paths(one, `${path}.${mask(key)}`));
  return [`${path}=${/\.Pid$/.test(path) ? 'PID' : mask(JSON.stringify(value))}`];
}

function mask(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{64}/g, 'ID')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/netns\/[0-9a-f]{12}/g, 'netns/ID')
    .replaceAll(/^"[0-9a-f]{12}"$/g, '"ID"')
    .replaceAll(/^"(?!02:42)([0-9a-f]{2}:){5}[0-9a-f]{2}"$/g, '"MAC"');
}
