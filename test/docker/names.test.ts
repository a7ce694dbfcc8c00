/** Names that a container's name server knows. libnetwork: resolver.go. */
import { expect, test } from 'vitest';
import { lab } from '../../lib/lab';

async function machines() {
  const fresh = await lab();
  for (const command of [
    'systemctl start docker',
    'docker network create web',
    'docker run -d --name ng1 --network web --network-alias shop lkarrie/nginx1',
    'docker run -d --name ng2 --network web lkarrie/nginx1',
    'docker run -d --name ng3 lkarrie/nginx1',
  ])
    await fresh.sh(`host# ${command}`);
  return fresh;
}

test.each([
  ['ng2', 'ng1', 0],
  ['ng2', 'NG1.web', 0],
  ['ng2', 'shop', 0],
  ['ng2', '$(hostname)', 0],
  ['ng2', 'ng3', 6],
  ['ng3', 'ng1', 6],
  ['ng3', 'ng3', 6],
  ['host', 'ng1', 6],
])('%s asks for %s: exit code %i', async (place, name, exitCode) => {
  expect(await (await machines()).sh(`${place}# curl -sS -o /dev/null http://${name}`)).toMatchObject({ exitCode });
});

test('a container that is stopped is not known, and known again at its new address', async () => {
  const fresh = await machines();
  await fresh.sh('host# docker stop -t 1 ng1');
  expect(await fresh.sh('ng2# curl -sS http://ng1')).toMatchObject({ exitCode: 6 });
  await fresh.sh('host# docker run -d --network web lkarrie/nginx1');
  await fresh.sh('host# docker start ng1');
  const { stdout } = await fresh.sh("ng2# curl -sS -o /dev/null -w '%{remote_ip}' http://ng1");
  const inspected = await fresh.sh("host# docker inspect -f '{{.NetworkSettings.Networks.web.IPAddress}}' ng1");
  expect(stdout).toBe(inspected.stdout.trim());
});
