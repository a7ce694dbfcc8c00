/** Thousands of containers on one network, of published ports of one, and more of these than are modelled. `PUBLISHED_PORTS=65535` tries all. */
import { expect, test } from 'vitest';
import { Lab } from '../../lib/lab';
import { dockerMachine, said } from './machine';

const CONTAINERS = 5_000;

test('thousands of containers on one network are listed, shown and reached, and nothing of them stays', {
  timeout: 1_800_000,
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

const PORTS = Number(process.env.PUBLISHED_PORTS ?? 3000);

test.each(['{}', '{"userland-proxy": false}'])(
  'thousands of published ports are listed and reached, and nothing of them stays, with %s',
  { timeout: 1_800_000 },
  async (settings) => {
    const lab = new Lab();
    const run = async (line: string) => (await lab.sh(`host# ${line}`)).stdout.trim();
    await run(`echo '${settings}' > /etc/docker/daemon.json`);
    await run('systemctl start docker');
    const rules = await run('iptables-save | grep -c ^-A');
    const sockets = await run('ss -ltn | wc -l');
    const started = await lab.sh(`host# docker run -d --name web -p 1-${PORTS}:1-${PORTS} lkarrie/nginx1`);
    expect(started).toMatchObject({ stderr: '', exitCode: 0 });
    // DNAT, MASQUERADE and ACCEPT for each; it listens on both versions of IP.
    const all = {
      rules: `${Number(rules) + 3 * PORTS}`,
      ports: `${2 * PORTS}`,
      sockets: `${Number(sockets) + 2 * PORTS}`,
    };
    for (const next of ['docker restart web', 'docker rm -f web']) {
      expect(await run('iptables-save | grep -c ^-A')).toBe(all.rules);
      expect(await run('docker port web | wc -l')).toBe(all.ports);
      expect(await run('ss -ltn | wc -l')).toBe(all.sockets);
      expect((await lab.sh('client# curl -sS http://192.168.70.6:80')).exitCode).toBe(0);
      expect(await run(next)).toBe('web');
    }
    expect(await run('iptables-save | grep -c ^-A')).toBe(rules);
    expect(await run('ss -ltn | wc -l')).toBe(sockets);
  },
);

test.each([
  ['legacy', '65,535', '-p 1-65535:1-65535 -p 1:1/udp'],
  ['legacy', '65,535', '-P --expose 1-65535 --expose 1/udp'],
  ['nft', '10,000', '-p 1-10001:1-10001/udp'],
] as const)('more ports than are modelled are refused before anything is made: %s, %s', (variant, most, options) => {
  for (const settings of ['{}', '{"userland-proxy": false}']) {
    const docker = dockerMachine();
    docker.machine.iptablesVariant = variant;
    docker.machine.files.set('/etc/docker/daemon.json', { content: settings, modifiedAt: 0 });
    docker.start();
    const calls = docker.iptablesCalls.length;
    expect(said(docker, `docker run -d ${options} busybox`)).toBe(
      `chainwalk does not model more than ${most} published ports of one container\n125`,
    );
    expect(docker.iptablesCalls).toHaveLength(calls);
    expect(docker.engine.containers.size).toBe(0);
  }
});
