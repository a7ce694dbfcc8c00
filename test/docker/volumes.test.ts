/** `docker volume`, `docker update` and `docker system`, as 20.10.24 answers. */
import { beforeEach, expect, test } from 'vitest';
import { type DockerMachine, dockerMachine, said } from './machine';

let docker: DockerMachine;
beforeEach(() => {
  docker = dockerMachine();
  docker.start();
});

test('volumes are created, listed, inspected and removed', () => {
  expect(said(docker, 'docker volume ls')).toBe('DRIVER    VOLUME NAME\n0');
  expect(said(docker, 'docker volume create v1')).toBe('v1\n0');
  expect(said(docker, 'docker volume create v1')).toBe('v1\n0');
  expect(said(docker, 'docker volume create --label a=b --name v2')).toBe('v2\n0');
  expect(said(docker, 'docker volume create')).toBe('ID\n0');
  expect(said(docker, 'docker volume ls --filter name=v')).toBe('DRIVER    VOLUME NAME\nlocal     v1\nlocal     v2\n0');
  expect(said(docker, 'docker volume ls -q --filter label=a=b')).toBe('v2\n0');
  expect(said(docker, 'docker volume inspect v1').replace(/T[\d:]+Z/, 'T')).toBe(
    '[\n    {\n        "CreatedAt": "2022-07-02T",\n        "Driver": "local",\n        "Labels": {},\n        "Mountpoint": "/var/lib/docker/volumes/v1/_data",\n        "Name": "v1",\n        "Options": {},\n        "Scope": "local"\n    }\n]\n0',
  );
  expect(said(docker, 'docker volume inspect -f {{.Mountpoint}} v2')).toBe('/var/lib/docker/volumes/v2/_data\n0');
  expect(said(docker, 'docker volume inspect nosuch')).toBe('[]\nError: No such volume: nosuch\n1');
  expect(said(docker, 'docker volume rm v1')).toBe('v1\n0');
  expect(said(docker, 'docker volume rm v1')).toBe('Error: No such volume: v1\n1');
  expect(said(docker, 'docker volume rm -f v1')).toBe('v1\n0');
  expect(said(docker, 'docker volume prune -f --filter label=a')).toBe(
    'Deleted Volumes:\nv2\n\nTotal reclaimed space: 0B\n0',
  );
});

test.each([
  [
    'docker volume create --driver nosuch v3',
    'Error response from daemon: create v3: error looking up volume plugin nosuch: plugin "nosuch" not found\n1',
  ],
  [
    'docker volume create a/b',
    'Error response from daemon: create a/b: "a/b" includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path\n1',
  ],
  ['docker volume create -o type=nfs v', 'chainwalk does not model docker volume create -o\n125'],
  ['docker update box', 'you must provide one or more flags when using this command\n1'],
  ['docker update --restart foo box', "Error response from daemon: invalid restart policy 'foo'\n1"],
  ['docker update --restart no nosuch', 'Error response from daemon: No such container: nosuch\n1'],
  ['docker update --cpus 1 box', 'chainwalk does not model docker update --cpus\n125'],
])('%s', (line, answer) => {
  docker.run('docker run -d --name box busybox sleep 100000');
  expect(said(docker, line)).toBe(answer);
});

test('a restart policy is changed, and holds', () => {
  docker.run('docker run -d --name box busybox sleep 1');
  expect(said(docker, 'docker update --restart always box')).toBe('box\n0');
  expect(said(docker, "docker inspect -f '{{json .HostConfig.RestartPolicy}}' box")).toBe(
    '{"Name":"always","MaximumRetryCount":0}\n0',
  );
  docker.run('sleep 5');
  expect(docker.engine.container('box').restartCount).toBeGreaterThan(0);
});

test('system prune removes containers and networks', () => {
  docker.run('docker network create n1');
  docker.run('docker run --name box busybox sleep 1');
  expect(said(docker, 'docker system prune')).toBe(
    'WARNING! This will remove:\n  - all stopped containers\n  - all networks not used by at least one container\n  - all dangling images\n  - all dangling build cache\n\nAre you sure you want to continue? [y/N] 0',
  );
  expect(said(docker, 'docker system prune -f')).toBe(
    'Deleted Containers:\nID\n\nDeleted Networks:\nn1\n\nTotal reclaimed space: 0B\n0',
  );
  expect(said(docker, 'docker system prune -f')).toBe('Total reclaimed space: 0B\n0');
});

test('nginx serves what is mounted, and refuses by name a configuration that is', () => {
  const { files } = docker.engine.machine;
  for (const path of ['/root/site/index.html', '/root/conf/nginx.conf'])
    files.set(path, { content: 'hello\n', modifiedAt: 0 });
  docker.run('docker run -d --name web -p 80:80 -v /root/site:/usr/share/nginx/html:ro lkarrie/nginx1');
  expect(docker.engine.container('web').files.get('/usr/share/nginx/html/index.html')?.content).toBe('hello\n');
  expect(said(docker, 'docker run --rm -v /root/conf:/etc/nginx lkarrie/nginx1')).toBe(
    "chainwalk does not model nginx with files of one's own in /etc/nginx\n1",
  );
});

test.each([
  ['-v /root:/x:rshared', 'docker run -v with the mode rshared'],
  ['-v relative', 'docker run -v relative'],
  ['-v :/x', 'docker run -v :/x'],
  ['-v a:/x', 'docker run -v a:/x'],
  ['--mount type=tmpfs,target=/x', 'docker run --mount type=tmpfs'],
  ['--mount type=bind,source=/root,target=/x,bind-propagation=shared', 'docker run --mount with bind-propagation'],
  ['--read-only', 'docker run --read-only'],
  ['--tmpfs /x', 'docker run --tmpfs'],
])('docker run %s is refused by name', (options, what) => {
  expect(said(docker, `docker run --rm ${options} busybox true`)).toBe(`chainwalk does not model ${what}\n125`);
});
