/** `docker compose up` in the foreground, logs that are followed, several files, profiles. compose 2.24. */
import { expect, test } from 'vitest';
import { lab } from '../../lib/lab';

const FILE = `services:
  web:
    image: lkarrie/nginx1
    ports: ["8001:80"]
    environment: [A=1, B=1]
  box:
    image: busybox
    command: sh -c "echo hi; sleep 2; echo there"
    depends_on: [web]
  long:
    image: busybox
    command: sleep 9000
    stop_grace_period: 1s
    profiles: [debug]
`;

async function project(file = FILE.replace('    stop_grace_period: 1s\n', '')) {
  const machines = await lab();
  await machines.sh('host# systemctl start docker');
  await machines.writeFile('host', '/root/shop/compose.yaml', file);
  await machines.sh('host# cd shop');
  return machines;
}

test('up shows what containers print until it is interrupted, and stops them', async () => {
  const machines = await project();
  const { stdout, stderr } = await machines.sh('host# timeout -s INT 6 docker compose up; echo $?');
  expect(stdout).toBe('Attaching to box-1, web-1\nbox-1  | hi\nbox-1  | there\nbox-1 exited with code 0\n124\n');
  expect(stderr.split('\n').slice(6)).toEqual([
    'Gracefully stopping... (press Ctrl+C again to force)',
    ' Container shop-web-1  Stopping',
    ' Container shop-web-1  Stopped',
    '',
  ]);
  expect((await machines.sh('host# docker compose ps -q')).stdout).toBe('');
  expect((await machines.sh('host# docker compose logs --tail 1 box')).stdout).toBe('box-1  | there\n');
  const once = await machines.sh('host# docker compose up box --no-deps');
  expect([once.stdout, once.exitCode]).toEqual([
    'Attaching to box-1\nbox-1  | hi\nbox-1  | there\nbox-1 exited with code 0\n',
    0,
  ]);
}, 240_000);

test('logs -f shows what comes', async () => {
  const machines = await project();
  await machines.sh('host# docker compose up -d web');
  const { stdout } = await machines.sh(
    'host# timeout 3 docker compose logs -f --no-log-prefix web & sleep 1; curl -s -o /dev/null 127.0.0.1:8001; wait',
  );
  expect(stdout).toMatch(/^172\.\d+\.0\.1 - - .* "GET \/ HTTP\/1.1" 200 /);
}, 240_000);

test('a later file adds to lists, changes values and names, and is named for what is wrong in it', async () => {
  const machines = await project();
  await machines.writeFile(
    'host',
    '/root/shop/compose.override.yml',
    'services:\n  web:\n    ports: ["8001:80", "8002:80"]\n    environment:\n      B: two\n  box:\n    command: sleep 9000\n',
  );
  await machines.sh('host# docker compose up -d');
  expect((await machines.sh("host# docker inspect -f '{{.Config.Env}}' shop-web-1")).stdout).toMatch(
    /^\[A=1 B=two PATH=/,
  );
  expect((await machines.sh('host# docker port shop-web-1 | grep -c 0.0.0.0')).stdout).toBe('2\n');
  expect((await machines.sh("host# docker inspect -f '{{.Config.Cmd}}' shop-box-1")).stdout).toBe('[sleep 9000]\n');
  expect((await machines.sh('host# docker compose -f compose.yaml config --services')).stdout).toBe('box\nweb\n');
  await machines.writeFile('host', '/root/shop/o.yml', 'services:\n  web:\n    cpus: 2\n');
  expect((await machines.sh('host# docker compose -f compose.yaml -f o.yml ps')).stderr).toBe(
    '/root/shop/o.yml:3: services.web.cpus is not modelled by chainwalk\n',
  );
  expect((await machines.sh('host# COMPOSE_FILE=compose.yaml:no.yml docker compose ps')).stderr).toBe(
    'stat /root/shop/no.yml: no such file or directory\n',
  );
}, 240_000);

test('services of a profile are there if it is asked for', async () => {
  const machines = await project();
  expect((await machines.sh('host# docker compose --profile debug config --services')).stdout).toBe('box\nlong\nweb\n');
  expect((await machines.sh("host# docker compose --profile '*' config --services")).stdout).toBe('box\nlong\nweb\n');
  expect((await machines.sh('host# COMPOSE_PROFILES=x,debug docker compose config --services')).stdout).toBe(
    'box\nlong\nweb\n',
  );
  expect((await machines.sh('host# docker compose --profile x config --services')).stdout).toBe('box\nweb\n');
}, 240_000);
