/** How containers' packets tell the host that its neighbours are alive. */
import { expect, test } from 'vitest';
import { Lab } from '../../lib/lab';
import { formatIp } from '../../lib/packet';

test('a segment from a container confirms the neighbour that the host passes it to', async () => {
  const lab = new Lab();
  await lab.run('host', 'systemctl start docker');
  await lab.run('host', 'docker run --name ng1 -d -p 8001:80 lkarrie/nginx1');
  const asked: string[] = [];
  lab.host.net.taps.add(({ name }, direction, { payload }) => {
    if (name === 'ens33' && direction === 'out' && payload.kind === 'arp' && payload.operation === 'who-has')
      asked.push(formatIp(payload.targetAddress));
  });
  const client = () => lab.host.net.neighbours.list().find(({ device }) => device.name === 'ens33');
  // The client asks for the host, which so knows of it, but has not heard from it.
  await lab.run('client', 'curl -sS -o /dev/null http://192.168.70.6:8001');
  expect(client()?.state).toBe('DELAY');
  // After that one was due, segments that answer others pass on their way to the client.
  await lab.run('client', 'curl -sS -o /dev/null http://192.168.70.6:8001');
  await lab.run('host', 'sleep 6');
  expect([client()?.state, asked]).toEqual(['REACHABLE', []]);
});
