/** `journalctl -u docker` and what of `systemctl` looks at the unit, in the words that dockerd 20.10.24 and systemd 252 have. */
import { beforeAll, expect, test } from 'vitest';
import { Lab } from '../../lib/lab';

let machines: Lab;

async function said(line: string): Promise<string> {
  const { stdout, stderr } = await machines.sh(line);
  return `${stdout}${stderr}`
    .replace(/time="[^"]*" /g, '')
    .replace(/[0-9a-f]{64}/g, 'ID')
    .replace(/dockerd\[\d+\]/g, 'dockerd[N]');
}

beforeAll(async () => {
  machines = new Lab();
  expect(await said('host# journalctl -u docker')).toBe('-- No entries --\n');
  await machines.sh('host# systemctl start docker');
  await machines.sh('host# docker run --name ng1 -d -p 8001:80 lkarrie/nginx1');
}, 240_000);

test('dockerd tells of its start, and systemd before and after', async () => {
  const lines = (await said('host# journalctl -u docker -o cat')).trim().split('\n');
  expect(lines.slice(0, 3)).toEqual([
    'Starting docker.service - Docker Application Container Engine...',
    'level=info msg="Starting up"',
    'level=info msg="[core] parsed scheme: \\"unix\\"" module=grpc',
  ]);
  expect(lines.slice(-7)).toEqual([
    'level=info msg="Loading containers: start."',
    'level=info msg="Default bridge (docker0) is assigned with an IP address 172.17.0.0/16. Daemon option --bip can be used to set a preferred IP address"',
    'level=info msg="Loading containers: done."',
    'level=info msg="Docker daemon" commit=297e128 graphdriver(s)=overlay2 version=20.10.24',
    'level=info msg="Daemon has completed initialization"',
    'level=info msg="API listen on /run/docker.sock"',
    'Started docker.service - Docker Application Container Engine.',
  ]);
});

test('a port that is taken, and a container that does not listen to its signal', async () => {
  await machines.sh('host# docker run --name ng2 -d -p 8001:80 lkarrie/nginx1');
  const why = 'Bind for 0.0.0.0:8001 failed: port is already allocated';
  expect(await said('host# journalctl -u docker -n 3 -o cat')).toBe(
    `level=warning msg="Failed to allocate and map port 8001-8001: ${why}"\nlevel=error msg="ID cleanup: failed to delete container from containerd: no such container"\nlevel=error msg="Handler for POST /v1.41/containers/ID/start returned error: driver failed programming external connectivity on endpoint ng2 (ID): ${why}"\n`,
  );
  await machines.sh('host# docker run --name box -d busybox sleep 1000000');
  await machines.sh('host# docker stop -t 1 box');
  expect(await said('host# journalctl -xeu docker | tail -2')).toMatch(
    /^Jul 02 08:00:\d\d localhost dockerd\[N\]: level=info msg="Container failed to exit within 1s of signal 15 - using the force" container=ID\nJul 02 08:00:\d\d localhost dockerd\[N\]: level=info msg="ignoring event" container=ID module=libcontainerd namespace=moby topic=\/tasks\/delete type="\*events.TaskDelete"\n$/,
  );
});

test('the unit can be looked at', async () => {
  expect(await said('host# systemctl cat docker')).toMatch(
    /^# \/lib\/systemd\/system\/docker.service\n\[Unit\]\nDescription=Docker/,
  );
  expect(await said('host# systemctl show -p ActiveState,SubState --property=Id docker')).toBe(
    'Id=docker.service\nActiveState=active\nSubState=running\n',
  );
  expect(await said('host# systemctl show -p MainPID docker')).toBe(
    await said('host# echo MainPID=$(pgrep -x dockerd)'),
  );
});

test.each([
  ['systemctl show docker', 'systemctl: showing all properties is not modelled by chainwalk\n'],
  ['systemctl show -p Restart docker', 'systemctl: the property "Restart" is not modelled by chainwalk\n'],
  ['systemctl cat nosuch', 'No files found for nosuch.service.\n'],
  ['journalctl -fu docker', 'journalctl: option "-f" is not modelled by chainwalk\n'],
  ['journalctl', 'journalctl: the journal of all units is not modelled by chainwalk\n'],
  ['journalctl -u ssh', 'journalctl: the journal of "ssh" is not modelled by chainwalk\n'],
  ['journalctl -u docker -o json', 'journalctl: output "json" is not modelled by chainwalk\n'],
])('%s', async (line, answer) => {
  expect(await said(`host# ${line}`)).toBe(answer);
});

test('a start that fails is told with its reason', async () => {
  await machines.sh('host# systemctl stop docker');
  expect(await said('host# journalctl -u docker -n 3 -o cat')).toBe(
    'level=info msg="Daemon shutdown complete"\ndocker.service: Deactivated successfully.\nStopped docker.service - Docker Application Container Engine.\n',
  );
  await machines.sh(`host# mkdir -p /etc/docker; echo '{"foo":1}' > /etc/docker/daemon.json; systemctl start docker`);
  expect(await said('host# journalctl -u docker -n 4 -o cat')).toBe(
    "unable to configure the Docker daemon with file /etc/docker/daemon.json: the following directives don't match any configuration option: foo\ndocker.service: Main process exited, code=exited, status=1/FAILURE\ndocker.service: Failed with result 'exit-code'.\nFailed to start docker.service - Docker Application Container Engine.\n",
  );
});
