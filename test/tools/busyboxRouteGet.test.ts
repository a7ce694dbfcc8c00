/** `ip route get` of busybox 1.35, as it answers in a container of dockerd 20.10.24. */
import { expect, test } from 'vitest';
import { lab } from '../../lib/lab';

test('it says by which device and from which address a packet would leave', async () => {
  const machines = await lab();
  await machines.sh('host# systemctl start docker; docker run -d --name box busybox sleep 1000');
  const said = async (words: string) => {
    const { stdout, stderr, exitCode } = await machines.sh(`host# ${words}`);
    return `${stdout}${stderr}${exitCode}`;
  };
  const get = (words: string) => said(`docker exec box ip route get ${words}`);
  expect(await get('8.8.8.8')).toBe('8.8.8.8 via 172.17.0.1 dev eth0  src 172.17.0.2 \n0');
  expect(await get('172.17.0.1')).toBe('172.17.0.1 dev eth0  src 172.17.0.2 \n0');
  expect(await get('172.17.0.2')).toBe('local 172.17.0.2 dev lo  src 172.17.0.2 \n0');
  expect(await get('172.17.255.255')).toBe('broadcast 172.17.255.255 dev eth0  src 172.17.0.2 \n0');
  expect(await get('')).toBe('ip: need at least destination address\n1');
  expect(await said('docker run --rm --network none busybox ip route get 8.8.8.8')).toBe(
    'ip: RTNETLINK answers: Network is unreachable\n2',
  );
});
