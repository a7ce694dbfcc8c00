/** Names of images, and what goes with them; words and order are those of dockerd 20.10.24. */
import { expect, test } from 'vitest';
import { type DockerMachine, dockerMachine } from './machine';

const BUSYBOX = 'beae173ccac6ad749f76713cf4440fe3d21d1043fe616dfbe30775815d1d0f6a';

function started(): DockerMachine {
  const docker = dockerMachine();
  docker.start();
  return docker;
}

function said({ run }: DockerMachine, line: string): string {
  const { stdout, stderr, exitCode } = run(line);
  return `${stdout}${stderr}${exitCode}`;
}

test('an image has several names, and is there until the last of them is taken away', () => {
  const docker = started();
  expect(said(docker, 'docker tag busybox my/box:v1')).toBe('0');
  expect(said(docker, 'docker tag busybox other')).toBe('0');
  expect(said(docker, "docker images --format '{{.Repository}}:{{.Tag}}' other")).toBe('other:latest\n0');
  expect(said(docker, "docker image inspect -f '{{json .RepoTags}}' my/box:v1")).toBe(
    '["busybox:latest","other:latest","my/box:v1"]\n0',
  );
  expect(said(docker, 'docker rmi busybox other')).toBe('Untagged: busybox:latest\nUntagged: other:latest\n0');
  expect(said(docker, 'docker rmi nosuch my/box:v1')).toBe(
    `Untagged: my/box:v1\nDeleted: sha256:${BUSYBOX}\nDeleted: sha256:${BUSYBOX}\nError: No such image: nosuch\n1`,
  );
  expect(docker.run('docker run busybox').stderr).toContain("Unable to find image 'busybox:latest' locally");
});

test('an image that a container was made of stays, though it may lose its name', () => {
  const docker = started();
  docker.run('docker run -d --name box busybox sleep 1000');
  const id = docker.run('docker ps -q').stdout.trim();
  expect(said(docker, 'docker rmi busybox')).toBe(
    `Error response from daemon: conflict: unable to remove repository reference "busybox" (must force) - container ${id} is using its referenced image beae173ccac6\n1`,
  );
  expect(said(docker, 'docker rmi beae173ccac6')).toBe(
    `Error response from daemon: conflict: unable to delete beae173ccac6 (cannot be forced) - image is being used by running container ${id}\n1`,
  );
  expect(said(docker, 'docker rmi -f busybox')).toBe('Untagged: busybox:latest\n0');
  expect(said(docker, "docker ps --format '{{.Image}}'")).toBe('beae173ccac6\n0');
  expect(said(docker, "docker images -f dangling=true --format '{{.Repository}} {{.ID}}'")).toBe(
    '<none> beae173ccac6\n0',
  );
  expect(said(docker, 'docker image prune -f')).toBe('Total reclaimed space: 0B\n0');
  docker.run('docker rm -f box');
  expect(said(docker, 'docker image prune -f')).toBe(
    `Deleted Images:\ndeleted: sha256:${BUSYBOX}\ndeleted: sha256:${BUSYBOX}\n\nTotal reclaimed space: 1.24MB\n0`,
  );
});

test.each([
  ['docker tag nosuch x', 'Error response from daemon: No such image: nosuch:latest\n1'],
  [
    'docker tag busybox BAD',
    'Error parsing reference: "BAD" is not a valid repository/tag: invalid reference format: repository name must be lowercase\n1',
  ],
  ['docker history nosuch', 'Error response from daemon: No such image: nosuch:latest\n1'],
  ["docker history --format '{{.ID}} {{.Size}} {{.Comment}}' busybox", 'beae173ccac6 1.24MB Imported from -\n0'],
  ['docker history -H=false -q --no-trunc busybox', `sha256:${BUSYBOX}\n0`],
  [
    "docker system df --format '{{.Type}} {{.TotalCount}} {{.Active}}'",
    'Images 4 0\nContainers 0 0\nLocal Volumes 0 0\nBuild Cache 0 0\n0',
  ],
  ['docker stats', 'chainwalk does not model docker stats without --no-stream\n125'],
  ['docker stats --no-stream nosuch', 'Error response from daemon: No such container: nosuch\n1'],
  ['docker diff nosuch', 'Error response from daemon: No such container: nosuch\n1'],
])('%s', (line, expected) => {
  expect(said(started(), line)).toBe(expected);
});

test('docker stats counts processes and what the network has carried', () => {
  const docker = started();
  docker.run('docker run -d --name web -p 80:80 lkarrie/nginx1');
  expect(said(docker, "docker stats --no-stream --format '{{.Name}} {{.NetIO}} {{.PIDs}}'")).toBe('web 0B / 0B 2\n0');
  docker.run('curl -s 172.17.0.2');
  const { stdout } = docker.run("docker stats --no-stream --format '{{.NetIO}}' web");
  expect(stdout).toMatch(/^[1-9]\d*B \/ [1-9][\d.]*kB\n$/);
  docker.run('docker stop web');
  expect(said(docker, "docker stats --no-stream --format '{{.NetIO}} {{.MemUsage}} {{.PIDs}}' web")).toBe(
    '0B / 0B 0B / 0B 0\n0',
  );
});

test('docker ps finds containers by their ports, and by others that are older or younger', () => {
  const docker = started();
  docker.run('docker run -d --name one lkarrie/nginx1');
  docker.run('docker run -d --name two -p 81:80 -p 53:53/udp lkarrie/nginx1');
  docker.run('docker run -d --name three busybox sleep 1000');
  const found = (filter: string) =>
    docker.run(`docker ps --filter ${filter} --format '{{.Names}}'`).stdout.split('\n').join(' ').trim();
  expect(
    ['publish=81', 'publish=80-90/tcp', 'publish=53', 'publish=53/udp', 'expose=80', 'before=two', 'since=two'].map(
      found,
    ),
  ).toEqual(['two', 'two', '', 'two', 'two one', 'one', 'three']);
  expect(['health=none', 'is-task=true', 'volume=x'].map(found)).toEqual(['three two one', '', '']);
  expect(said(docker, 'docker ps --filter before=nosuch')).toBe(
    'Error response from daemon: No such container: nosuch\n1',
  );
});
