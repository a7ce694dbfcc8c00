/** `docker compose run`, `top`, `images`, `pause`. compose: pkg/compose/run.go, cmd/compose/top.go, images.go, release 2.24. */
import { beforeAll, expect, test } from 'vitest';
import { type Lab, lab } from '../../lib/lab';

const FILE = `services:
  web:
    image: lkarrie/nginx1
    ports: ["8001:80"]
    depends_on: [db]
    restart: always
  db:
    image: busybox
    command: sleep 1000
    environment:
      A: one
`;

let machines: Lab;

beforeAll(async () => {
  machines = await lab();
  await machines.sh('host# systemctl start docker');
  await machines.writeFile('host', '/root/shop/compose.yaml', FILE);
  await machines.sh('host# cd shop');
});

test('run starts what the service depends on, and its own container without ports beside those of the project', async () => {
  const { stdout, stderr, exitCode } = await machines.sh('host# docker compose run --rm web sh -c "echo hi; exit 3"');
  expect([stdout, exitCode]).toEqual(['hi\n', 3]);
  expect(stderr.split('\n').map((line) => line.trim())).toEqual([
    ...['Network shop_default  Creating', 'Network shop_default  Created'],
    ...['Container shop-db-1  Creating', 'Container shop-db-1  Created'],
    ...['Container shop-db-1  Starting', 'Container shop-db-1  Started', ''],
  ]);
  expect((await machines.sh("host# docker ps -a --format '{{.Names}}'")).stdout).toBe('shop-db-1\n');
});

test('a container that stays is none of the service’s, and goes with the project', async () => {
  const { stdout } = await machines.sh('host# docker compose run -d -e B=two --entrypoint "sleep 500" web');
  expect(stdout).toMatch(/^[0-9a-f]{64}\n$/);
  const format =
    '{{.Name}} {{.HostConfig.RestartPolicy.Name}} {{json .HostConfig.PortBindings}} {{index .Config.Labels "com.docker.compose.oneoff"}}';
  const inspected = await machines.sh(`host# docker inspect -f '${format}' ${stdout.trim()}`);
  expect(inspected.stdout).toMatch(/^\/shop-web-run-[0-9a-f]{12} no \{\} True\n$/);
  expect((await machines.sh('host# docker compose ps -a --services')).stdout).toBe('db\n');
  const asked = await machines.sh('host# docker compose run --no-deps --rm db nslookup web');
  expect(asked.stdout).not.toContain('Address: 172');
  const { stderr } = await machines.sh('host# docker compose down -t 0');
  expect(stderr).toMatch(/ Container shop-web-run-[0-9a-f]{12} {2}Removed\n/);
  expect((await machines.sh('host# docker ps -aq')).stdout).toBe('');
});

test('top and images have a row for each process and each container; what is paused goes on', async () => {
  await machines.sh('host# docker compose up -d');
  const { stdout } = await machines.sh('host# docker compose top db');
  expect(stdout).toMatch(
    /^shop-db-1\nUID {4}PID {4}PPID {3}C {4}STIME {3}TTY {3}TIME {7}CMD\nroot {3}\d{4} {3}\d{4} {3}0 {4}\d\d:\d\d {3}\? {5}00:00:00 {3}sleep 1000 {3}\n\n$/,
  );
  expect((await machines.sh('host# docker compose images')).stdout).toBe(
    `${'CONTAINER'.padEnd(20)}${'REPOSITORY'.padEnd(20)}${'TAG'.padEnd(20)}${'IMAGE ID'.padEnd(20)}SIZE
${'shop-db-1'.padEnd(20)}${'busybox'.padEnd(20)}${'latest'.padEnd(20)}${'beae173ccac6'.padEnd(20)}1.24MB
${'shop-web-1'.padEnd(20)}${'lkarrie/nginx1'.padEnd(20)}${'latest'.padEnd(20)}${'1c8d02f9b6c8'.padEnd(20)}142MB
`,
  );
  expect((await machines.sh('host# docker compose pause web')).stderr).toBe(
    ' Container shop-web-1  Pausing\n Container shop-web-1  Paused\n',
  );
  expect((await machines.sh("host# docker ps -f status=paused --format '{{.Names}}'")).stdout).toBe('shop-web-1\n');
  expect((await machines.sh('host# docker compose unpause web')).stderr).toContain('Container shop-web-1  Unpaused\n');
});
