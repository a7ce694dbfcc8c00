/** `docker compose`. compose: cmd/compose, pkg/compose, release 2.24. */
import { expect, test } from 'vitest';
import { lab } from '../../lib/lab';

const FILE = `services:
  web:
    image: lkarrie/nginx1
    ports: ["8001:80"]
    depends_on: [db]
    networks:
      front:
        priority: 10
      back:
        aliases: [www]
        ipv4_address: 10.9.0.77
  db:
    image: busybox
    command: sleep 1000
    networks: [back]
    environment:
      A: \${X:-seven}
networks:
  front:
  back:
    internal: true
    ipam:
      config:
        - subnet: 10.9.0.0/24
`;

async function project(file = FILE) {
  const machines = await lab();
  await machines.sh('host# systemctl start docker');
  await machines.writeFile('host', '/root/shop/compose.yaml', file);
  await machines.sh('host# cd shop');
  return machines;
}

const lines = (...kinds: string[]) => kinds.map((line) => ` ${line}\n`).join('');

test('up makes networks, then containers behind what they depend on, and finds them the second time', async () => {
  const machines = await project();
  expect(await machines.sh('host# docker compose up -d')).toMatchObject({
    exitCode: 0,
    stdout: '',
    stderr: lines(
      ...['Network shop_back  Creating', 'Network shop_back  Created'],
      ...['Network shop_front  Creating', 'Network shop_front  Created'],
      ...['Container shop-db-1  Creating', 'Container shop-db-1  Created'],
      ...['Container shop-web-1  Creating', 'Container shop-web-1  Created'],
      ...['Container shop-db-1  Starting', 'Container shop-db-1  Started'],
      ...['Container shop-web-1  Starting', 'Container shop-web-1  Started'],
    ),
  });
  expect((await machines.sh('host# docker compose up -d')).stderr).toBe(
    lines('Container shop-db-1  Running', 'Container shop-web-1  Running'),
  );
  const outside = await machines.sh('client# curl -sS -o /dev/null -w "%{http_code}" http://192.168.70.6:8001');
  expect(outside.stdout).toBe('200');
  const inside = await machines.sh(
    'host# docker compose exec db sh -c "ping -c 1 www | head -n 1; ping -c 1 web | head -n 1; echo \\$A"',
  );
  expect(inside.stdout).toBe('PING www (10.9.0.77): 56 data bytes\nPING web (10.9.0.77): 56 data bytes\nseven\n');
  const labels = await machines.sh("host# docker network inspect -f '{{.Labels}} {{.Internal}}' shop_back");
  expect(labels.stdout).toBe(
    'map[com.docker.compose.network:back com.docker.compose.project:shop com.docker.compose.version:2.24.5] true\n',
  );
});

test('a service that has changed is made anew, and no other', async () => {
  const machines = await project();
  await machines.sh('host# docker compose up -d');
  const { stderr } = await machines.sh('host# X=eight docker compose up -d');
  expect(stderr).toBe(
    lines(
      ...['Container shop-db-1  Recreate', 'Container shop-db-1  Recreated', 'Container shop-web-1  Running'],
      ...['Container shop-db-1  Starting', 'Container shop-db-1  Started'],
    ),
  );
  expect((await machines.sh('host# docker compose exec db printenv A')).stdout).toBe('eight\n');
});

test('down takes all of it away, and says so when nothing is there', async () => {
  const machines = await project();
  const before = (await machines.sh('host# iptables-save')).stdout;
  await machines.sh('host# docker-compose up -d');
  expect((await machines.sh('host# docker compose down -t 0')).stderr).toBe(
    lines(
      ...['Container shop-web-1  Stopping', 'Container shop-web-1  Stopped'],
      ...['Container shop-web-1  Removing', 'Container shop-web-1  Removed'],
      ...['Container shop-db-1  Stopping', 'Container shop-db-1  Stopped'],
      ...['Container shop-db-1  Removing', 'Container shop-db-1  Removed'],
      ...['Network shop_back  Removing', 'Network shop_back  Removed'],
      ...['Network shop_front  Removing', 'Network shop_front  Removed'],
    ),
  );
  const rules = (text: string) =>
    text
      .split('\n')
      .filter((line) => line.startsWith('-A'))
      .sort();
  expect(rules((await machines.sh('host# iptables-save')).stdout)).toEqual(rules(before));
  expect((await machines.sh('host# docker ps -aq')).stdout).toBe('');
  expect((await machines.sh('host# docker compose down')).stderr).toBe(
    'Warning: No resource found to remove for project "shop".\n',
  );
});

test('containers are listed, stopped, started and restarted by service', async () => {
  const machines = await project();
  await machines.sh('host# docker compose up -d');
  const ps = (await machines.sh('host# docker compose ps')).stdout.split('\n');
  expect(ps[0]).toMatch(/^NAME {9}IMAGE {12}COMMAND +SERVICE +CREATED +STATUS +PORTS$/);
  expect(ps[2]).toMatch(
    /^shop-web-1 +lkarrie\/nginx1 +"nginx -g 'daemon of…" +web .* 0\.0\.0\.0:8001->80\/tcp, :::8001->80\/tcp$/,
  );
  expect((await machines.sh('host# docker compose port web 80')).stdout).toBe('0.0.0.0:8001\n');
  expect((await machines.sh('host# docker compose ls')).stdout).toContain(
    'shop      running(2)   /root/shop/compose.yaml',
  );
  await machines.sh('host# docker compose stop -t 0 web');
  expect((await machines.sh('host# docker compose ps --services')).stdout).toBe('db\n');
  expect((await machines.sh('host# docker compose exec web true')).stderr).toBe('service "web" is not running\n');
  expect((await machines.sh('host# docker compose start web')).stderr).toBe(
    lines('Container shop-web-1  Starting', 'Container shop-web-1  Started'),
  );
  expect((await machines.sh('host# docker compose restart -t 0 db')).stderr).toBe(
    lines('Container shop-db-1  Restarting', 'Container shop-db-1  Started'),
  );
  await machines.sh('client# curl -sS -o /dev/null http://192.168.70.6:8001');
  expect((await machines.sh('host# docker compose logs web')).stdout).toMatch(
    /^web-1 {2}\| .*"GET \/ HTTP\/1\.1" 200/m,
  );
});

test('networks of others are joined, and not removed', async () => {
  const machines = await project(
    'services:\n  a:\n    image: busybox\n    command: ["sleep", "100"]\n    scale: 2\n    networks: [old]\nnetworks:\n  old:\n    external: true\n    name: there\n',
  );
  expect(await machines.sh('host# docker compose up -d')).toMatchObject({
    exitCode: 1,
    stderr: 'network there declared as external, but could not be found\n',
  });
  await machines.sh('host# docker network create there');
  await machines.sh('host# docker compose up -d');
  expect((await machines.sh('host# docker ps --format "{{.Names}} {{.Networks}}"')).stdout).toBe(
    'shop-a-2 there\nshop-a-1 there\n',
  );
  expect((await machines.sh('host# docker compose down -t 0')).stderr).not.toContain('Network');
});

const service = (text: string) => `services:\n  a:\n    image: busybox\n${text}`;
test.each([
  [service('    volumes: [x:/y]\n'), '/root/shop/compose.yaml:4: services.a.volumes is not modelled by chainwalk'],
  [
    service('    depends_on:\n      b:\n        condition: service_healthy\n  b: {image: busybox}\n'),
    '/root/shop/compose.yaml:6: services.a.depends_on.b.condition: service_healthy is not modelled by chainwalk',
  ],
  [
    service('    networks: [n]\nnetworks:\n  n:\n    driver: overlay\n'),
    '/root/shop/compose.yaml:7: networks.n.driver: overlay is not modelled by chainwalk',
  ],
  [
    service('    colour: red\n'),
    'validating /root/shop/compose.yaml: services.a Additional property colour is not allowed',
  ],
  [service('    networks: [n]\n'), 'service "a" refers to undefined network n: invalid compose project'],
  [service('    depends_on: [b]\n'), 'service "a" depends on undefined service b: invalid compose project'],
  [
    service('    depends_on: [b]\n  b:\n    image: busybox\n    depends_on: [a]\n'),
    'dependency cycle detected: a -> b -> a',
  ],
  ['services:\n  a: {}\n', 'service "a" has neither an image nor a build context specified: invalid compose project'],
  [service('    ports: ["a:b"]\n'), 'invalid containerPort: b'],
  [service('   ports: x\n'), 'yaml: line 4: '],
])('%j is refused', async (file, said) => {
  const answer = await (await project(file)).sh('host# docker compose up -d');
  expect(answer.stderr.startsWith(said)).toBe(true);
  expect(answer.exitCode).toBe(15);
});

test('without a file there is nothing to do, and an image that nobody has is not pulled', async () => {
  const machines = await project(service('').replace('busybox', 'nobody/nothing'));
  expect(await machines.sh('host# docker compose up -d')).toMatchObject({
    exitCode: 18,
    stderr: expect.stringContaining('pull access denied for nobody/nothing'),
  });
  expect(await machines.sh('host# cd /tmp; docker compose ps')).toMatchObject({
    exitCode: 14,
    stderr: 'no configuration file provided: not found\n',
  });
});

test('services share a network namespace, links name others, and hosts and name servers are as the file says', async () => {
  const machines = await project(`services:
  web:
    image: lkarrie/nginx1
  side:
    image: busybox
    command: sleep 1000
    network_mode: service:web
  other:
    image: busybox
    command: sleep 1000
    links: ["web:site"]
    extra_hosts: ["gone:10.1.2.3"]
    dns: 1.2.3.4
    dns_opt: ["ndots:2"]
`);
  expect(await machines.sh('host# docker compose up -d')).toMatchObject({ exitCode: 0 });
  const shared = await machines.sh('host# docker compose exec side wget -q -O - http://127.0.0.1');
  expect(shared.stdout).toContain('Welcome to nginx1!');
  const linked = await machines.sh(
    'host# docker compose exec other sh -c "cat /etc/resolv.conf; ping -c 1 site | head -n 1"',
  );
  expect(linked.stdout).toMatch(
    /^nameserver 127\.0\.0\.11\noptions ndots:2\nPING site \(172\.18\.0\.\d\): 56 data bytes\n$/,
  );
  expect((await machines.sh('host# docker compose exec other cat /etc/hosts')).stdout).toContain('10.1.2.3\tgone\n');
});
