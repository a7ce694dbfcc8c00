/** What a command did, in cells: the same of both worlds if the same was seen in them. */
import { beforeAll, expect, test } from 'vitest';
import { type Cells, drawnPorts, realCells, simulatedCells, tracedCells } from '../../lib/compare';
import { type CounterRow, Lab, type Observation, traceRow } from '../../lib/lab';
import type { Frame } from '../../lib/network';
import type { EthernetFrame } from '../../lib/packet';
import type { RealObservation, WitnessedFrame } from '../../lib/real';

const SESSION = [
  ['host', 'systemctl start docker'],
  ['host', 'docker run --name ng1 -d -p 8001:80 lkarrie/nginx1'],
  ['host', 'iptables -A FORWARD -p icmp -j LOG'],
  ['client', 'curl -sS http://192.168.70.6:8001'],
  ['client', 'ping -c 1 -s 3000 192.168.70.6'],
  ['host', 'iptables -Z; curl -sS http://192.168.70.6:9'],
] as const;
const isDrawn = drawnPorts(SESSION.map(([, command]) => ({ command })));
const CURL = 3;
const PING = 4;
const RESET = 5;

interface Both {
  readonly seen: Observation;
  /** What would have been witnessed of the same on real machines. */
  readonly real: RealObservation;
}

/** As it is now: on its way NAT gives it other addresses. */
function still({ sourceMac, destinationMac, payload }: Frame): EthernetFrame {
  return { source: sourceMac, destination: destinationMac, payload };
}

async function watch(): Promise<readonly Both[]> {
  const lab = new Lab();
  let frames: WitnessedFrame[] = [];
  let known: ReadonlySet<string> = new Set();
  const watched = new Set<string>();
  const all: Both[] = [];
  for (const [place, command] of SESSION) {
    for (const { name, taps } of lab.namespaces) {
      if (watched.has(name)) continue;
      taps.add((device, direction, frame) => {
        const at = `${name} ${device.name}`;
        if (known.has(at)) frames.push({ at: 0, interface: at, direction, frame: still(frame) });
      });
      watched.add(name);
    }
    // Interfaces that come during a command are not witnessed.
    known = new Set(lab.namespaces.flatMap(({ name, devices }) => devices.map((one) => `${name} ${one.name}`)));
    frames = [];
    const seen = await lab.observe(place, command);
    const { outcome, before, after, journeys } = seen;
    const paths = journeys.map(traceRow);
    all.push({ seen, real: { outcome, before, after, save: '', frames, paths, reachableTimes: [] } });
  }
  return all;
}

let all: readonly Both[] = [];
beforeAll(async () => {
  all = await watch();
});

function cellsOf(index: number, name = (one: string) => one): Cells {
  const both = all[index];
  if (both === undefined) throw new Error(`There is no command ${index}.`);
  return simulatedCells(both.seen, name, isDrawn);
}

test('a real run’s cells and those of its paths are those of a simulation that did the same', () => {
  for (const [index, { real }] of all.entries()) {
    const together = new Map([...realCells(real, isDrawn), ...tracedCells(real, isDrawn)]);
    expect([...together].sort()).toEqual([...cellsOf(index)].sort());
    expect([...together.values()].every(({ lines }) => lines.length > 0)).toBe(true);
  }
});

test('nf_tables’ paths are in no cell, and an interface has the name that it is given', () => {
  const both = all[CURL];
  if (both === undefined) throw new Error('There is a request.');
  expect(tracedCells({ ...both.real, save: '# nf_tables\n' }, isDrawn).size).toBe(0);
  expect(cellsOf(CURL).has('paths ')).toBe(true);
  expect(simulatedCells(both.seen, (name) => name, isDrawn, 'nft').has('paths ')).toBe(false);
  const named = cellsOf(CURL, (name) => `the ${name}`);
  expect(named.get('packets the host ens33')?.lines).toEqual(cellsOf(CURL).get('packets host ens33')?.lines);
});

test('of a path through tables of nft beside those of iptables the latter are told', async () => {
  const lab = new Lab();
  await lab.run('host', 'iptables -A INPUT -p icmp -j ACCEPT');
  await lab.run('host', 'nft add table inet own');
  await lab.run('host', "nft add chain inet own in '{ type filter hook input priority 0; }'");
  await lab.run('host', 'nft add rule inet own in icmp type echo-request counter');
  const seen = await lab.observe('client', 'ping -c 1 192.168.70.6');
  expect(seen.journeys.flatMap(({ steps }) => steps.map(({ table }) => table))).toContain('inet own');
  const paths = simulatedCells(seen, (name) => name, isDrawn).get('paths ')?.lines ?? [];
  expect(paths[0]).toMatch(/: filter INPUT rule 1 ACCEPT$/);
});

test('packets are told by address, flags, lengths, window and options, neighbours’ questions apart', () => {
  const lines = cellsOf(CURL).get('packets host ens33')?.lines ?? [];
  expect(lines.slice(0, 4)).toEqual([
    'in tcp 192.168.70.1:* > 192.168.70.6:8001 S 60/0 ttl 64 win 64240 <mss 1460,sackOK,ts,nop,wscale 10>',
    'out tcp 192.168.70.6:8001 > 192.168.70.1:* S. 60/0 ttl 63 win 65160 <mss 1460,sackOK,ts,nop,wscale 10>',
    'in tcp 192.168.70.1:* > 192.168.70.6:8001 . 52/0 ttl 64 win 63 <nop,nop,ts>',
    'in tcp 192.168.70.1:* > 192.168.70.6:8001 P. 133/81 ttl 64 win 63 <nop,nop,ts>',
  ]);
  expect(cellsOf(CURL).get('arp ng1 eth0')?.lines).toContain('in arp 172.17.0.1 > 172.17.0.2 who-has');
});

test('of a fragment it is told where it lies, of those behind the first nothing that comes from their headers', () => {
  const lines = cellsOf(PING).get('packets host ens33')?.lines ?? [];
  expect(lines.filter((line) => line.startsWith('in'))).toEqual([
    expect.stringMatching(/^in icmp 192\.168\.70\.1 > 192\.168\.70\.6 1500\/\d+ ttl 64 fragment 0\+$/),
    expect.stringMatching(/^in icmp fragment 1480\+ 1500\/\d+$/),
    expect.stringMatching(/^in icmp fragment 2960 68\/\d+$/),
  ]);
});

test('each rule that counted has a cell of its own with its growth, a policy too, and the rules are there chain by chain', () => {
  const cells = cellsOf(CURL);
  expect(cells.get('counter nat DOCKER 2')?.lines[0]).toMatch(
    /^\+1 packets, \+60 bytes: .*--to-destination 172\.17\.0\.2:80$/,
  );
  expect(cells.get('counter nat POSTROUTING policy')?.lines[0]).toBe('+1 packets, +60 bytes: policy ACCEPT');
  const back = [...cellsOf(RESET).values()].filter(({ kind }) => kind === 'counter');
  expect(back.some(({ lines }) => /^-\d+ packets, -\d+ bytes: /.test(lines[0] ?? ''))).toBe(true);
  const rules = cells.get('rules ')?.lines ?? [];
  const chains = rules.map((line) => line.split(' ').slice(0, 2).join(' '));
  const first = chains.filter((chain, index) => chain !== chains[index - 1]);
  expect(new Set(first).size).toBe(first.length);
  expect(first).toEqual([...first].sort());
  const own = (rows: readonly CounterRow[]) =>
    rows
      .filter(({ table, chain }) => `${table} ${chain}` === 'filter FORWARD')
      .map(({ rule }) => `filter FORWARD ${rule}`);
  expect(rules.filter((line) => line.startsWith('filter FORWARD '))).toEqual(own(all[CURL]?.seen.after ?? []));
});

test('a path says where a packet came in and went out, as what, and which rules it met; ports that are drawn are stars', () => {
  const [first = ''] = cellsOf(CURL).get('paths ')?.lines ?? [];
  expect(first).toMatch(
    /^ens33 → docker0 tcp 192\.168\.70\.1:\* > 192\.168\.70\.6:8001 S length 60 ttl 64, out 192\.168\.70\.1 > 172\.17\.0\.2 ttl 63: /,
  );
  expect(first).toContain('nat PREROUTING');
  const pinged = cellsOf(PING).get('paths ')?.lines ?? [];
  expect(pinged.map((line) => line.split(' length')[0])).toEqual([
    'ens33 → (host) icmp 192.168.70.1 > 192.168.70.6',
    '(host) → ens33 icmp 192.168.70.6 > 192.168.70.1',
  ]);
});

test('what a command printed and how it ended are cells, errors apart, and none of what it did not print', () => {
  const cells = cellsOf(RESET);
  expect(cells.get('exit code ')?.lines).toEqual(['7']);
  expect(cells.get('output stderr')?.lines[0]).toMatch(/^curl: \(7\) Failed to connect/);
  expect(cells.has('output stdout')).toBe(false);
  expect(cellsOf(CURL).has('output stderr')).toBe(false);
});
