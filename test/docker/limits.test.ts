/** A /16 full of containers, and more published ports than are modelled. */
import { expect, test } from 'vitest';
import { Lab } from '../../lib/lab';
import { dockerMachine, said } from './machine';

const CONTAINERS = 5_000;

test('thousands of containers on one network are listed, shown and reached, and nothing of them stays', {
  timeout: 600_000,
}, async () => {
  const lab = new Lab();
  const run = async (line: string) => (await lab.sh(`host# ${line}`)).stdout.trim();
  await run('systemctl start docker');
  const before = { devices: lab.host.net.devices.length, rules: await run('iptables-save | grep -c ^-A') };
  const made = `for i in $(seq ${CONTAINERS}); do docker run -d --name c$i lkarrie/nginx1 > /dev/null; done`;
  expect(await lab.sh(`host# ${made}`)).toMatchObject({ stderr: '', exitCode: 0 });
  expect(await run('docker ps -q | wc -l')).toBe(`${CONTAINERS}`);
  // Containers that publish nothing need no rule, and a pair of devices each.
  expect(await run('iptables-save | grep -c ^-A')).toBe(before.rules);
  expect(lab.host.net.devices).toHaveLength(before.devices + CONTAINERS);
  const address = await run(`docker inspect -f '{{.NetworkSettings.IPAddress}}' c${CONTAINERS}`);
  // 172.17.0.0 and the bridge's 172.17.0.1 come first.
  expect(address).toBe(`172.17.${Math.floor((CONTAINERS + 1) / 256)}.${(CONTAINERS + 1) % 256}`);
  expect(await run("docker network inspect -f '{{len .Containers}}' bridge")).toBe(`${CONTAINERS}`);
  expect(await run(`curl -sS -o /dev/null -w '%{http_code}' http://${address}`)).toBe('200');
  await run('docker rm -f $(docker ps -q)');
  expect(await run('docker ps -aq | wc -l')).toBe('0');
  expect(lab.host.net.devices).toHaveLength(before.devices);
  expect(
    await run(
      'docker run -d --name one busybox sleep 1000 > /dev/null; docker inspect -f {{.NetworkSettings.IPAddress}} one',
    ),
  ).toBe('172.17.0.2');
});

test.each(['-p 1-65535:1-65535', '-P --expose 1-65535', '-p 1-10001:1-10001/udp'])(
  'more ports than are modelled are refused before anything is made: %s',
  (options) => {
    for (const settings of ['{}', '{"userland-proxy": false}']) {
      const docker = dockerMachine();
      docker.machine.files.set('/etc/docker/daemon.json', { content: settings, modifiedAt: 0 });
      docker.start();
      const calls = docker.iptablesCalls.length;
      expect(said(docker, `docker run -d ${options} busybox`)).toBe(
        'chainwalk does not model more than 10000 published ports of one container\n125',
      );
      expect(docker.iptablesCalls).toHaveLength(calls);
      expect(docker.engine.containers.size).toBe(0);
    }
  },
);
