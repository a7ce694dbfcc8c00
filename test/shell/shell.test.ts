// biome-ignore-all lint/suspicious/noTemplateCurlyInString: bash has them, too
/** The shell of a place: what it remembers, the files it shares with programs, and how time passes in it. */
import { beforeEach, describe, expect, test } from 'vitest';
import { Lab } from '../../lib/lab';
import type { Program } from '../../lib/machine';
import { Shell } from '../../lib/shell/shell';
import { latePrograms } from '../../lib/tools/common/late';

let lab: Lab;
beforeEach(() => {
  lab = new Lab();
});

/** What a line prints, complaints last. */
async function sh(line: string, place = lab.entered.name): Promise<string> {
  const { stdout, stderr } = await lab.run(place, line);
  return stdout + stderr;
}

async function startNginx(): Promise<void> {
  await sh('systemctl start docker');
  await sh('docker run -d --name ng1 -p 8001:80 lkarrie/nginx1');
}

/** As bash 5.2 answers, complaints last. */
describe('a redirection to where no file can be', () => {
  const COMPLAINT = 'bash: /no/f: No such file or directory\n';

  test.each([
    ['echo x > /no/f; echo after $?', `after 1\n${COMPLAINT}`],
    ['echo x >> /no/f && echo done || echo failed', `failed\n${COMPLAINT}`],
    ['for i in 1 2; do echo $i > /no/f; done; echo end', `end\n${COMPLAINT}${COMPLAINT}`],
    ['{ echo a; echo b; } > /no/f; echo after', `after\n${COMPLAINT}`],
    ['f() { echo in; }; f 2> /no/f; echo $?', `1\n${COMPLAINT}`],
    ['x=1 > /no/f; echo "$? [$x]"', `1 []\n${COMPLAINT}`],
    ['echo "[$(echo a > /no/f)]"', `[]\n${COMPLAINT}`],
    ['echo x > /tmp; echo $?', '1\nbash: /tmp: Is a directory\n'],
    ['echo x > /proc/sys/net/nope; echo $?', '1\nbash: /proc/sys/net/nope: Permission denied\n'],
    ['cd /tmp; echo x > no/f; echo $?', '1\nbash: no/f: No such file or directory\n'],
    ['touch /tmp/ran > /no/f; cat /tmp/ran', `${COMPLAINT}cat: /tmp/ran: No such file or directory\n`],
  ])('%s', async (line, said) => {
    expect(await sh(line)).toBe(said);
  });

  test.each([
    ['(exit 3); echo $? > /tmp/f; cat /tmp/f', '3\n'],
    ['echo hi | cat > /tmp/f; cat /tmp/f', 'hi\n'],
    ['f="/tmp/a b"; echo x > "$f"; cat "$f"', 'x\n'],
  ])('does not trouble one that can: %s', async (line, said) => {
    expect(await sh(line)).toBe(said);
  });
});

describe('from line to line a shell remembers', () => {
  test('its directory and variables, but no other place’s', async () => {
    await sh('mkdir -p /srv/a; cd /srv/a; X=5; export Y=6');
    expect(await sh('pwd; echo $X; bash -c "echo $Y"; cd - ')).toBe('/srv/a\n5\n6\n/root\n');
    expect(await sh('pwd; echo "[$X]"', 'client')).toBe('/root\n[]\n');
  });

  test('the last exit code', async () => {
    await sh('curl -sS http://192.168.70.6:1', 'client');
    expect(await sh('echo $?', 'client')).toBe('7\n');
    expect(await sh('echo $?', 'client')).toBe('0\n');
  });

  test('the exit codes of the last pipeline', async () => {
    await sh('(exit 3) | (exit 4)');
    expect(await sh('echo $? ${PIPESTATUS[@]}')).toBe('4 3 4\n');
    expect(await sh('echo ${PIPESTATUS[@]}')).toBe('0\n');
  });

  test('what was typed', async () => {
    await sh('echo one');
    await sh('false');
    expect(await sh('history')).toBe('    1  echo one\n    2  false\n    3  history\n');
    expect(await sh('history 1')).toBe('    4  history 1\n');
  });
});

describe('files are one for all', () => {
  test('nginx serves what was written inside, dated by the machine’s clock', async () => {
    await startNginx();
    await sh('docker exec -it ng1 sh');
    await sh('date > /dev/null; echo hi > /usr/share/nginx/html/index.html');
    await sh('exit');
    const answer = await sh('curl -sS -i http://192.168.70.6:8001', 'client');
    expect(answer).toMatch(/Last-Modified: Sat, 02 Jul 2022 08:00:\d\d GMT/);
    expect(answer).toMatch(/\r?\n\r?\nhi\n$/);
    expect(await sh('docker exec ng1 cat /usr/share/nginx/html/index.html')).toBe('hi\n');
  });

  test('dockerd reads the daemon.json that was written, however it came there', async () => {
    await sh(
      `mkdir /etc/docker; printf '{\\n "data-root":"/docker-root"\\n}\\n' > draft; mv draft /etc/docker/daemon.json`,
    );
    await sh('systemctl start docker');
    expect(await sh('docker info | grep Root')).toBe(' Docker Root Dir: /docker-root\n');
  });

  test('what code puts there is there for commands, and the other way round', async () => {
    await lab.writeFile('host', '/srv/deep/rules', 'text\n');
    expect(await sh('cat /srv/deep/rules; ls /srv')).toBe('text\ndeep\n');
    await sh('iptables -A INPUT -p tcp -j ACCEPT; iptables-save > saved');
    expect(await lab.readFile('host', '/root/saved')).toContain('# Completed on Sat Jul  2');
    await expect(lab.writeFile('nowhere', 'a', '')).rejects.toThrow('"nowhere"');
  });

  test('curl writes beside where one stands, and bytes stay bytes', async () => {
    await startNginx();
    await sh(
      'echo AP+A | base64 -d > /tmp/bytes; cp /tmp/bytes /tmp/more; cat /tmp/bytes >> /tmp/more; mkdir -p sub; cd sub',
    );
    expect(await sh('curl -sS -o page http://172.17.0.2; head -c 9 page; echo; base64 /tmp/more')).toBe(
      '<!DOCTYPE\nAP+AAP+A\n',
    );
    expect(await sh('curl -sS -o /no/where http://172.17.0.2')).toContain('curl: (23)');
  });

  test('links, modes and directories', async () => {
    await sh('ln -s /etc/hosts h; chmod 700 h; mkdir d; cp -r d e; echo x > d/f; mv d/f e/g');
    expect(await sh('cat h | head -1; readlink h; ls -l /etc/hosts | cut -c1-10; ls d e')).toBe(
      '127.0.0.1\tlocalhost\n/etc/hosts\n-rwx------\nd:\n\ne:\ng\n',
    );
    expect(await sh('echo x > /no/such/file')).toBe('bash: /no/such/file: No such file or directory\n');
    expect(await sh('cat /nope; rmdir e')).toContain('No such file or directory');
  });

  test('/proc/sys is the kernel’s', async () => {
    expect(await sh('cat /proc/sys/net/ipv4/ip_forward')).toBe('0\n');
    await sh('echo 1 > /proc/sys/net/ipv4/ip_forward');
    expect(await sh('sysctl net.ipv4.ip_forward')).toBe('net.ipv4.ip_forward = 1\n');
  });

  test('a container starts with its image’s files, and two of them share none', async () => {
    await startNginx();
    await sh('docker run -d --name ng2 lkarrie/nginx1');
    await sh('docker exec ng1 sh -c "echo x > /tmp/x"');
    expect(await sh('docker exec ng2 ls /tmp')).toBe('');
  });
});

describe('time', () => {
  test('date, uptime and time go by the machine’s clock', async () => {
    const before = await sh('date +%s');
    await sh('sleep 100');
    expect(Number(await sh('date +%s')) - Number(before)).toBe(102);
    expect(await sh('date -u +"%F %Z %%"')).toBe('2022-07-02 UTC %\n');
    expect(await sh('uptime')).toMatch(/^ 08:01:\d\d up 1 min, {2}1 user, {2}load average: 0.00, 0.00, 0.00\n$/);
    expect(await sh('time sleep 90')).toBe('\nreal\t1m30.000s\nuser\t0m0.000s\nsys\t0m0.000s\n');
    expect(await sh('date +%Q')).toBe('date: "%Q" is not modelled by chainwalk\n');
  });

  test('a shell in a container runs programs there, one after the other', async () => {
    await startNginx();
    expect(await sh(`docker exec ng1 sh -c 'hostname -i; sleep 3; echo $((1+1)); exit 4'; echo $?`)).toBe(
      '172.17.0.2 \n2\n4\n',
    );
    expect(await sh(`echo 'hostname -i; pwd' | docker exec -i ng1 sh`)).toBe('172.17.0.2 \n/\n');
  });

  test('a detached script goes on while other commands run', async () => {
    await sh('systemctl start docker');
    const before = Number(await sh('date +%s'));
    await sh(`docker run -d --name late busybox sh -c 'sleep 20; date +%s > /tmp/done; sleep 100000'`);
    expect(Number(await sh('date +%s')) - before).toBeLessThan(5);
    await sh('sleep 30');
    const done = Number(await sh('docker exec late cat /tmp/done'));
    expect(done - before).toBeGreaterThanOrEqual(20);
    expect(done - before).toBeLessThan(24);
  });

  test('what would never end is interrupted', async () => {
    expect(await sh('ping 192.168.70.1 > /dev/null')).toBe(
      'chainwalk: ping was interrupted after 100 lines: it does not end by itself; -c ends it\n',
    );
  });
});

describe('processes', () => {
  test('ps sees the commands that it is piped into, as it does at a terminal', async () => {
    await sh('systemctl start docker');
    const lines = (await sh('ps -ef | grep docker | sort')).trim().split('\n');
    expect(lines.map((line) => line.replace(/^.*\d\d:\d\d:\d\d /, '')).sort()).toEqual([
      '/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock',
      'grep docker',
    ]);
    expect(await sh('ps -ef | grep -c "[d]ockerd"')).toBe('1\n');
    expect(await sh('ps -ef | grep -v grep | grep -c grep')).toBe('0\n');
    expect(await sh('pgrep grep; ps | tail -1')).toMatch(/tail\n$/);
  });

  test('which, whoami, hostname and uname', async () => {
    expect(await sh('which docker jq ifconfig nothing; whoami; hostname; uname; hostname -I')).toBe(
      '/usr/bin/docker\n/usr/bin/jq\n/usr/bin/ifconfig\nroot\nlocalhost\nLinux\n192.168.70.6 \n',
    );
    expect(await sh('/usr/sbin/ip -br a | head -1')).toMatch(/^lo /);
    expect(await sh('which docker', 'client')).toBe('');
  });

  test('when a container ends, the shell in it does too', async () => {
    await startNginx();
    await sh('docker exec -it ng1 sh');
    expect(await sh('hostname')).not.toBe('localhost\n');
    await sh('kill 1; sleep 1');
    await sh('docker kill ng1', 'host');
    expect(await sh('hostname')).toBe('localhost\n');
  });
});

test('what is appended to a file of megabytes takes no longer than the file', { timeout: 20_000 }, async () => {
  const lab = new Lab();
  await lab.writeFile('host', 'long', 'a'.repeat(4_000_000));
  await lab.run('host', 'for i in $(seq 30); do echo $i >> long; done');
  expect((await lab.run('host', 'wc -c < long; tail -n 2 long')).stdout).toBe('4000081\n29\n30\n');
});

test('a program whose code cannot be had is complained of, and the next line runs', async () => {
  const broken = latePrograms(() => Promise.reject(new Error('no network')));
  const shell = new Shell(lab.host, () => new Map([['far', broken('far', () => undefined)]]));
  expect(await shell.type('far away')).toEqual({
    stdout: '',
    stderr: 'bash: far: a part of chainwalk cannot be loaded: no network\n',
    exitCode: 126,
  });
  expect((await shell.type('echo here')).stdout).toBe('here\n');
});

test('loading takes no time of the machines, and what `docker exec` runs is loaded as well', async () => {
  await startNginx();
  const before = lab.host.clock.now;
  const loaded = latePrograms(() => new Promise<object>((resolve) => setTimeout(resolve, 20, {})));
  const quick: Program = function* () {
    return 0;
  };
  const shell = new Shell(lab.host, () => new Map([['late', loaded('late', () => quick)]]));
  expect((await shell.type('late')).exitCode).toBe(0);
  expect(lab.host.clock.now - before).toBeLessThan(1000);
  expect(await sh('docker exec ng1 ping -c 1 172.17.0.1')).toContain('1 packets received');
});
