/** What `docker` shows of containers and networks, held against what the real one showed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { humanDuration } from '../../lib/docker/format/duration';
import { SECOND } from '../../lib/network';
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
  beforeAll(() => {
    docker.start();
    docker.run('docker run --name ng1 -d -p 8001:80 lkarrie/nginx1');
    docker.run(
      'docker network create bridge1 -d bridge -o com.docker.network.bridge.name=docker1 --subnet 172.18.0.0/16 --gateway 172.18.0.1',
    );
    docker.run('docker run --name ng2 -d -p 8002:80 --network bridge1 lkarrie/nginx2');
  });
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
    expect(format('{{printf "%.3s %5d|" .Name .State.ExitCode}}')).toMatchObject({
      stdout: '/ng     0|\n',
      exitCode: 0,
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

describe('all fields of docker inspect, in their order', () => {
  const docker = dockerMachine();
  beforeAll(() => {
    docker.start();
    docker.run(
      'docker network create -o com.docker.network.bridge.name=docker1 --internal --subnet 10.9.0.0/24 --gateway 10.9.0.9 n1',
    );
    docker.run(
      'docker create -it --name box -h boxy -e A=1 -e B -l x=y=z -l w -p 127.0.0.1:8001:80 -p 53/udp --expose 90 --restart on-failure:2 --network n1 --ip 10.9.0.44 --network-alias other --entrypoint sleep busybox:latest 100',
    );
    docker.run('docker run -d --name ng1 -P --rm nginx');
  });
  const text = (line: string) => `${withoutIds(docker.run(line).stdout)}`;

  test.each([
    'container inspect box',
    'container inspect ng1',
    'network inspect n1',
    'network inspect host',
    'image inspect nginx',
    'inspect --type image busybox',
  ])('docker %s', async (line) => {
    await expect(text(`docker ${line}`)).toMatchFileSnapshot(`inspected/${line.replace(/[ -]+/g, '-')}.txt`);
  });

  test('of a name that several things have, the container first', () => {
    docker.run('docker network create ng1');
    expect(JSON.parse(docker.run('docker inspect ng1').stdout)[0].Path).toBe('/docker-entrypoint.sh');
    expect(JSON.parse(docker.run('docker inspect --type network ng1').stdout)[0].Driver).toBe('bridge');
    expect(docker.run('docker inspect --type image ng1').stderr).toBe('Error: No such image: ng1\n');
  });
});

describe('docker ps', () => {
  const docker = dockerMachine();
  beforeAll(() => {
    docker.start();
    for (const name of ['one', 'two']) docker.run(`docker run -d --name ${name} -l a=b -l c=d busybox sleep 100000`);
    docker.run('docker stop -t 0 one');
  });
  const ps = (options: string) => docker.run(`docker ps ${options}`).stdout;

  test.each([
    ['-q -n 1', /^[0-9a-f]{12}\n$/],
    ['-l -q --no-trunc', /^[0-9a-f]{64}\n$/],
    ['--format {{.Names}}', /^two\n$/],
    ['-a --format {{.Names}}', /^two\none\n$/],
    ['--filter status=exited --format {{.Names}}', /^one\n$/],
    ['-a --filter network=host', /^CONTAINER ID +IMAGE +COMMAND +CREATED +STATUS +PORTS +NAMES\n$/],
    ['-a --filter name=^/one$ --format {{.Names}}', /^one\n$/],
    [
      "--format '{{.Size}} {{.LocalVolumes}} {{.State}} {{.Labels}} {{.Networks}}{{.Mounts}}'",
      /^0B 0 running a=b,c=d bridge\n$/,
    ],
    ["--format '{{.CreatedAt}}'", /^2022-07-02 08:00:\d\d \+0000 UTC\n$/],
    ["--format 'table {{.Names}}\\t{{.State}}'", /^NAMES +STATE\ntwo +running\n$/],
    ["--format 'table {{.Names}}\\t{{.CreatedAt}}' --filter name=nosuch", /^NAMES +CREATED AT\n$/],
    ["--format '{{.Names}}\\n{{.State}}'", /^two\nrunning\n$/],
    ['-q --format {{.Names}}', /^two\n$/],
    ['-q --format table', /^[0-9a-f]{12}\n$/],
    ["--format '{{json .}}'", /^\{"Command":"\\"sleep 100000\\"","CreatedAt":.*"Status":"Up \d+ seconds"\}\n$/],
    // The values of one key are alternatives, and different keys add up.
    ['-a --filter name=one --filter name=two --format {{.Names}}', /^two\none\n$/],
    ['--filter status=exited -f status=running --format {{.Names}}', /^two\none\n$/],
    ['-a --filter name=one --filter name=two --filter status=exited --format {{.Names}}', /^one\n$/],
    ['-a --filter network=host --filter network=bridge --format {{.Names}}', /^two\none\n$/],
    ["-a --filter ' NAME = one' --format {{.Names}}", /^one\n$/],
    ["-a --format '{{.Status}}'", /^Up \d+ seconds\nExited \(137\) \d+ seconds ago\n$/],
    ["--format '{{.Command}}'", /^"sleep 100000"\n$/],
  ])('%s', (options, expected) => {
    expect(ps(options)).toMatch(expected);
  });
});

test('docker images lists the newest first, or one', () => {
  const docker = dockerMachine();
  docker.start();
  const names = (line: string) =>
    docker
      .run(line)
      .stdout.split('\n')
      .slice(1, -1)
      .map((row) => row.split(' ')[0]);
  expect(names('docker images')).toEqual(['lkarrie/nginx1', 'lkarrie/nginx2', 'busybox', 'nginx']);
  expect(names('docker image ls busybox')).toEqual(['busybox']);
  expect(names('docker images nosuch')).toEqual([]);
  expect(docker.run('docker images -q busybox').stdout).toBe('beae173ccac6\n');
  expect(docker.run('docker images').stdout).toMatch(/^REPOSITORY +TAG +IMAGE ID +CREATED +SIZE\n/);
  expect(docker.run('docker images nginx').stdout).toMatch(/\nnginx +latest +605c77e624dd +6 months ago +142MB\n$/);
});

test('ports are shown by container port, then by address, then by host port', () => {
  const docker = dockerMachine();
  docker.start();
  docker.run(
    'docker run -d --name multi -p 9003:80 -p 127.0.0.1:9002:80 -p 127.0.0.1:9001:80 -p 9001:70/udp -p 9000:70/tcp busybox sleep 100',
  );
  expect(docker.run("docker ps --format '{{.Ports}}'").stdout).toBe(
    '0.0.0.0:9000->70/tcp, 0.0.0.0:9001->70/udp, :::9000->70/tcp, :::9001->70/udp, 0.0.0.0:9003->80/tcp, 127.0.0.1:9001->80/tcp, 127.0.0.1:9002->80/tcp, :::9003->80/tcp\n',
  );
  expect(docker.run('docker port multi 80').stdout).toBe('127.0.0.1:9001\n127.0.0.1:9002\n0.0.0.0:9003\n:::9003\n');
  expect(docker.run('docker port multi 70/udp').stdout).toBe('0.0.0.0:9001\n:::9001\n');
});

test.each([
  [0.4, 'Less than a second'],
  [1.9, '1 second'],
  [59, '59 seconds'],
  [60, 'About a minute'],
  [120, '2 minutes'],
  [3599, '59 minutes'],
  [3600, 'About an hour'],
  [5399, 'About an hour'],
  [5400, '2 hours'],
  [47 * 3600, '47 hours'],
  [48 * 3600, '2 days'],
  [13 * 86_400, '13 days'],
  [14 * 86_400, '2 weeks'],
  [59 * 86_400, '8 weeks'],
  [60 * 86_400, '2 months'],
  [729 * 86_400, '24 months'],
  [730 * 86_400, '2 years'],
])('%d seconds are %s', (seconds, text) => {
  expect(humanDuration(seconds * SECOND)).toBe(text);
});
