/** `docker logs` and `docker events`, as 20.10.24 answers. */
import { beforeEach, describe, expect, test } from 'vitest';
import { docker as dockerCommand } from '../../lib/docker/command/docker';
import { Process, pause } from '../../lib/machine';
import { SECOND } from '../../lib/network';
import { type DockerMachine, dockerMachine, said } from './machine';

let docker: DockerMachine;

/** What `sh` prints in a container: words at once, `/` lets 0.2 s pass, `!` before a word is an error. */
beforeEach(() => {
  docker = dockerMachine({}, function* (_place, self, line) {
    for (const word of line.split(' ')) {
      if (word === '/') yield* pause(self, 200_000);
      else if (word.startsWith('!')) self.stderr += word.slice(1).replaceAll('_', '\n');
      else self.stdout += word.replaceAll('_', '\n');
    }
    return 0;
  });
  docker.start();
});

const mixed = () => docker.run("docker run --name mixed busybox sh -c 'o1_ / !e1_ / o2_ / !e2_ / part / end'");

describe('docker logs', () => {
  test('of both streams the last lines are those that came last; what has no line end is a line at the end', () => {
    mixed();
    expect(said(docker, 'docker logs mixed')).toBe('o1\no2\npartende1\ne2\n0');
    expect(said(docker, 'docker logs --tail 1 mixed')).toBe('partend0');
    expect(said(docker, 'docker logs -n 3 mixed')).toBe('o2\npartende2\n0');
    expect(said(docker, 'docker logs --tail 0 mixed')).toBe('0');
    expect(said(docker, 'docker logs --tail abc mixed')).toBe('o1\no2\npartende1\ne2\n0');
    expect(said(docker, 'docker logs --details --tail 2 mixed')).toBe(' partend e2\n0');
  });

  test('-t says when a line was whole, with nine digits', () => {
    mixed();
    const lines = said(docker, 'docker logs -t mixed').match(/2022-\S+Z (?:o1|e1|part)/g) ?? [];
    const times = new Map(lines.map((line) => [line.split(' ')[1]?.slice(0, 2), Date.parse(line.split(' ')[0] ?? '')]));
    expect(lines[0]).toMatch(/^2022-07-02T08:00:\d\d\.\d{6}000Z o1$/);
    expect((times.get('e1') ?? 0) - (times.get('o1') ?? 0)).toBe(200);
    expect((times.get('pa') ?? 0) - (times.get('o1') ?? 0)).toBeCloseTo(1000, -1);
  });

  test('--since and --until bound them', () => {
    mixed();
    docker.run('sleep 100');
    expect(said(docker, 'docker logs --since 1m mixed')).toBe('0');
    expect(said(docker, 'docker logs --since 1h --tail 1 mixed')).toBe('partend0');
    expect(said(docker, 'docker logs --until 1m mixed')).toBe('o1\no2\npartende1\ne2\n0');
    expect(said(docker, 'docker logs --until 2022-07-02T07:00:00Z mixed')).toBe('0');
    expect(said(docker, 'docker logs --since 2022-07-02 --until 1656748800.5 mixed')).toBe('0');
    expect(said(docker, 'docker logs --since 1656720000 --tail 1 mixed')).toBe('partend0');
    expect(said(docker, 'docker logs --since abc mixed')).toBe(
      'invalid value for "since": failed to parse value as time or duration: "abc"\n1',
    );
  });

  test('-f goes on until the container ends', () => {
    docker.run("docker run -d --name slow busybox sh -c 'a_ / / / / / / / / / / !b_ / / / / / / / / / / c_'");
    expect(said(docker, 'docker logs -f slow')).toBe('a\nc\nb\n0');
    expect(said(docker, 'docker logs -f --tail 1 slow')).toBe('c\n0');
  });

  test('the lines of earlier runs stay', () => {
    mixed();
    docker.run('docker start -a mixed');
    expect(said(docker, 'docker logs mixed').match(/o1/g)?.length).toBe(2);
  });
});

/** The events of a line, without times, and with short ids. */
function events(line: string): readonly string[] {
  return docker
    .run(line)
    .stdout.trim()
    .split('\n')
    .map((text) =>
      text
        .replace(/^\S+Z /, '')
        .replace(/[0-9a-f]{64}/g, (id) => id.slice(0, 1))
        .replace(/ [0-9a-f] \(|=[0-9a-f],/g, (match) => match.replace(/[0-9a-f]/, 'X')),
    );
}

const ALL = 'docker events --since 1h --until 0s';

describe('docker events', () => {
  test('a container from its creation to its removal', () => {
    docker.run('docker run -d --name box busybox sleep 100000');
    docker.run('docker exec box sleep 1');
    docker.run('docker pause box');
    docker.run('docker unpause box');
    docker.run('docker stop -t 1 box');
    docker.run('docker start box');
    docker.run('docker rename box other');
    docker.run('docker rm -f other');
    const about = '(image=busybox, name=box)';
    const network = '(container=X, name=bridge, type=bridge)';
    expect(events(ALL).map((line) => line.replace(/execID=\w+/, 'execID=X'))).toEqual([
      `container create X ${about}`,
      `network connect X ${network}`,
      `container start X ${about}`,
      'container exec_create: sleep 1 X (execID=X, image=busybox, name=box)',
      'container exec_start: sleep 1 X (execID=X, image=busybox, name=box)',
      'container exec_die X (execID=X, exitCode=X, image=busybox, name=box)',
      `container pause X ${about}`,
      `container unpause X ${about}`,
      'container kill X (image=busybox, name=box, signal=15)',
      'container kill X (image=busybox, name=box, signal=9)',
      'container die X (exitCode=137, image=busybox, name=box)',
      `network disconnect X ${network}`,
      `container stop X ${about}`,
      `network connect X ${network}`,
      `container start X ${about}`,
      'container rename X (image=busybox, name=other, oldName=/box)',
      'container kill X (image=busybox, name=other, signal=9)',
      'container die X (exitCode=137, image=busybox, name=other)',
      `network disconnect X ${network}`,
      'container destroy X (image=busybox, name=other)',
    ]);
  });

  test('networks, volumes, and what is attached', () => {
    docker.run('docker network create n1');
    docker.run('docker run -d --name box busybox sleep 100000');
    docker.run('docker network connect n1 box');
    docker.run('docker network disconnect n1 box');
    docker.run('docker network rm n1');
    docker.run('docker volume create v1');
    docker.run('docker volume rm v1');
    docker.run('docker run --rm --name gone busybox sleep 1');
    docker.run('docker restart box');
    docker.run('docker update --restart always box');
    const n1 = '(container=X, name=n1, type=bridge)';
    expect(events(`${ALL} --filter network=n1 --filter type=network`)).toEqual([
      'network create X (name=n1, type=bridge)',
      `network connect X ${n1}`,
      `network disconnect X ${n1}`,
      `network disconnect X ${n1}`,
      'network destroy X (name=n1, type=bridge)',
    ]);
    expect(events(`${ALL} --filter type=volume`)).toEqual([
      'volume create v1 (driver=local)',
      'volume destroy v1 (driver=local)',
    ]);
    const actions = (name: string) =>
      docker.run(`${ALL} --filter container=${name} --format '{{.Action}}'`).stdout.trim().split('\n');
    expect(actions('gone')).toEqual(['create', 'attach', 'start', 'die', 'destroy']);
    expect(actions('box')).toEqual(['create', 'start', 'kill', 'kill', 'die', 'stop', 'start', 'restart', 'update']);
  });

  test('filters, templates and JSON', () => {
    docker.run('docker run -d --name box -l a=b busybox sleep 100000');
    expect(events(`${ALL} -f event=start -f event=create -f label=a=b`).length).toBe(2);
    expect(events(`${ALL} -f label=a=c`)).toEqual(['']);
    expect(docker.run(`${ALL} -f event=start --format '{{.Type}} {{.Actor.Attributes.name}} {{.From}}'`).stdout).toBe(
      'container box busybox\n',
    );
    const [line = ''] = docker.run(`${ALL} -f event=start --format '{{json .}}'`).stdout.split('\n');
    expect(line.replace(/[0-9a-f]{64}/g, 'ID').replace(/\d{6,}/g, 'N')).toBe(
      '{"status":"start","id":"ID","from":"busybox","Type":"container","Action":"start","Actor":{"ID":"ID","Attributes":{"a":"b","image":"busybox","name":"box"}},"scope":"local","time":N,"timeNano":N}',
    );
    expect(said(docker, `${ALL} --format {{.Foo}}`)).toBe(
      'Error parsing format: template: :1:2: executing "" at <.Foo>: can\'t evaluate field Foo in type *events.Message\n64',
    );
    expect(said(docker, 'docker events --since abc')).toContain('failed to parse value as time or duration: "abc"');
  });

  test('without --until they come as things happen', () => {
    const listening = new Process({
      place: docker.machine,
      argv: ['docker', 'events'],
      program: (self) => dockerCommand({ engine: docker.engine, process: self }),
    });
    docker.run('docker run -d --name box busybox sleep 100000');
    expect(listening.running).toBe(true);
    expect(listening.stdout.match(/container \w+/g)).toEqual(['container create', 'container start']);
    docker.stop();
    docker.machine.clock.advance(SECOND);
    expect([listening.exitCode, listening.stderr]).toEqual([1, 'unexpected EOF\n']);
  });
});
