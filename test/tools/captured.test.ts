/** Listings held against the real tools' on the real host, while two containers ran (step 14 of the article). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { wire } from '../../lib/lab/wire';
import { familyOf, Machine, Process, type Program } from '../../lib/machine';
import { BridgeDevice, Clock, connect, NetNamespace, Random, TcpListener, VethDevice } from '../../lib/network';
import { ipv4, parseMac, prefix } from '../../lib/packet';
import { busyboxPrograms, programs } from '../../lib/tools';
import { run } from './world';

const NET = readFileSync(join(__dirname, '../../data/article/01-docker-started/net.txt'), 'utf8');

/** What a command printed there. */
function captured(text: string, command: string): string {
  const start = text.indexOf(`$ ${command}\n`) + command.length + 3;
  const end = text.indexOf('\n$ ', start);
  return `${text.slice(start, end < 0 ? undefined : end).trimEnd()}\n`;
}

let host: Machine;

beforeAll(() => {
  const clock = new Clock();
  host = new Machine({ name: 'host', hostname: 'host', clock, random: new Random(1), startedAt: 0 });
  const outside = new NetNamespace('client', clock, new Random(2));
  const { net } = host;
  wire(net, outside);
  const mac = /docker0:[\s\S]*?link\/ether (\S+)/.exec(NET)?.[1] ?? '';
  const docker0 = new BridgeDevice(net, 'docker0', 3, parseMac(mac) ?? 0);
  docker0.txQueueLength = 0;
  net.addDevice(docker0);
  net.setUp(docker0, true);
  net.addAddress(docker0, {
    address: ipv4('172.17.0.1'),
    prefixLength: 16,
    broadcast: ipv4('172.17.255.255'),
    scope: 'global',
  });
});

const sh = (...argv: readonly string[]) => run(host, programs.get(argv[0] as string), argv).stdout;

/** Timers run, and a cable to another machine does not say where it ends. */
function withoutTimers(text: string): string {
  return text
    .replace(/(\w+_timer) +[\d.]+/g, '$1 0')
    .replace('ens33@if2:', 'ens33:')
    .replace(' link-netns labclient', '')
    .replace('\n    veth numtxqueues', ' numtxqueues')
    .replace(/maxmtu 65535 +numtx/, 'maxmtu 65535 numtx');
}

describe('on a host on which the engine was started', () => {
  test('ip -d addr', () => {
    expect(withoutTimers(sh('ip', '-d', 'addr'))).toBe(withoutTimers(captured(NET, 'ip -d addr')));
  });

  test('ip addr and ip link say the same without details', () => {
    const lines = sh('ip', 'a').split('\n');
    expect(lines).toContain(
      '2: ens33: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000',
    );
    expect(lines).toContain(
      '3: docker0: <NO-CARRIER,BROADCAST,MULTICAST,UP> mtu 1500 qdisc noqueue state DOWN group default ',
    );
    expect(sh('ip', 'link', 'show', 'docker0')).toContain(
      'state DOWN mode DEFAULT group default \n    link/ether 02:42:',
    );
  });

  test.each([['ip route show table all'], ['route -n'], ['brctl show'], ['netstat -ltnp']])('%s', (command) => {
    const argv = command.split(' ');
    expect(sh(...argv).trimEnd()).toBe(captured(NET, command).trimEnd());
  });

  test('ifconfig -a, counters aside', () => {
    const withoutCounters = (text: string) =>
      text.replace(/packets \d+ {2}bytes \d+ \(.*\)/g, 'packets').replace(/dropped \d+/g, 'dropped');
    expect(withoutCounters(sh('ifconfig', '-a').trimEnd())).toBe(
      withoutCounters(captured(NET, 'ifconfig -a').trimEnd()),
    );
  });
});

describe('with a container', () => {
  const STEP = readFileSync(join(__dirname, '../../data/article/05-ng1-running/net.txt'), 'utf8');
  const DOCKER = readFileSync(join(__dirname, '../../data/article/05-ng1-running/docker.txt'), 'utf8');
  let container: Machine;

  beforeAll(() => {
    // A machine of its own stands for the container: its tools see nothing but its network.
    container = new Machine({ name: 'ng1', hostname: 'ng1', clock: host.clock, random: new Random(3), startedAt: 0 });
    const line = /^(\d+): (veth\w+)@if(\d+)/m.exec(captured(STEP, 'ip -d addr')) ?? [];
    const mac = new RegExp(`${line[2]}@[\\s\\S]*?link/ether (\\S+)`).exec(STEP)?.[1] ?? '';
    const port = new VethDevice('veth', host.net, line[2] ?? '', Number(line[1]), parseMac(mac) ?? 0);
    const eth0 = new VethDevice('veth', container.net, 'eth0', Number(line[3]), parseMac('02:42:ac:11:00:02') ?? 0);
    port.txQueueLength = 0;
    eth0.txQueueLength = 0;
    host.net.addDevice(port);
    container.net.addDevice(eth0);
    connect(port, eth0, 5);
    // As Docker has it for containers without IPv6.
    container.net.sysctl.set('net.ipv6.conf.all.disable_ipv6', '1');
    (host.net.device('docker0') as BridgeDevice).addPort(port);
    host.net.setUp(port, true);
    container.net.setUp(eth0, true);
    container.net.addAddress(eth0, {
      address: ipv4('172.17.0.2'),
      prefixLength: 16,
      broadcast: ipv4('172.17.255.255'),
      scope: 'global',
    });
    container.net.fib.add({
      table: 'main',
      type: 'unicast',
      destination: prefix('0.0.0.0/0'),
      gateway: ipv4('172.17.0.1'),
      device: eth0,
      scope: 'global',
      metric: 0,
      protocol: 'boot',
    });
  });

  test('ip -d addr shows the port of the bridge', () => {
    // The first namespace that the real host knew was its client's.
    const real = withoutTimers(captured(STEP, 'ip -d addr')).replace('link-netnsid 1', 'link-netnsid 0');
    expect(withoutTimers(sh('ip', '-d', 'addr')).trimEnd()).toBe(real.trimEnd());
  });

  test('in it, busybox’s ip a and route -n', () => {
    const inside = (...argv: readonly string[]) => run(container, busyboxPrograms.get(argv[0] as string), argv).stdout;
    expect(inside('route', '-n')).toBe(captured(DOCKER, 'docker exec ng1 route -n'));
    expect(inside('ip', 'a')).toBe(captured(DOCKER, 'docker exec ng1 ip a').replace(/\n\n# veth[\s\S]*$/, '\n'));
  });

  test('netstat -ltnp names who listens, for both families', () => {
    const proxy: Program = function* (process) {
      const address = process.argv[1] === '::' ? 0n : 0;
      const listener = process.hold(new TcpListener(process.place.net, familyOf(address)));
      listener.ipv6Only = true;
      listener.listen(address, 8001);
      yield { ready: () => false, subscribe: () => () => {} };
      return 0;
    };
    for (const address of ['0.0.0.0', '::'])
      new Process({ place: host, argv: ['/usr/sbin/docker-proxy', address], program: proxy });
    host.clock.advance(1000);
    const withoutPids = (text: string) => text.trimEnd().replace(/\d+\/docker-proxy */g, 'PID/docker-proxy');
    expect(withoutPids(sh('netstat', '-ltnp'))).toBe(withoutPids(captured(STEP, 'netstat -ltnp')));
    expect(sh('pgrep', 'docker-proxy').trim().split('\n')).toHaveLength(2);
    expect(sh('netstat', '-ltnp')).toMatch(/LISTEN {6}\d+\/docker-proxy {2,}\n/);
  });
});
