/** Capture files of a session, read back by Wireshark's tshark where it is installed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CapturedPacket, Lab, PacketCapture, PcapRecorder } from '../../lib/lab';
import { formatTcpFlags } from '../../lib/packet';

const SESSION = [
  'client# curl -sS -o /dev/null http://192.168.70.6:8001',
  'host# curl -sS -o /dev/null http://127.0.0.1:8001',
  'host# curl -sS -o /dev/null http://[::1]:8001',
  'ng1# ping -c 2 192.168.70.1',
  'host# iptables -I FORWARD 1 -p tcp -d 172.17.0.2 -m comment --comment "<b>closed</b>" -j REJECT',
  'client# curl -sS http://192.168.70.6:8001',
  'host# iptables -R FORWARD 1 -d 172.17.0.2 -j DROP',
  'client# curl -sS -m 4 http://192.168.70.6:8001',
];

const folder = mkdtempSync(join(tmpdir(), 'chainwalk-pcap-'));
afterAll(() => rmSync(folder, { recursive: true }));

let recorder: PcapRecorder;
let capture: PacketCapture;

beforeAll(async () => {
  const lab = new Lab();
  recorder = new PcapRecorder(lab);
  recorder.start();
  await lab.sh('host# systemctl start docker');
  await lab.sh('host# docker run --name ng1 -d -p 8001:80 lkarrie/nginx1');
  await lab.settle();
  capture = new PacketCapture(lab.namespaces);
  capture.start();
  for (const line of SESSION) await lab.sh(line);
  await lab.settle();
  capture.stop();
  recorder.stop();
  recorder.save(folder, 'a test');
});

test('there is a file for each machine and container, also for one that was started meanwhile', () => {
  expect([...recorder.files('').keys()]).toEqual(['host.pcapng', 'client.pcapng', 'ng1.pcapng']);
});

test('the same session is the same bytes', async () => {
  const once = async () => {
    const lab = new Lab();
    const again = new PcapRecorder(lab);
    again.start();
    await lab.sh('host# ping -c 1 192.168.70.1');
    await lab.settle();
    again.stop();
    return again.files('again');
  };
  const files = await once();
  expect(await once()).toEqual(files);
  // An ARP request and its answer, an echo request and its answer, which nobody else listens to.
  expect(files.get('client.pcapng')!.length).toBeGreaterThan(2 * (42 + 98));
});

test('a container called host does not take the place of the host’s file', async () => {
  const lab = new Lab();
  const other = new PcapRecorder(lab);
  other.start();
  await lab.sh('host# systemctl start docker');
  for (const name of ['host', 'Web', 'web']) await lab.sh(`host# docker run --name ${name} -d busybox sleep 100`);
  other.stop();
  expect([...other.files('').keys()]).toEqual([
    'host.pcapng',
    'client.pcapng',
    'host-2.pcapng',
    'Web.pcapng',
    'web-2.pcapng',
  ]);
});

const CHECKSUMS = ['ip', 'tcp', 'udp'].flatMap((protocol) => ['-o', `${protocol}.check_checksum:TRUE`]);

/** Rows of fields; several values of one field are joined by `|`. Fails on anything that tshark complains of. */
function tshark(place: string, fields: readonly string[], filter = ''): readonly (readonly string[])[] {
  const shown = [
    '-T',
    'fields',
    '-E',
    'separator=/t',
    '-E',
    'aggregator=|',
    ...fields.flatMap((field) => ['-e', field]),
  ];
  const reading = ['-r', join(folder, `${place}.pcapng`), ...CHECKSUMS];
  const argv = [...reading, ...shown, '-Y', filter];
  const { stdout, stderr, status } = spawnSync('tshark', argv, { encoding: 'utf8' });
  expect(stderr.replace(/^Running as user "root".*\n/, '')).toBe('');
  expect(status).toBe(0);
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t'));
}

const PLACES = ['host', 'client', 'ng1'];
const installed = spawnSync('tshark', ['--version']).status === 0;

describe('tshark', () => {
  test.runIf(!installed)('is not installed: the tests that ask it are skipped', (context) => {
    context.skip('tshark is not installed');
  });

  test.runIf(installed).each(PLACES)('finds nothing wrong with %s’s frames: no error, no bad checksum', (place) => {
    const wrong = '_ws.malformed || _ws.expert.severity == error || ip.checksum.status == "Bad"';
    const bad = 'tcp.checksum.status == "Bad" || udp.checksum.status == "Bad" || icmp.checksum.status == "Bad"';
    expect(tshark(place, ['frame.number', '_ws.expert.message'], `${wrong} || ${bad}`)).toEqual([]);
    expect(tshark(place, ['frame.number'], 'tcp.checksum.status == "Good"').length).toBeGreaterThan(10);
  });

  test.runIf(installed).each(PLACES)('reads %s’s packets as the lab’s own rows tell them', (place) => {
    const ip = ['ip.src', 'ip.dst', 'ip.proto', 'ip.len', 'ip.ttl'];
    const tcp = ['tcp.srcport', 'tcp.dstport', 'tcp.flags', 'tcp.len', 'tcp.window_size_value'];
    const found = tshark(place, ['frame.interface_name', 'frame.packet_flags_direction', ...ip, ...tcp], 'ip').map(
      ([name, direction, ...values]) => {
        // Of an ICMP error and the packet that it quotes, the error itself.
        const [source, destination, proto, length, ttl, ...segment] = values.map((value) => value.split('|')[0]);
        const [sport, dport, flags, ...numbers] = proto === '6' ? segment : [];
        return [
          ...[name, Number(direction) === 1 ? 'in' : 'out', source, destination, PROTOCOLS[proto!], length, ttl],
          ...(flags === undefined ? [] : [sport, dport, formatTcpFlags(Number(flags)), ...numbers]),
        ].join(' ');
      },
    );
    const rows = Object.entries(capture.packets).flatMap(([name, packets]) => {
      const [namespace, device] = name.split(' ');
      return namespace === place
        ? packets.filter(({ source }) => /^[\d.]+$/.test(source)).map((row) => line(device!, row))
        : [];
    });
    expect(rows.length).toBeGreaterThan(10);
    expect([...found].sort()).toEqual(rows.filter((row) => !/ arp /.test(row)).sort());
  });

  test.runIf(installed)('shows chain, rule and verdict beside the packet, and interfaces by name', () => {
    const fields = ['frame.interface_name', 'frame.comment'];
    const syn = 'tcp.flags == 0x002 && frame.packet_flags_direction == 1 && frame.interface_name == "ens33"';
    const [accepted, rejected, dropped] = tshark('host', fields, syn).map(([, comment]) => comment!.split('|'));
    expect(accepted?.[0]).toBe('accepted, transmitted by docker0');
    expect(accepted).toContain(
      'nat DOCKER rule 2 DNAT: ! -i docker0 -p tcp -m tcp --dport 8001 -j DNAT --to-destination 172.17.0.2:80',
    );
    expect(accepted).toContain('PREROUTING NAT: destination 192.168.70.6:8001 becomes 172.17.0.2:80, as the rule says');
    expect(accepted?.at(-1)).toBe('nat POSTROUTING policy ACCEPT');
    expect(rejected?.[0]).toMatch(/^dropped: filter FORWARD rule 1 REJECT: .*--comment "<b>closed<\/b>"/);
    expect(dropped?.[0]).toBe('dropped: filter FORWARD rule 1 DROP: -d 172.17.0.2/32 -j DROP');
    const leaving = 'tcp.flags == 0x002 && frame.interface_name == "docker0" && ip.src == 192.168.70.1';
    expect(tshark('host', fields, leaving)[0]?.[1]?.split('|')).toEqual(accepted);
    const [own, delivered] = tshark('host', fields, 'tcp.flags == 0x002 && frame.interface_name == "lo"');
    expect(own?.[1]).toMatch(/^accepted, transmitted by lo\|nat OUTPUT/);
    expect(delivered?.[1]).toMatch(/^accepted, delivered to tcp port 8001\|filter INPUT/);
  });

  test.runIf(installed)('reads IPv6 on loopback, with good checksums and netfilter’s words', () => {
    const rows = tshark('host', ['ipv6.src', 'frame.comment'], 'ipv6 && tcp.checksum.status == "Good"');
    expect(rows.length).toBeGreaterThan(10);
    expect(rows[1]).toEqual(['::1', expect.stringMatching(/^accepted, delivered to tcp port 8001/)]);
  });

  test.runIf(installed)('sees virtual time', () => {
    const [first] = tshark('client', ['frame.time_epoch'], 'arp');
    expect(new Date(Number(first?.[0]) * 1000).toISOString()).toMatch(/^2022-07-02T08:00:/);
  });
});

const PROTOCOLS: Readonly<Record<string, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp' };

function line(device: string, row: CapturedPacket): string {
  const { direction, source, destination, protocol, length, ttl, sourcePort, destinationPort, flags, payload, window } =
    row;
  const segment = protocol === 'tcp' ? [sourcePort, destinationPort, flags, payload, window] : [];
  return [device, direction, source, destination, protocol, length, ttl, ...segment].join(' ');
}
