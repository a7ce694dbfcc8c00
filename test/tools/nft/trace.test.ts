/** `nft monitor trace` as the real one writes it: packets that go to a host, through it, and come from it. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Lab } from '../../../lib/lab';
import { Machine, Process } from '../../../lib/machine';
import { SkBuff } from '../../../lib/netfilter/skb';
import { connect, Random, SECOND, VethDevice } from '../../../lib/network';
import { ipv4, parseMac } from '../../../lib/packet';
import { ipv4Packet } from '../../../lib/packet/ipv4';
import { ip } from '../../../lib/tools/ip';
import { nc } from '../../../lib/tools/nc/openbsd';
import { nft } from '../../../lib/tools/nft';
import { nftProgram } from '../../../lib/tools/nft/program';
import { sysctl } from '../../../lib/tools/sysctl';
import { run, start, type World, world } from '../world';

const read = (name: string) => readFileSync(`data/nft/trace/${name}`, 'utf8');

/** Numbers that a machine draws. */
function masked(text: string): readonly string[] {
  const names = new Map<string, string>();
  return text.split('\n').map((line) =>
    line
      .replace(/^trace id [0-9a-f]{8}/, (id) => {
        if (!names.has(id)) names.set(id, `trace ${names.size + 1}`);
        return names.get(id) ?? id;
      })
      .replace(/ip id [1-9]\d*/, 'ip id *')
      .replace(/(sport|dport) \d{5}/, '$1 *')
      .replace(/@th,64,96 0x4500001c[0-9a-f]{16}/, '@th,64,96 *'),
  );
}

/** The client sends a packet of its own making. */
function send(
  { client, host, eth0, ens33 }: World,
  protocol: number,
  transport: Parameters<typeof ipv4Packet>[1],
): void {
  const [source, destination] = [ipv4('192.168.70.1'), ipv4('192.168.70.6')];
  const skb = new SkBuff(ipv4Packet({ source, destination, protocol, ttl: 64, identification: 7 }, transport));
  skb.sourceMac = eth0.mac;
  skb.destinationMac = ens33.mac;
  eth0.transmit(skb);
  client.clock.advance(SECOND / 5);
  expect(host.clock.now).toBe(client.clock.now);
}

const bytes = (text: string) => new TextEncoder().encode(text);
const echo = (length: number) =>
  ({ kind: 'icmp', type: 8, code: 0, rest: 77 * 65_536 + 1, payload: bytes('x'.repeat(length)) }) as const;
const udp = (destinationPort: number, text: string) =>
  ({ kind: 'udp', sourcePort: 59_012, destinationPort, payload: bytes(text) }) as const;

/** A container's machine behind the host, at 172.17.0.2. */
function addInside({ host, client, clock }: World): void {
  const inside = new Machine({ name: 'inside', hostname: 'inside', clock, random: new Random(3), startedAt: 0 });
  const [inner, end] = [addDevice(host, 'inner', '02:42:00:00:00:01'), addDevice(inside, 'eth0', '02:42:ac:11:00:02')];
  connect(inner, end, 20);
  const typed = (place: Machine, line: string) => {
    const argv = line.split(' ');
    const { stderr } = argv[0] === 'ip' ? ip(place, argv.slice(1)) : sysctl(place, argv.slice(1));
    expect(stderr).toBe('');
  };
  typed(host, 'ip address add 172.17.0.1/16 dev inner');
  typed(inside, 'ip address add 172.17.0.2/16 dev eth0');
  typed(inside, 'ip route add default via 172.17.0.1');
  typed(client, 'ip route add default via 192.168.70.6');
  typed(host, 'sysctl -w net.ipv4.ip_forward=1');
}

function addDevice({ net }: Machine, name: string, mac: string): VethDevice {
  const device = new VethDevice('ethernet', net, name, net.nextIfindex(), parseMac(mac) ?? 0);
  net.addDevice(device);
  net.setUp(device, true);
  return device;
}

function watched(w: World, rules: string, traffic: () => void): string {
  const { stderr } = nft(w.host, ['-f', '-'], rules);
  expect(stderr).toBe('');
  const process = start(w.host, nftProgram, ['nft', 'monitor', 'trace']);
  traffic();
  process.kill('SIGINT');
  const { stdout } = process;
  send(w, 17, udp(53, 'late'));
  expect(process.stdout).toBe(stdout);
  return stdout;
}

const tcp = (place: Machine, address: string, port: number) =>
  run(place, nc, ['nc', '-z', '-w', '1', address, `${port}`]);

test('a table of one family, with NAT', () => {
  const w = world();
  addInside(w);
  const said = watched(w, read('one-family.nft'), () => {
    send(w, 1, echo(8));
    send(w, 17, udp(5353, 'hello'));
    send(w, 17, udp(53, 'hello'));
    for (const port of [81, 82, 80, 8001, 90]) tcp(w.client, '192.168.70.6', port);
    tcp(w.client, '172.17.0.2', 80);
  });
  expect(masked(said)).toEqual(masked(read('one-family.trace')));
});

test('a table of both families, what the machine itself sends, and loopback', () => {
  const w = world();
  const recorded = masked(read('both-families.trace'));
  const said = masked(
    watched(w, read('both-families.nft'), () => {
      send(w, 1, echo(30));
      send(w, 47, { kind: 'opaque', payload: bytes('12345678') });
      send(w, 17, udp(53, ''));
      tcp(w.host, '127.0.0.1', 99);
    }),
  );
  const end = recorded.findIndex((line) => line.includes('"lo"'));
  expect(said.slice(0, end)).toEqual(recorded.slice(0, end));
  const opening = (lines: readonly string[]) => lines.filter((line) => / [io]if "lo" .*== syn/.test(line));
  expect(opening(said)).toEqual(opening(recorded));
});

test('only trace is watched', () => {
  const w = world();
  expect(nft(w.host, ['monitor', 'ruleset'], '')).toEqual({
    stdout: '',
    stderr: 'Error: monitor ruleset is not modelled by chainwalk\nmonitor ruleset\n^^^^^^^^^^^^^^^^\n',
    exitCode: 2,
  });
});

test('a process watches until it is interrupted, and sees what others send meanwhile', async () => {
  const lab = new Lab();
  const table =
    'add table ip t; add chain ip t c { type filter hook prerouting priority 0; }; add rule ip t c meta nftrace set 1';
  await lab.run('host', `nft '${table}'`);
  const watching = new Process({ place: lab.host, argv: ['nft', 'monitor', 'trace'], program: nftProgram });
  await lab.run('client', 'ping -c 1 192.168.70.6');
  expect(watching.stdout).toMatch(/^trace id [0-9a-f]{8} ip t c packet: iif "ens33" .* icmp type echo-request /);
  watching.kill('SIGINT');
  expect(watching.exitCode).toBe(130);
  const seen = watching.stdout;
  await lab.run('client', 'ping -c 1 192.168.70.6');
  expect(watching.stdout).toBe(seen);
});
