/** Containers that stand still, and what is removed because nobody uses it: words and effects of dockerd 20.10.24. */
import { describe, expect, test } from 'vitest';
import { SECOND } from '../../lib/network';
import { type DockerMachine, said, started } from './machine';

function passSeconds({ machine }: DockerMachine, seconds: number): void {
  machine.clock.runUntil(() => false, machine.clock.now + seconds * SECOND);
}

describe('pause', () => {
  test('what stands still shows it, answers nothing, and goes on where it stood', () => {
    const docker = started();
    expect(said(docker, 'docker pause ng1')).toBe('ng1\n0');
    expect(docker.run("docker ps --format '{{.Status}} {{.State}}'").stdout).toMatch(/^Up .* \(Paused\) paused\n$/);
    expect(docker.run("docker inspect -f '{{.State.Status}} {{.State.Running}} {{.State.Paused}}' ng1").stdout).toBe(
      'paused true true\n',
    );
    expect(docker.run('docker ps -q --filter status=paused').stdout).not.toBe('');
    expect(docker.run('docker ps -q --filter status=running').stdout).toBe('');
    // The kernel takes the connection; nobody answers what is asked.
    expect(said(docker, 'curl -sS -m 3 http://172.17.0.2')).toMatch(
      /Operation timed out after .* with 0 bytes received\n28$/,
    );
    expect(said(docker, 'docker pause ng1')).toBe('Error response from daemon: Container ID is already paused\n1');
    expect(said(docker, 'docker exec ng1 true')).toBe(
      'Error response from daemon: Container ng1 is paused, unpause the container before exec\n1',
    );
    expect(said(docker, 'docker start ng1')).toBe(
      'Error response from daemon: cannot start a paused container, try unpause instead\nError: failed to start containers: ng1\n1',
    );
    expect(said(docker, 'docker unpause ng1')).toBe('ng1\n0');
    expect(docker.run('curl -sS http://172.17.0.2').exitCode).toBe(0);
    expect(said(docker, 'docker unpause ng1')).toBe('Error response from daemon: Container ID is not paused\n1');
    expect(said(docker, 'docker pause nope')).toBe('Error response from daemon: No such container: nope\n1');
  });

  test('a signal waits for the end of it, but for SIGKILL', () => {
    const docker = started();
    const { process } = docker.engine.container('ng1');
    process?.freeze();
    process?.kill('SIGTERM');
    passSeconds(docker, 1);
    expect(process?.running).toBe(true);
    process?.thaw();
    passSeconds(docker, 1);
    expect(process?.running).toBe(false);
    docker.run('docker start ng1');
    const again = docker.engine.container('ng1').process;
    again?.freeze();
    again?.kill('SIGKILL');
    expect(again?.running).toBe(false);
  });

  test('stop, kill and rm end it all the same', () => {
    const docker = started();
    for (const line of ['docker stop -t 1 ng1', 'docker kill ng1', 'docker restart -t 0 ng1', 'docker rm -f ng1']) {
      docker.run('docker start ng1');
      docker.run('docker pause ng1');
      expect(said(docker, line)).toBe('ng1\n0');
      expect(said(docker, 'docker ps -q --filter status=paused')).toBe('0');
    }
  });
});

describe('prune', () => {
  test('networks that no running container is in go, those of a label alone if it is asked for', () => {
    const docker = started();
    for (const options of ['n1', 'n2', '--label a=b n3', '--label a n4'])
      docker.run(`docker network create ${options}`);
    docker.run('docker run -d --name c1 --network n1 busybox sleep 1000');
    docker.run('docker run -d --name c2 --network n2 busybox true');
    expect(said(docker, 'docker network prune')).toBe(
      'WARNING! This will remove all custom networks not used by at least one container.\nAre you sure you want to continue? [y/N] 0',
    );
    expect(said(docker, 'docker network prune -f --filter label=zz')).toBe('0');
    expect(said(docker, 'docker network prune -f --filter label=a=b')).toBe('Deleted Networks:\nn3\n\n0');
    expect(said(docker, 'docker network prune -f --filter label!=a')).toBe('Deleted Networks:\nn2\n\n0');
    expect(said(docker, 'docker network prune -f --filter nope=1')).toBe(
      "Error response from daemon: Invalid filter 'nope'\n1",
    );
    expect(said(docker, 'docker network prune --force')).toBe('Deleted Networks:\nn4\n\n0');
    expect(said(docker, "docker network ls --format '{{.Name}}'")).toBe('bridge\nhost\nn1\nnone\n0');
  });

  test('containers that do not run go', () => {
    const docker = started();
    docker.run('docker create --name c1 --label a=b busybox');
    docker.run('docker run --name c2 busybox sleep 0');
    expect(said(docker, 'docker container prune')).toBe(
      'WARNING! This will remove all stopped containers.\nAre you sure you want to continue? [y/N] Total reclaimed space: 0B\n0',
    );
    expect(said(docker, 'docker container prune -f --filter label=a')).toBe(
      'Deleted Containers:\nID\n\nTotal reclaimed space: 0B\n0',
    );
    expect(said(docker, "docker ps -a --format '{{.Names}}'")).toBe('c2\nng1\n0');
    expect(said(docker, 'docker container prune -f')).toBe('Deleted Containers:\nID\n\nTotal reclaimed space: 0B\n0');
    expect(said(docker, 'docker container prune -f')).toBe('Total reclaimed space: 0B\n0');
  });
});

describe('filters', () => {
  test.each([
    ["docker ps -a --filter label=a --format '{{.Names}}'", 'c1\n0'],
    ["docker ps -a --filter label=a=c --format '{{.Names}}'", '0'],
    ["docker ps -a --filter ancestor=busybox --format '{{.Names}}'", 'c2\nc1\n0'],
    ["docker ps -a --filter exited=3 --format '{{.Names}}'", 'c2\n0'],
    ['docker ps -a --filter exited=x', 'Error response from daemon: strconv.Atoi: parsing "x": invalid syntax\n1'],
    ['docker ps -a --filter name=c1 --format \'{{.Label "a"}}|{{.Label "b"}}|{{.Labels}}\'', 'b||a=b\n0'],
    ['docker ps --format \'table {{.Names}}\\t{{.Label "a"}}\'', 'NAMES     \nng1       \n0'],
    ["docker network ls --filter type=custom --format '{{.Name}} {{.Labels}}'", 'n1 k=v\n0'],
    ["docker network ls --filter type=builtin --format '{{.Name}}'", 'bridge\nhost\nnone\n0'],
    ['docker network ls --filter type=nope', "Error response from daemon: invalid filter: 'type'='nope'\n1"],
    ["docker network ls --filter dangling=true --format '{{.Name}}'", 'n1\n0'],
    ["docker network ls --filter label=k=v --format '{{.Name}}'", 'n1\n0'],
    ['docker kill -s NOPE nope', 'Error response from daemon: Invalid signal: NOPE\n1'],
    ['docker kill -s 0 nope', 'Error response from daemon: Invalid signal: 0\n1'],
    ['docker top ng1 aux', 'chainwalk does not model docker top with aux, which are for ps\n125'],
  ])('%s', (line, expected) => {
    const docker = started();
    docker.run('docker network create --label k=v n1');
    docker.run('docker create --name c1 --label a=b busybox');
    docker.run('docker run --name c2 busybox sleep 0');
    docker.engine.container('c2').exitCode = 3;
    expect(said(docker, line)).toBe(expected);
  });
});
