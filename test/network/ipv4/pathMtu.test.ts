import { beforeEach, describe, expect, test } from 'vitest';
import { Process } from '../../../lib/machine';
import { SECOND, TcpListener, TcpSocket, UdpSocket } from '../../../lib/network';
import { ipv4 } from '../../../lib/packet';
import { programs } from '../../../lib/tools';
import { loadPrograms } from '../../tools/loaded';
import { addRoute, rule, type Topology, topology } from '../topology';

const SERVER = ipv4('10.2.0.2');
loadPrograms();

let network: Topology;

beforeEach(() => {
  network = topology();
  network.router.net.device('inner')!.mtu = 1400;
  network.machine('server').net.device('eth0')!.mtu = 1400;
});

/** What a command printed on a machine. */
function run(name: string, command: string): string {
  const machine = network.machine(name);
  const argv = command.split(' ');
  const process = new Process({ place: machine, argv, program: programs.get(argv[0] ?? '')! });
  network.clock.runUntil(() => !process.running);
  return process.stdout + process.stderr;
}

const client = (command: string) => run('client', command);

/** The lengths of what the client sends to the server, and whether they have DF. */
function watch(): string[] {
  const sent: string[] = [];
  network
    .machine('client')
    .net.device('eth0')!
    .taps.add((direction, { payload }) => {
      if (direction === 'out' && payload.kind === 'ipv4')
        sent.push(`${payload.totalLength}${payload.dontFragment ? ' DF' : ''}`);
    });
  return sent;
}

describe('a router whose next link takes less', () => {
  test('tells so; the next request is cut', () => {
    const sent = watch();
    expect(client('ping -c 2 -s 1450 10.2.0.2')).toContain(
      'From 10.1.0.1 icmp_seq=1 Frag needed and DF set (mtu = 1400)\n1458 bytes from 10.2.0.2: icmp_seq=2',
    );
    expect(sent).toEqual(['1478 DF', '1396', '102']);
  });

  test('is believed for ten minutes, as ip route tells', () => {
    client('ping -c 1 -s 1450 10.2.0.2');
    network.clock.advance(SECOND / 2);
    const told = '10.2.0.2 via 10.1.0.1 dev eth0 \n    cache expires 599sec mtu 1400 \n';
    expect(client('ip route show cache')).toBe(told);
    expect(client('ip route get 10.2.0.2')).toBe(
      '10.2.0.2 via 10.1.0.1 dev eth0 src 10.1.0.2 uid 0 \n    cache expires 599sec mtu 1400 \n',
    );
    expect(client('ip route get 10.2.0.3')).toContain('cache \n');
    // Another route by the same next hop has it, too.
    addRoute(
      network.machine('client').net.fib,
      '10.7.0.0/16',
      network.machine('client').net.device('eth0'),
      '10.1.0.1',
    );
    expect(client('ip route show cache')).toBe(told + told);
    network.clock.advance(601 * SECOND);
    expect(client('ip route show cache')).toBe('');
    expect(client('ping -c 1 -s 1450 10.2.0.2')).toContain('mtu = 1400');
  });

  test('is forgotten when routes are flushed, and with the last route by the next hop', () => {
    client('ping -c 1 -s 1450 10.2.0.2');
    client('ip route flush cache');
    expect(client('ip route show cache')).toBe('');
    client('ping -c 1 -s 1450 10.2.0.2');
    client('ip route del default');
    client('ip route add default via 10.1.0.1');
    expect(client('ip route show cache')).toBe('');
  });

  test('is not believed below 552 bytes: packets are cut to those, and may be cut again', () => {
    network.router.net.device('inner')!.mtu = 400;
    const sent = watch();
    expect(client('ping -c 2 -s 700 10.2.0.2')).toContain('mtu = 400');
    expect(sent).toEqual(['728 DF', '548', '200']);
    expect(client('ip route show cache')).toContain('mtu lock 552 ');
    client('ping -c 1 -s 100 10.2.0.2');
    expect(sent.at(-1)).toBe('128');
  });

  test('a program that wants no fragments is told at once', () => {
    expect(client('ping -c 1 -s 1450 -M do 10.2.0.2')).toContain('mtu = 1400');
    const again = client('ping -c 2 -s 1450 -M do 10.2.0.2');
    expect(again).toContain('ping: local error: message too long, mtu=1400\n');
    expect(again).toContain('2 packets transmitted, 0 received, +2 errors, 100% packet loss');
    expect(client('ping -c 1 -q -s 1450 -M do 10.2.0.2')).toContain(
      '1 packets transmitted, 0 received, 100% packet loss',
    );
  });

  test('a connected UDP socket has the error', () => {
    const socket = new UdpSocket(network.machine('client').net);
    socket.connect(SERVER, 53);
    socket.sendTo(SERVER, 53, new Uint8Array(1450));
    network.clock.advance(SECOND);
    expect(socket.takeError()).toBe('EMSGSIZE');
    expect(client('ip route show cache')).toContain('mtu 1400');
  });

  test('about a packet that nobody here has sent is not believed', () => {
    const { net } = network.machine('client');
    const socket = new UdpSocket(net);
    socket.connect(SERVER, 53);
    socket.sendTo(SERVER, 53, new Uint8Array(1450));
    socket.close();
    network.clock.advance(SECOND);
    expect(client('ip route show cache')).toBe('');
  });

  test('later connections offer segments that fit', () => {
    client('ping -c 1 -s 1450 10.2.0.2');
    const offered: (number | undefined)[] = [];
    network
      .machine('client')
      .net.device('eth0')!
      .taps.add((direction, { payload }) => {
        if (direction === 'out' && payload.kind === 'ipv4' && payload.transport.kind === 'tcp')
          offered.push(payload.transport.options.maximumSegmentSize);
      });
    new TcpSocket(network.machine('client').net).connect(SERVER, 80);
    network.clock.advance(SECOND / 2);
    expect(offered).toEqual([1360]);
  });

  test('does not change what a router forwards, unless it is to (ip_forward_use_pmtu)', () => {
    network.machine('server').net.sysctl.set('net.ipv4.ip_forward', '1');
    run('router', 'ping -c 1 -s 100 10.2.0.2');
    const { net } = network.router;
    const route = net.fib.lookup(SERVER)!;
    net.pathMtus.learn({ route, destination: SERVER }, 1000);
    expect(net.pathMtus.of(route, SERVER)).toBe(1000);
    expect(net.pathMtus.ofForwarded(route, SERVER)).toBe(1400);
    net.sysctl.set('net.ipv4.ip_forward_use_pmtu', '1');
    expect(net.pathMtus.ofForwarded(route, SERVER)).toBe(1000);
  });
});

/** A connection from the client to the server, which told of its segments only when the call that sent them is over. */
function connection(): TcpSocket {
  network = topology(1, false);
  network.router.net.device('inner')!.mtu = 1400;
  network.machine('server').net.device('eth0')!.mtu = 1500;
  const listener = new TcpListener(network.machine('server').net);
  listener.listen(0, 80);
  const socket = new TcpSocket(network.machine('client').net);
  socket.connect(SERVER, 80);
  network.clock.runUntil(() => listener.queueLength > 0);
  return socket;
}

describe('a connection whose segments are too long for a link', () => {
  test('hears of it when its call is over, and sends what was too long in two parts each', () => {
    const socket = connection();
    const sent = watch();
    socket.write(new Uint8Array(2 * 1448));
    network.clock.advance(SECOND / 10);
    expect(sent).toEqual(['1500 DF', '1500 DF', '1400 DF', '152 DF', '1400 DF', '152 DF']);
    expect(client('ip route show cache')).toContain('mtu 1400');
  });

  test('sends shorter ones from then on, as do others to there, and longer ones when that is forgotten', () => {
    const socket = connection();
    client('ping -c 1 -s 1450 10.2.0.2');
    const sent = watch();
    socket.write(new Uint8Array(1448));
    network.clock.advance(SECOND);
    expect(sent).toEqual(['1400 DF', '152 DF']);
    client('ip route flush cache');
    network.router.net.device('inner')!.mtu = 1500;
    socket.write(new Uint8Array(1448));
    network.clock.advance(SECOND);
    expect(sent.at(-1)).toBe('1500 DF');
  });

  test('does not believe what is about a segment that it cannot have sent', () => {
    const socket = connection();
    socket.packetTooLong(1400, socket.send.next + 1);
    expect(socket.send.mss).toBe(1448);
    socket.packetTooLong(1400, socket.send.next);
    expect(socket.send.mss).toBe(1348);
  });
});

describe('a route with an MTU', () => {
  test('is shown, and cuts', () => {
    client('ip route add 10.2.0.0/16 via 10.1.0.1 mtu 1000');
    expect(client('ip route')).toContain('10.2.0.0/16 via 10.1.0.1 dev eth0 mtu 1000 \n');
    expect(client('ip route get 10.2.0.2')).toContain('    cache mtu 1000 \n');
    const sent = watch();
    client('ping -c 1 -s 1000 10.2.0.2');
    expect(sent).toEqual(['996', '52']);
  });

  test('that is locked leaves DF away, and no router is believed', () => {
    client('ip route add 10.2.0.0/16 via 10.1.0.1 mtu lock 1450');
    const sent = watch();
    client('ping -c 1 -s 1400 10.2.0.2');
    expect(sent).toEqual(['1428']);
    expect(client('ping -c 1 -s 1400 -M do 10.2.0.2')).toContain('mtu = 1400');
    expect(client('ip route show cache')).toBe('');
    expect(client('ip route get 10.2.0.2')).toContain('    cache mtu lock 1450 \n');
  });

  test('is at most 65,520, and a number', () => {
    client('ip route add 10.9.0.0/16 via 10.1.0.1 mtu 70000');
    expect(client('ip route')).toContain('mtu 65520 \n');
    expect(client('ip route add 10.8.0.0/16 via 10.1.0.1 mtu abc')).toBe(
      'Error: argument "abc" is wrong: "mtu" value is invalid\n\n',
    );
    client('ip route del 10.9.0.0/16 mtu 900');
    expect(client('ip route')).toContain('10.9.0.0/16');
    client('ip route del 10.9.0.0/16 mtu 65520');
    expect(client('ip route')).not.toContain('10.9.0.0/16');
  });

  test('of a router tells its own senders', () => {
    run('router', 'ip route add 10.2.0.2/32 dev inner mtu 900');
    expect(client('ping -c 1 -s 1000 10.2.0.2')).toContain('mtu = 900');
  });

  test('limits segments that are clamped to the path', () => {
    rule(network.router, '-t mangle -A FORWARD -p tcp --tcp-flags SYN SYN -j TCPMSS --clamp-mss-to-pmtu');
    run('router', 'ip route add 10.2.0.2/32 dev inner mtu 900');
    const offered: (number | undefined)[] = [];
    network.router.net.device('inner')!.taps.add((direction, { payload }) => {
      if (direction === 'out' && payload.kind === 'ipv4' && payload.transport.kind === 'tcp')
        offered.push(payload.transport.options.maximumSegmentSize);
    });
    new TcpSocket(network.machine('client').net).connect(SERVER, 80);
    network.clock.advance(SECOND / 2);
    expect(offered).toEqual([860]);
  });
});

describe('ping', () => {
  test('tells of a cable whose other end takes less, when it has tried for as long as it would wait', () => {
    network.router.net.device('outer')!.mtu = 1000;
    client('ping -c 1 10.1.0.1');
    const text = client('ping -c 1 -W 1 -s 1200 10.1.0.1');
    expect(text).toContain('ping: sendmsg: No buffer space available\n');
    expect(text).toContain('1 packets transmitted, 0 received, 100% packet loss, time 1000ms');
  });

  test('has no time of requests without room for one', () => {
    const text = client('ping -c 1 -s 15 10.1.0.1');
    expect(text).toContain('23 bytes from 10.1.0.1: icmp_seq=1 ttl=64\n');
    expect(text).toMatch(/time 0ms\n\n$/);
    expect(client('ping -c 1 -s 16 10.1.0.1')).toMatch(/ms\nrtt|rtt min/);
  });

  test.each([
    ['-M foo', 'ping: invalid -M argument: foo\n'],
    ['-M', "ping: option requires an argument -- 'M'\n"],
  ])('refuses %s', (words, message) => {
    expect(client(`ping ${words}`)).toContain(message);
  });
});
