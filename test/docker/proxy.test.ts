/** docker-proxy relays what DNAT does not see. */
import { describe, expect, test } from 'vitest';
import { containerPlace } from '../../lib/docker';
import { bindUdp, Process, type Program, waitFor } from '../../lib/machine';
import { SECOND, type UdpSocket } from '../../lib/network';
import { ipv4 } from '../../lib/packet';
import { dockerMachine } from './machine';

function withNginx() {
  const docker = dockerMachine();
  docker.start();
  docker.run('docker run -d --name ng1 -p 8001:80 lkarrie/nginx1');
  return docker;
}

describe('docker-proxy', () => {
  test("serves the machine's own 127.0.0.1, under the address of the bridge", () => {
    const docker = withNginx();
    expect(docker.run('curl -sS http://127.0.0.1:8001').stdout).toContain('Welcome to nginx1!');
    expect(docker.run('docker logs ng1').stdout).toMatch(/^172\.17\.0\.1 /);
  });

  test('serves a container that asks for a published port of its machine', () => {
    const docker = withNginx();
    expect(docker.run('docker exec ng1 curl -sS http://192.168.70.6:8001').stdout).toContain('Welcome to nginx1!');
    expect(docker.run('docker logs ng1').stdout).toMatch(/^172\.17\.0\.1 /);
  });

  test('is not asked from outside: DNAT comes first', () => {
    const docker = withNginx();
    expect(docker.run('curl -sS http://192.168.70.6:8001', docker.client).stdout).toContain('Welcome to nginx1!');
    expect(docker.run('docker logs ng1').stdout).toMatch(/^192\.168\.70\.1 /);
  });

  test('that is killed is missed by those that it served, and comes back with the container only', () => {
    const docker = withNginx();
    for (const pid of docker.run('pgrep docker-proxy').stdout.trim().split('\n')) docker.run(`kill -9 ${pid}`);
    expect(docker.machine.net.sockets.listeners).toEqual([]);
    expect(docker.run('curl -sS http://127.0.0.1:8001').exitCode).toBe(7);
    expect(docker.run('curl -sS http://192.168.70.6:8001', docker.client).exitCode).toBe(0);
    expect(docker.run('docker ps').stdout).toContain('0.0.0.0:8001->80/tcp, :::8001->80/tcp');
    docker.run('docker restart ng1');
    expect(docker.run('curl -sS http://127.0.0.1:8001').exitCode).toBe(0);
  });

  test("closes a client's connection if the container does not listen", () => {
    const docker = dockerMachine();
    docker.start();
    docker.run('docker run -d --name box -p 8081:80 busybox sleep 100000');
    const { exitCode, stderr } = docker.run('curl -sS http://127.0.0.1:8081');
    expect(stderr).toMatch(/Empty reply from server|Connection reset by peer/);
    expect([52, 56]).toContain(exitCode);
  });

  test('leaves no connection behind', () => {
    const docker = withNginx();
    docker.run('curl -sS http://127.0.0.1:8001');
    docker.machine.clock.advance(200 * SECOND);
    expect(docker.machine.net.sockets.connections).toEqual([]);
  });

  test('relays datagrams and forgets a client after 90 s without an answer', () => {
    const docker = dockerMachine();
    docker.start();
    docker.run('docker run -d --name box -p 5000:53/udp busybox sleep 100000');
    const answers: string[] = [];
    new Process({ place: containerPlace(docker.engine, 'box')!, argv: ['echo'], program: echo });
    new Process({ place: docker.machine, argv: ['ask'], program: ask(answers) });
    docker.machine.clock.advance(SECOND);
    expect(answers).toEqual(['127.0.0.1:5000 hello']);
    const sockets = () => docker.machine.net.sockets.udp.length;
    const during = sockets();
    docker.machine.clock.advance(91 * SECOND);
    expect(sockets()).toBe(during - 1);
  });
});

const echo: Program = function* (process) {
  const socket = bindUdp(process, 0, 53) as UdpSocket;
  for (;;) {
    yield* waitFor(process, [socket], () => socket.received.length > 0);
    for (const { source, sourcePort, payload } of socket.received.splice(0)) socket.sendTo(source, sourcePort, payload);
  }
};

function ask(answers: string[]): Program {
  return function* (process) {
    const socket = bindUdp(process, 0, 0) as UdpSocket;
    socket.sendTo(ipv4('127.0.0.1'), 5000, new Uint8Array([...'hello'].map((letter) => letter.charCodeAt(0))));
    yield* waitFor(process, [socket], () => socket.received.length > 0);
    for (const { sourcePort, payload } of socket.received)
      answers.push(`127.0.0.1:${sourcePort} ${String.fromCharCode(...payload)}`);
    return yield* waitForever();
  };
}

function* waitForever() {
  yield { ready: () => false, subscribe: () => () => {} };
  return 0;
}
