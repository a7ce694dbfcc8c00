import { describe, expect, it } from 'vitest';
import type { Topology } from '../../../lib/lab/topology';
import { vethPair } from '../../../lib/view/topology/vethPair';
import { hostile, topologies } from '../fixtures';
import { cutByEdges, shapesOf } from '../shapes';
import { clipped, overlaps, textBoxes } from '../textBoxes';

const { after } = topologies;

describe('the close-up of a veth pair', () => {
  const figure = vethPair(after, 'ng1', { title: 'One cable' });

  it('says whose index each name ends in', () => {
    expect(figure.alt).toContain(
      '7: veth5fcbf42@if6 in host (port of docker0) and 6: eth0@if7 in ng1 are one cable: ' +
        '@if6 is the index of eth0 in ng1, @if7 that of veth5fcbf42 in host.',
    );
    expect(textBoxes(figure.toSvg()).map(({ text }) => text)).toEqual(expect.arrayContaining(['7', 'if6', '6', 'if7']));
  });

  it('has an arrow from each name to the index that it means', () => {
    expect(figure.toSvg().match(/<polygon /g)).toHaveLength(2);
  });

  it.each(['light', 'dark', 'print'] as const)(
    'has no text in %s that covers another or leaves the picture',
    (theme) => {
      const long = (name: string) => name.repeat(8);
      const topology: Topology = {
        namespaces: after.namespaces.map((namespace) => ({
          ...namespace,
          name: namespace.kind === 'container' ? hostile : namespace.name,
          devices: namespace.devices.map((device) => ({
            ...device,
            name: device.kind === 'veth' ? long(device.name) : device.name,
            addresses: device.addresses.flatMap((address) => [address, 'fe80::42:acff:fe12:2/64', address]),
            ...(device.peer?.namespace === 'ng1' && { peer: { namespace: hostile, device: long('eth0') } }),
            ...(device.peer?.namespace === 'host' &&
              device.kind === 'veth' && { peer: { namespace: 'host', device: long(device.peer.device) } }),
          })),
        })),
      };
      for (const svg of [720, 560, 559, 340].flatMap((width) => [
        vethPair(after, 'ng1', { title: 'x', theme, width }).toSvg(),
        vethPair(topology, hostile, { title: hostile, theme, width }).toSvg(),
      ])) {
        expect(cutByEdges(shapesOf(svg))).toEqual([]);
        expect(overlaps(textBoxes(svg))).toEqual([]);
        expect(clipped(svg)).toEqual([]);
        expect(svg).not.toMatch(/<script|<b>|]]>/);
      }
    },
  );

  it('refuses a container that does not run', () => {
    expect(() => vethPair(after, 'ng9', { title: '' })).toThrow('there is no running container "ng9"; there are ng1');
  });
});
