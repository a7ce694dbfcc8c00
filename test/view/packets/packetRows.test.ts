import { expect, test } from 'vitest';
import { packetRows } from '../../../lib/view/packets/packetRows';

test('each packet at each interface is a row, with ports where there are some', () => {
  const syn = { time: 1500, direction: 'in', protocol: 'tcp', source: '10.0.0.1', sourcePort: 40000 } as const;
  const rows = packetRows({
    'host ens33': [{ ...syn, destination: '10.0.0.2', destinationPort: 80, flags: 'S', length: 60, ttl: 64 }],
    'host lo': [{ time: 0, direction: 'out', protocol: 'arp', source: '10.0.0.2', destination: '10.0.0.1' }],
  });
  expect(rows).toEqual([
    {
      interface: 'host ens33',
      time: 1.5,
      direction: 'in',
      protocol: 'tcp',
      source: '10.0.0.1:40000',
      destination: '10.0.0.2:80',
      flags: 'S',
      length: 60,
      ttl: 64,
      info: '',
    },
    {
      interface: 'host lo',
      time: 0,
      direction: 'out',
      protocol: 'arp',
      source: '10.0.0.2',
      destination: '10.0.0.1',
      flags: '',
      length: 0,
      ttl: 0,
      info: '',
    },
  ]);
});
