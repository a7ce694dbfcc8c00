import { describe, expect, test } from 'vitest';
import { listenTcp, Machine, PidNamespace, type Place, Process, pause, type Thread, waitFor } from '../../lib/machine';
import { Clock, MILLISECOND, Random, SECOND, TcpListener } from '../../lib/network';
import { pair, start } from '../network/pair';

function machine(): Machine {
  return new Machine({ name: 'host', hostname: 'host', clock: new Clock(), random: new Random(1), startedAt: 0 });
}

function* forever(process: Process): Thread {
  for (;;) yield* pause(process, SECOND);
}

describe('a process', () => {
  test('ends with the code that its program returns', () => {
    const host = machine();
    const process = start(host, function* (self) {
      yield* pause(self, SECOND);
      return 7;
    });
    host.clock.advance(0.9 * SECOND);
    expect(process.exitCode).toBeUndefined();
    host.clock.advance(SECOND);
    expect(process.exitCode).toBe(7);
    expect(host.pids.find(process.pid)).toBeUndefined();
  });

  test('tells those who wait for its end', () => {
    const host = machine();
    const process = start(host, forever);
    let told = 0;
    process.onExit(() => {
      told += 1;
    });
    process.kill('SIGTERM');
    process.kill('SIGTERM');
    expect(told).toBe(1);
  });

  test('that is killed has 128 and the signal’s number for its code', () => {
    const host = machine();
    const [one, two] = [start(host, forever), start(host, forever)];
    one.kill('SIGTERM');
    two.kill('SIGKILL');
    expect([one.exitCode, two.exitCode]).toEqual([143, 137]);
  });

  test('whose program throws is over, and the error is told', () => {
    const host = machine();
    const process = start(host, function* (self) {
      yield* pause(self, SECOND);
      throw new RangeError('a defect');
    });
    expect(() => host.clock.advance(2 * SECOND)).toThrow('a defect');
    expect(process.running).toBe(false);
    expect(host.pids.list()).toEqual([]);
  });

  test('that is killed does not go on', () => {
    const host = machine();
    let went = false;
    const process = start(host, function* (self) {
      yield* pause(self, SECOND);
      went = true;
      return 0;
    });
    host.clock.advance(10 * MILLISECOND);
    process.kill('SIGKILL');
    host.clock.advance(2 * SECOND);
    expect(went).toBe(false);
  });

  test('handles a signal, but not SIGKILL', () => {
    const process = start(machine(), forever);
    let handled = 0;
    process.handlers.set('SIGTERM', () => {
      handled += 1;
    });
    process.handlers.set('SIGKILL', () => {
      handled += 1;
    });
    process.kill('SIGTERM');
    expect([process.running, handled]).toEqual([true, 1]);
    process.kill('SIGKILL');
    expect([process.running, handled]).toEqual([false, 1]);
  });

  test('loses its sockets when it is killed: the port is free, and its connections end', () => {
    const network = pair();
    const server = start(network.right, function* (self) {
      const listener = listenTcp(self, 0, 80);
      if (!(listener instanceof TcpListener)) return 1;
      yield* waitFor(self, [listener], () => false);
      return 0;
    });
    network.clock.advance(10 * MILLISECOND);
    expect(network.right.net.sockets.listeners).toHaveLength(1);
    server.kill('SIGKILL');
    expect(network.right.net.sockets.listeners).toEqual([]);
    expect(server.held.size).toBe(0);
  });

  test('runs several threads, and ends with its main one', () => {
    const host = machine();
    const happened: string[] = [];
    start(host, function* (self) {
      self.spawn(
        (function* () {
          yield* pause(self, 2 * SECOND);
          happened.push('too late');
          return 0;
        })(),
      );
      self.spawn(
        (function* () {
          yield* pause(self, MILLISECOND);
          happened.push('in time');
          return 0;
        })(),
      );
      yield* pause(self, SECOND);
      return 0;
    });
    host.clock.advance(5 * SECOND);
    expect(happened).toEqual(['in time']);
  });

  test('that waits is woken once for many changes', () => {
    const { clock, right } = pair();
    const listener = new TcpListener(right.net);
    let woken = 0;
    let ready = false;
    start(right, function* (self) {
      yield* waitFor(self, [listener], () => ready);
      woken += 1;
      return 0;
    });
    clock.advance(MILLISECOND);
    listener.changed();
    clock.advance(MILLISECOND);
    expect(woken).toBe(0);
    ready = true;
    for (let index = 0; index < 5; index++) listener.changed();
    clock.advance(MILLISECOND);
    expect(woken).toBe(1);
  });
});

describe('the first process of a container', () => {
  /** A place of its own on a machine: the first process in it has the number 1. */
  function container(host: Machine): Place {
    const pids = new PidNamespace(host.pids);
    return { name: 'box', hostname: 'box', machine: host, net: host.net, pids, files: host.files };
  }
  const run = (place: Place) => new Process({ place, argv: ['sh'], program: forever });

  test('ignores signals that it does not handle, but not SIGKILL', () => {
    const init = run(container(machine()));
    init.kill('SIGTERM');
    init.kill('SIGINT');
    expect(init.running).toBe(true);
    init.kill('SIGKILL');
    expect(init.exitCode).toBe(137);
  });

  test('takes all others with it', () => {
    const place = container(machine());
    const [init, other] = [run(place), run(place)];
    init.exit(0);
    expect([init.exitCode, other.exitCode]).toEqual([0, 137]);
    expect(place.pids.list()).toEqual([]);
    expect(place.machine.pids.list()).toEqual([]);
  });

  test('has one number inside and another outside', () => {
    const host = machine();
    run(host);
    const place = container(host);
    const init = run(place);
    expect([place.pids.pidOf(init), init.pid]).toEqual([1, 2]);
  });
});

test('a name of more than 15 characters is cut, and its folder left out', () => {
  const process = new Process({ place: machine(), argv: ['/usr/bin/docker-proxy-of-old'], program: forever });
  expect(process.comm).toBe('docker-proxy-of');
});
