import { describe, expect, it } from 'vitest';
import type { Topology } from '../../../lib/lab/topology';
import { THEMES } from '../../../lib/view/draw/theme';
import { topologyMap } from '../../../lib/view/topology/topologyMap';
import { hostile, topologies } from '../fixtures';
import { clipped, overlaps, textBoxes } from '../textBoxes';

const { before, after } = topologies;
const [client, host, ng1] = after.namespaces;

const crowded: Topology = {
  namespaces: [
    client!,
    {
      ...host!,
      devices: [
        ...host!.devices,
        {
          ...host!.devices[2]!,
          name: 'br-8ce9cd0ca8c5',
          ifindex: 12345,
          up: false,
          addresses: ['172.18.0.1/16', 'fe80::42:acff:fe12:2/64'],
        },
        ...[1, 2, 3].map((number) => ({
          ...host!.devices[3]!,
          name: `veth123456${number}`,
          ifindex: 100 + number,
          master: 'br-8ce9cd0ca8c5',
          peer: { namespace: `c${number}`, device: 'eth0' },
        })),
      ],
    },
    ng1!,
    ...[1, 2, 3].map((number) => ({
      ...ng1!,
      name: `c${number}`,
      devices: ng1!.devices.map((device) =>
        device.kind === 'loopback'
          ? device
          : { ...device, ifindex: 200 + number, peer: { namespace: 'host', device: `veth123456${number}` } },
      ),
    })),
  ],
};

describe.each([
  ['nothing', { namespaces: [] }, undefined],
  ['two machines', { namespaces: after.namespaces.slice(0, 2) }, undefined],
  ['a container', after, undefined],
  ['what changed', after, before],
  ['two bridges and four containers', crowded, after],
  [
    'names that are too long',
    {
      namespaces: [
        { ...client!, name: hostile.repeat(3) },
        { ...ng1!, name: hostile.repeat(3) },
      ],
    },
    undefined,
  ],
] as const)('the drawing of %s', (_, topology: Topology, highlight) => {
  const svg = topologyMap(topology, { title: 'Machines', ...(highlight && { highlight }) }).toSvg();

  it('has no text that covers another or leaves the picture', () => {
    expect(overlaps(textBoxes(svg))).toEqual([]);
    expect(clipped(svg)).toEqual([]);
  });
});

describe('the drawing of the machines', () => {
  const map = topologyMap(after, { title: 'A container' });
  const shown = textBoxes(map.toSvg()).map(({ text }) => text);

  it('shows both ends of a veth pair with both indices', () => {
    expect(shown).toEqual(expect.arrayContaining(['7: veth5fcbf42@if6', '6: eth0@if7', '172.17.0.2/16']));
  });

  it('has one cable for each pair of devices', () => {
    expect(map.toSvg().match(/<path [^>]*d="M[^"]*C/g)).toHaveLength(2);
  });

  it('shows processes with the ports that they listen on', () => {
    expect(shown).toEqual(expect.arrayContaining(['docker-proxy (1990)', 'tcp 0.0.0.0:8001']));
  });

  it('outlines what is new and names it', () => {
    const changed = topologyMap(after, { title: 'New', highlight: before });
    expect(changed.toSvg()).toContain(`stroke="${THEMES.light.fresh}"`);
    expect(map.toSvg()).not.toContain(`stroke="${THEMES.light.fresh}"`);
    expect(changed.alt).toContain(
      'Outlined, new: veth5fcbf42 in host, docker-proxy (1990) in host, docker-proxy (1996) in host, ng1.',
    );
  });

  it('names what is gone', () => {
    const gone = topologyMap(before, { title: 'Gone', highlight: after });
    expect(gone.alt).toContain('Nothing is new.');
    expect(gone.alt).toContain(
      'No longer there: veth5fcbf42 in host, docker-proxy (1990) in host, docker-proxy (1996) in host, ng1.',
    );
  });

  it('tells in words what it shows', () => {
    expect(map.alt).toContain('7: veth5fcbf42@if6, port of docker0, cable to eth0 in ng1');
    expect(map.alt).toContain('process docker-proxy (1990), listening on tcp 0.0.0.0:8001');
  });

  it('draws text from outside as text', () => {
    const evil = {
      namespaces: [{ ...ng1!, name: hostile, processes: [{ pid: 1, command: hostile, listening: [hostile] }] }],
    };
    expect(topologyMap(evil, { title: hostile }).toSvg()).not.toMatch(/<script|<b>|]]>/);
  });
});
