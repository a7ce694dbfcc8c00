/** The engine's rules, held against the real engine's. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ruleLines } from '../../lib/lab';
import { type DockerMachine, dockerMachine } from './machine';

const DATA = join(__dirname, '../../data');

/** nat and filter as `iptables-save` writes them, without counters. */
function rulesText(save: string): string {
  const lines = ruleLines(save);
  return lines
    .slice(lines.indexOf('*nat'))
    .map((line) => line.replace(/\[\d+:\d+\] ?/, '').trimEnd())
    .join('\n')
    .trim();
}

describe('after each step of the article the rules are the real ones', () => {
  let docker: DockerMachine;
  const step = (name: string) => {
    const real = readFileSync(join(DATA, 'article', name, 'iptables-save.txt'), 'utf8');
    expect(rulesText(docker.run('iptables-save -c').stdout), name).toBe(rulesText(real));
  };

  test('all steps, in their order', () => {
    docker = dockerMachine();
    docker.run('iptables-save -c');
    const { run } = docker;
    expect(docker.start()).toBeUndefined();
    step('01-docker-started');
    run('docker run --name box -p 8081:80 -d busybox sleep 100000');
    step('02-box-running');
    run('docker rm -f box');
    step('04-box-removed');
    run('docker run --name ng1 -d -p 8001:80 lkarrie/nginx1');
    step('05-ng1-running');
    run('docker restart ng1');
    step('09-ng1-restarted');
    run(
      'docker network create bridge1 -d bridge -o com.docker.network.bridge.name=docker1 --subnet 172.18.0.0/16 --gateway 172.18.0.1',
    );
    step('13-bridge1-created');
    run('docker run --name ng2 -d -p 8002:80 --network bridge1 lkarrie/nginx2');
    step('14-ng2-running');
    run('iptables -t filter -D DOCKER-ISOLATION-STAGE-2 2');
    run('iptables -t filter -D DOCKER-ISOLATION-STAGE-2 1');
    run('docker restart ng1 ng2');
    step('21-ng1-ng2-restarted');
    docker.stop();
    step('22-dockerd-stopped');
    docker.start();
    step('23-dockerd-restarted');
    run('docker start ng1 ng2');
    step('24-containers-started-again');
  });
});

describe('dockerd asks iptables what the real one asks', () => {
  const recorded = new Map(
    readFileSync(join(DATA, 'docker/iptables-calls.txt'), 'utf8')
      .split(/^# (?=docker|systemctl)/m)
      .slice(1)
      .map((part) => {
        const [title = '', ...lines] = part.trim().split('\n');
        return [
          title.trim(),
          lines.filter((line) => !/127\.0\.0\.11|DOCKER_OUTPUT|DOCKER_POSTROUTING/.test(line)),
        ] as const;
      }),
  );
  /** Compares what was asked since the last time. */
  const expectSame = ({ iptablesCalls: calls }: DockerMachine, title: string) => {
    const real = recorded.get(title);
    expect(real, title).toBeDefined();
    const bridge = /br-[0-9a-f]{12}/g;
    const strip = (lines: readonly string[]) => lines.map((line) => line.replace(bridge, 'br-ID'));
    // The last line of a user-defined network's container is the look that its resolver took in its own namespace.
    const expected = strip(real ?? []).filter(
      (line, index) => !(title.startsWith('docker run') && index > 0 && line.startsWith('iptables --wait -L -n')),
    );
    expect(strip(calls), title).toEqual(expected);
    calls.length = 0;
  };

  test('from its first start to its second', () => {
    const docker = dockerMachine();
    const type = (line: string) => {
      docker.run(line);
      return line;
    };
    docker.start();
    expectSame(docker, 'systemctl start docker (first)');
    const run = (line: string, title = line) => {
      type(line);
      expectSame(docker, title);
    };
    run('docker run --name box -p 8081:80 -d busybox sleep 100000');
    run('docker rm -f box');
    run('docker run --name ng1 -d -p 8001:80 lkarrie/nginx1 sleep 100000');
    run('docker restart -t 1 ng1');
    run(
      'docker network create bridge1 -d bridge -o com.docker.network.bridge.name=docker1 --subnet 172.18.0.0/16 --gateway 172.18.0.1',
    );
    run('docker run --name ng2 -d -p 8002:80 --network bridge1 lkarrie/nginx1 sleep 100000');
    docker.run('docker restart -t 1 ng1 ng2');
    docker.stop();
    docker.iptablesCalls.length = 0;
    docker.start();
    expectSame(docker, 'systemctl start docker');
    docker.run('docker start ng1 ng2');
    docker.run('docker rm -f ng2');
    docker.iptablesCalls.length = 0;
    run('docker network rm bridge1');
  });

  test('for several ports, internal networks and those without communication and masquerading', () => {
    const docker = dockerMachine();
    docker.start();
    docker.run('docker run --name ng1 -d -p 8001:80 lkarrie/nginx1 sleep 100000');
    docker.iptablesCalls.length = 0;
    for (const line of [
      'docker run -d --name multi -p 127.0.0.1:9001:90 -p 9002:91/udp -p 9100-9101:92-93 -p 94 busybox sleep 1000',
      'docker rm -f multi',
      'docker network create --internal int1',
      'docker run -d --name inn --network int1 -p 9003:80 busybox sleep 1000',
      'docker rm -f inn',
      'docker network rm int1',
      'docker network create --subnet 10.9.0.0/24 -o com.docker.network.bridge.enable_icc=false -o com.docker.network.bridge.enable_ip_masquerade=false n3',
      'docker network rm n3',
    ]) {
      docker.run(line);
      const title = line.startsWith('docker run -d --name inn') ? undefined : line;
      if (title === undefined) {
        expect(docker.iptablesCalls).toEqual([]);
        continue;
      }
      expectSame(docker, title);
    }
  });

  test('without docker-proxy', () => {
    const docker = dockerMachine();
    docker.start();
    docker.stop();
    docker.machine.files.set('/etc/docker/daemon.json', { content: '{"userland-proxy": false}', modifiedAt: 0 });
    docker.iptablesCalls.length = 0;
    docker.start();
    expectSame(docker, 'systemctl start docker --userland-proxy=false');
    for (const line of [
      'docker run -d --name m2 -p 127.0.0.1:9001:90 -p 9002:91/udp -p 94 -p 95 busybox sleep 1000',
      'docker run -d --name m3 -p 9005:91/udp -p 9005:90 -p 9004:92  -p 9003:93 -p 80 -p 79 busybox sleep 1000',
      'docker network create nn',
      'docker run -d --name m4 --network nn -p 9007:90 busybox sleep 1000',
      'docker rm -f m4',
      'docker network rm nn',
    ]) {
      docker.run(line);
      expectSame(docker, line.replace('  ', ' '));
    }
    expect(docker.machine.net.sysctl.get('net.ipv4.conf.docker0.route_localnet')).toBe('1');
  });
});
