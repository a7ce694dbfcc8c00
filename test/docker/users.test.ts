/** `--user` of `docker run` and `docker exec`; the answers are those of dockerd 20.10.24 with Debian's kernel and busybox 1.35. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type Lab, lab } from '../../lib/lab';

let machines: Lab;
const ACCOUNTS = 'echo app:x:1000:1000::/home/app:/bin/sh >> /etc/passwd; echo wheel:x:10:root,app >> /etc/group';

beforeAll(async () => {
  machines = await lab();
  await machines.sh('host# systemctl start docker');
  await machines.sh('host# docker run -d --name one -u 1000:5 busybox sleep 100000');
  await machines.sh('host# docker run -d --name two busybox sleep 100000');
  await machines.sh(`host# docker exec two sh -c '${ACCOUNTS}'`);
  await machines.sh("host# docker exec -u root one sh -c 'echo secret > /x; chmod 600 /x'");
});

async function said(command: string): Promise<string> {
  const { stdout, stderr, exitCode } = await machines.sh(`host# ${command}`);
  return `${stdout}${stderr}${exitCode}`;
}

test.each([
  ['docker run -u 1000 busybox id', 'uid=1000 gid=0(root) groups=0(root)\n0'],
  ['docker run -u 1000:2000 busybox id', 'uid=1000 gid=2000 groups=2000\n0'],
  ['docker run -u :5 busybox id', 'uid=0(root) gid=5 groups=5\n0'],
  ['docker run -u 1000 busybox whoami', 'whoami: unknown uid 1000\n1'],
  ['docker run -u 1000:7 busybox id -gn', '7\nid: unknown ID 7\n1'],
  ['docker run -u nobody busybox id', /unable to find user nobody: no matching entries in passwd file\.\n125$/],
  ['docker run -u 0:users busybox id', /unable to find group users: no matching entries in group file\.\n125$/],
  ['docker run -u -1 busybox id', /uids and gids must be in range 0-2147483647\.\n125$/],
  ['docker exec -u nobody one id', 'unable to find user nobody: no matching entries in passwd file\r\n126'],
  ['docker exec one id', 'uid=1000 gid=5 groups=5\n0'],
  ['docker exec -u root one id -un', 'root\n0'],
  ['docker exec -u app two id', 'uid=1000(app) gid=1000 groups=10(wheel),1000\n0'],
  ['docker exec -u app:wheel two id', 'uid=1000(app) gid=10(wheel) groups=10(wheel)\n0'],
  ['docker exec -u app -e A=b two env | tail -2', 'A=b\nHOME=/home/app\n0'],
  ['docker exec one env | tail -1', 'HOME=/\n0'],
  ["docker inspect -f '{{.Config.User}}' one", '1000:5\n0'],
])('%s', async (command, answer) => {
  if (typeof answer === 'string') expect(await said(command)).toBe(answer);
  else expect(await said(command)).toMatch(answer);
});

describe('files', () => {
  test.each([
    ['cat /x', "cat: can't open '/x': Permission denied\n1"],
    ['chmod 777 /x', 'chmod: /x: Operation not permitted\n1'],
    ['touch /f', 'touch: /f: Permission denied\n1'],
    ['mkdir /d', "mkdir: can't create directory '/d': Permission denied\n1"],
    ['rm /etc/passwd', "rm: can't remove '/etc/passwd': Permission denied\n1"],
    ["sh -c 'echo y > /etc/hosts'", "sh: can't create /etc/hosts: Permission denied\n1"],
    ["sh -c 'echo y > /y'", "sh: can't create /y: Permission denied\n1"],
    ['cat /etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n0'],
  ])('of root are kept from others: %s', async (command, answer) => {
    expect(await said(`docker exec one ${command}`)).toBe(answer);
  });

  test('what a user makes is its own, and nobody else may take it away from a directory like /tmp', async () => {
    await said('docker exec two chmod 1777 /tmp');
    expect(await said("docker exec -u 7 two sh -c 'echo hi > /tmp/f; chmod 600 /tmp/f; cat /tmp/f'")).toBe('hi\n0');
    expect(await said('docker exec -u 8 two cat /tmp/f')).toBe("cat: can't open '/tmp/f': Permission denied\n1");
    expect(await said('docker exec -u 8 two rm /tmp/f')).toBe("rm: can't remove '/tmp/f': Operation not permitted\n1");
    expect(await said('docker exec -u 7 two rm /tmp/f')).toBe('0');
  });
});

describe('the network', () => {
  test.each([
    ['ping -c1 172.17.0.1', 'PING 172.17.0.1 (172.17.0.1): 56 data bytes\nping: permission denied (are you root?)\n1'],
    ['traceroute -n 172.17.0.1', 'traceroute: socket: Operation not permitted\n1'],
    ['arping -c1 172.17.0.1', 'arping: socket: Operation not permitted\n1'],
    ['ip link set lo down', 'ip: SIOCSIFFLAGS: Operation not permitted\n2'],
  ])('is not to be changed, nor are raw sockets to be had: %s', async (command, answer) => {
    expect(await said(`docker exec one ${command}`)).toBe(answer);
    expect(await said(`docker run --rm --privileged -u 7 busybox ${command}`)).toBe(answer);
  });

  test('low ports are everybody’s in a container, unless it was made otherwise', async () => {
    const listens = 'busybox timeout 1 nc -l -p 80';
    expect(await said(`docker run --rm -u 7 ${listens}`)).toBe('punt!\n143');
    const reserved = '--sysctl net.ipv4.ip_unprivileged_port_start=81';
    expect(await said(`docker run --rm -u 7 ${reserved} ${listens}`)).toBe('nc: bind: Permission denied\n1');
    expect(await said(`docker run --rm ${reserved} ${listens}`)).toBe('punt!\n143');
  });
});

test('processes show whose they are', async () => {
  expect(await said('docker exec -u root one ps')).toMatch(/^ +1 1000 +0:00 sleep 100000\n +\d+ root +0:00 ps$/m);
  expect(await said("ps -eo user,uid,args | grep '1000 sleep'")).toContain('1000      1000 sleep 100000\n');
  expect(await said('docker top one')).toMatch(/^1000 /m);
});

test('nginx may not write where root’s directories are', async () => {
  await said('docker run -d --name web -u 1000 lkarrie/nginx1');
  expect(await said('docker logs web')).toMatch(/\[emerg\] 1#1: mkdir\(\) "\/var\/lib\/nginx\/body" failed \(13/);
  expect(await said("docker inspect -f '{{.State.ExitCode}}' web")).toBe('1\n0');
});

test('docker diff tells what is not as in the image', async () => {
  await said('docker run -d --name changed lkarrie/nginx1');
  await said(
    "docker exec changed sh -c 'echo hi > /new; mkdir /dd; echo x > /dd/f; rm /etc/group; echo y >> /etc/passwd; chmod 700 /root'",
  );
  const { stdout } = await machines.sh('host# docker diff changed');
  expect(stdout.split('\n').filter((line) => !/nginx|\/run|\/var/.test(line))).toEqual([
    'A /dd',
    'A /dd/f',
    'C /etc',
    'D /etc/group',
    'C /etc/passwd',
    'A /new',
    'C /root',
    '',
  ]);
  expect(stdout).toContain('C /run\nA /run/nginx.pid\nC /var\nC /var/lib\nC /var/lib/nginx\nA /var/lib/nginx/body\n');
});

test('docker diff tells of what became another kind of file where it stood, and of links that were made', async () => {
  await said('docker run -d --name replaced lkarrie/nginx1');
  const page = '/usr/share/nginx/html/index.html';
  await said(
    `docker exec replaced sh -c 'rm /etc/group; ln -s passwd /etc/group; rm ${page}; mkdir ${page}; chmod 600 /etc/passwd; ln -s a /tmp/l; ln -s /etc/passwd /l'`,
  );
  const { stdout } = await machines.sh('host# docker diff replaced');
  expect(stdout.split('\n').filter((line) => !/\/run|\/var/.test(line))).toEqual([
    'C /etc',
    'C /etc/group',
    'C /etc/passwd',
    'A /l',
    'C /tmp',
    'A /tmp/l',
    'C /usr',
    'C /usr/share',
    'C /usr/share/nginx',
    'C /usr/share/nginx/html',
    `C ${page}`,
    '',
  ]);
});
