/** What `docker` shows of containers and networks, held against what the real one showed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dockerMachine } from './machine';

const ARTICLE = join(__dirname, '../../data/article');

/** The blocks of a docker.txt, by the command that stands before them. */
function blocks(step: string): ReadonlyMap<string, string> {
  const text = readFileSync(join(ARTICLE, step, 'docker.txt'), 'utf8');
  return new Map(
    text.split(/^\$ /m).map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1).trim()]),
  );
}

/** Identifiers, which are random, become the order of their first appearance. */
function withoutIds(text: string): string {
  const seen = new Map<string, number>();
  return text.replace(/\b[0-9a-f]{64}\b|\b[0-9a-f]{12}\b/g, (id) => {
    const short = id.slice(0, 12);
    if (!seen.has(short)) seen.set(short, seen.size);
    return `id${seen.get(short)}`;
  });
}

describe('docker inspect', () => {
  const docker = dockerMachine();
  docker.start();
  docker.run('docker run --name ng1 -d -p 8001:80 lkarrie/nginx1');
  docker.run(
    'docker network create bridge1 -d bridge -o com.docker.network.bridge.name=docker1 --subnet 172.18.0.0/16 --gateway 172.18.0.1',
  );
  docker.run('docker run --name ng2 -d -p 8002:80 --network bridge1 lkarrie/nginx2');
  const settings = (name: string) =>
    JSON.stringify(JSON.parse(docker.run(`docker inspect ${name}`).stdout)[0].NetworkSettings, null, 2);
  const real = blocks('14-ng2-running');

  test('shows the network settings of a container on the default bridge', () => {
    expect(withoutIds(settings('ng1'))).toBe(
      withoutIds(real.get("docker inspect ng1 | jq '.[].NetworkSettings'") ?? ''),
    );
  });

  test("shows those of a container on a network of one's own only under Networks", () => {
    expect(withoutIds(settings('ng2'))).toBe(
      withoutIds(real.get("docker inspect ng2 | jq '.[].NetworkSettings'") ?? ''),
    );
  });

  test('shows no gateway of docker0 after the first start, and shows it after the second', () => {
    const ipam = (name: string) => JSON.parse(docker.run(`docker network inspect ${name}`).stdout)[0].IPAM;
    expect(ipam('bridge')).toEqual({ Driver: 'default', Options: null, Config: [{ Subnet: '172.17.0.0/16' }] });
    docker.stop();
    docker.start();
    expect(ipam('bridge').Config).toEqual([{ Subnet: '172.17.0.0/16', Gateway: '172.17.0.1' }]);
    expect(ipam('bridge1')).toEqual({
      Driver: 'default',
      Options: {},
      Config: [{ Subnet: '172.18.0.0/16', Gateway: '172.18.0.1' }],
    });
  });

  test('shows what a stopped container had', () => {
    const after = blocks('23-dockerd-restarted');
    for (const name of ['ng1', 'ng2']) {
      expect(withoutIds(settings(name))).toBe(
        withoutIds(after.get(`docker inspect ${name} | jq '.[].NetworkSettings'`) ?? ''),
      );
    }
  });

  test('fills templates in', () => {
    docker.run('docker start ng1 ng2');
    const format = (template: string) => docker.run(`docker inspect -f '${template}' ng1`);
    expect(format('{{.NetworkSettings.IPAddress}}').stdout).toBe('172.17.0.2\n');
    expect(format('{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}').stdout).toBe('172.17.0.2\n');
    expect(format('{{.NetworkSettings.Ports}}').stdout).toBe('map[80/tcp:[{0.0.0.0 8001} {:: 8001}]]\n');
    expect(
      format('{{range $port, $bindings := .NetworkSettings.Ports}}{{$port}}={{(index $bindings 0).HostPort}}{{end}}')
        .stdout,
    ).toBe('80/tcp=8001\n');
    expect(format('{{if .State.Running}}up{{else}}down{{end}} {{json .Config.Cmd}}').stdout).toBe(
      'up ["nginx","-g","daemon off;"]\n',
    );
    expect(format('{{.Foo}}')).toEqual({
      stdout: '\n',
      stderr: 'template parsing error: template: :1:2: executing "" at <.Foo>: map has no entry for key "Foo"\n',
      exitCode: 1,
    });
    expect(format('{{.Foo')).toMatchObject({
      stderr: 'template parsing error: template: :1: unclosed action\n',
      exitCode: 64,
    });
    expect(format('{{printf "%s" .Id}}')).toMatchObject({
      stderr: 'chainwalk does not model the template function "printf"\n',
      exitCode: 125,
    });
  });
});

describe('listings', () => {
  test('docker ps and docker network ls look as the real ones', () => {
    const docker = dockerMachine();
    docker.start();
    expect(docker.run('docker ps -a').stdout).toBe(`${blocks('01-docker-started').get('docker ps -a')}\n`);
    docker.run('docker run --name box -p 8081:80 -d busybox sleep 100000');
    const times = (text: string) => text.replace(/\d+ seconds?/g, 'N seconds').replace(/ +/g, ' ');
    const real = blocks('02-box-running');
    expect(times(withoutIds(docker.run('docker ps -a').stdout))).toBe(
      times(`${withoutIds(real.get('docker ps -a') ?? '')}\n`),
    );
    expect(withoutIds(docker.run('docker network ls').stdout)).toBe(
      `${withoutIds(real.get('docker network ls') ?? '')}\n`,
    );
  });

  test('several ports are shown as the real docker showed them', () => {
    const docker = dockerMachine();
    docker.start();
    docker.run(
      'docker run -d --name multi -p 127.0.0.1:9001:90 -p 9002:91/udp -p 9100-9101:92-93 -p 94 busybox sleep 1000',
    );
    expect(docker.run('docker port multi').stdout).toBe(
      '90/tcp -> 127.0.0.1:9001\n91/udp -> 0.0.0.0:9002\n91/udp -> :::9002\n92/tcp -> 0.0.0.0:9100\n92/tcp -> :::9100\n93/tcp -> 0.0.0.0:9101\n93/tcp -> :::9101\n94/tcp -> 0.0.0.0:32768\n94/tcp -> :::32768\n',
    );
    expect(docker.run("docker ps --format '{{.Ports}}'").stdout).toBe(
      '127.0.0.1:9001->90/tcp, 0.0.0.0:9002->91/udp, :::9002->91/udp, 0.0.0.0:9100->92/tcp, :::9100->92/tcp, 0.0.0.0:9101->93/tcp, :::9101->93/tcp, 0.0.0.0:32768->94/tcp, :::32768->94/tcp\n',
    );
  });

  test('neighbouring ports that keep their number become a range', () => {
    const docker = dockerMachine();
    docker.start();
    docker.run('docker run -d --name many -p 127.0.0.1:80-82:80-82 --expose 90-91 busybox sleep 1000');
    expect(docker.run("docker ps --format '{{.Ports}}'").stdout).toBe('127.0.0.1:80-82->80-82/tcp, 90-91/tcp\n');
  });
});
