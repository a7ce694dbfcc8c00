/** /etc/hosts of containers, and names on networks, as dockerd 20.10.24 answered on a real machine. */
import { beforeAll, expect, test } from 'vitest';
import { type Lab, lab } from '../../lib/lab';

let machines: Lab;
beforeAll(async () => {
  machines = await lab();
  await sh('systemctl start docker; docker network create --subnet 172.30.0.0/16 a');
  await sh('docker run -d --name h1 --hostname foo busybox sleep 100000');
});

async function sh(line: string): Promise<string> {
  const { stdout, stderr } = await machines.sh(`host# ${line}`);
  return stdout + stderr;
}

/** The lines behind those of the loopback. */
async function ownLines(name: string): Promise<string> {
  return sh(`docker exec ${name} cat /etc/hosts | tail -n +7`);
}

test('a line for each network, which all go when a user-defined one is left', async () => {
  await sh('docker network connect --alias al a h1');
  expect(await ownLines('h1')).toBe('172.17.0.2\tfoo\n172.30.0.2\tfoo\n');
  expect(await sh("docker inspect -f '{{json .NetworkSettings.Networks.a.Aliases}}' h1")).toMatch(
    /^\["al","[0-9a-f]{12}","foo"\]\n$/,
  );
  await sh('docker network disconnect a h1');
  expect(await ownLines('h1')).toBe('');
  await sh('docker network disconnect bridge h1; docker network connect a h1; docker restart -t 0 h1');
  expect(await ownLines('h1')).toBe('172.30.0.2\tfoo\n');
});

test('a host name is found by others, and Docker’s own network is joined first', async () => {
  await sh('docker run -d --name h2 --hostname bar --network a --network-alias x busybox sleep 100000');
  for (const name of ['bar', 'bar.a', 'x', 'h2'])
    expect(await sh(`docker exec h1 ping -c 1 ${name} | head -1`)).toBe(`PING ${name} (172.30.0.3): 56 data bytes\n`);
  await sh('docker network connect bridge h2');
  expect(await ownLines('h2')).toBe('172.30.0.3\tbar\n172.17.0.2\tbar\n');
  await sh('docker restart -t 0 h2');
  expect(await ownLines('h2')).toBe('172.17.0.2\tbar\n172.30.0.3\tbar\n');
});

test('newer engines show host names and short ids as DNS names', async () => {
  const newer = await lab({ engine: '26.1' });
  await newer.sh('host# systemctl start docker; docker network create a');
  await newer.sh('host# docker run -d --name h1 --hostname foo --network a --network-alias al busybox sleep 100000');
  const { stdout } = await newer.sh(
    "host# docker inspect -f '{{json .NetworkSettings.Networks.a.Aliases}} {{json .NetworkSettings.Networks.a.DNSNames}}' h1",
  );
  expect(stdout).toMatch(/^\["al"\] \["h1","al","[0-9a-f]{12}","foo"\]\n$/);
});

test('settings of the kernel can be read in a container, and not changed', async () => {
  expect(await sh('docker exec h1 cat /proc/sys/net/ipv4/ip_forward')).toBe('0\n');
  const said = await machines.sh('h1# echo 1 > /proc/sys/net/ipv4/ip_forward');
  expect(said).toMatchObject({
    exitCode: 1,
    stderr: "sh: can't create /proc/sys/net/ipv4/ip_forward: Read-only file system\n",
  });
  expect((await machines.sh('h1# echo x > /no/f')).stderr).toBe("sh: can't create /no/f: nonexistent directory\n");
  expect((await machines.sh('h1# echo 1 | tee /proc/sys/net/ipv4/ip_forward')).stderr).toBe(
    'tee: /proc/sys/net/ipv4/ip_forward: Read-only file system\n',
  );
  expect(await sh('docker exec h1 cat /proc/sys/net/ipv4/ip_forward')).toBe('0\n');
});

test('-i passes standard input on; with -d it stays open, and a shell waits', async () => {
  expect(await sh('echo hello | docker run --rm -i busybox cat')).toBe('hello\n');
  expect(await sh('docker run --rm -i busybox cat < /etc/hostname | wc -l')).toBe('1\n');
  expect(await sh('echo hello | docker run --rm busybox cat')).toBe('');
  await sh('docker run -dit --name tty busybox');
  expect(await sh("docker ps --filter name=tty --format '{{.Names}} {{.Status}}'")).toMatch(/^tty Up /);
  await sh('docker run -i --name over busybox sh < /dev/null');
  expect(await sh("docker ps -a --filter name=over --format '{{.Status}}'")).toMatch(/^Exited \(0\)/);
});
