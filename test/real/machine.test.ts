/** Whatever a session does to files and settings, this computer's stay as they are. */

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cacheOf } from '../../lib/real';
import { assemble, type Machines, takeDown } from '../../lib/real/assemble';
import { makeWorkplace, type Workplace } from '../../lib/real/leftovers';
import { describeKernel } from './available';

const FOLDERS = '/boot /dev /dev/shm /etc /home /mnt /media /opt /root /run /srv /tmp /usr /usr/local /var'.split(' ');
/** The kernel has each once for all namespaces. */
const SETTINGS = ['kernel/panic', 'vm/swappiness', 'fs/file-max'].map((name) => `/proc/sys/${name}`);

describeKernel('a real machine', () => {
  let workplace: Workplace;
  let machines: Machines;
  beforeAll(async () => {
    workplace = await makeWorkplace();
    machines = await assemble(workplace, cacheOf(), { withImages: false });
  });
  afterAll(() => takeDown(workplace, Object.values(machines)));

  const bash = (command: string) => machines.host.run(['bash', '-c', command]);

  test.each([...FOLDERS, ''])('writes below %s/ without a trace', async (folder) => {
    const file = `${folder}/chainwalk-test-${process.pid}`;
    try {
      const { exitCode, stderr } = await bash(`mkdir -p ${folder}/ && echo x > ${file} && test -s ${file}`);
      expect([exitCode, stderr]).toEqual([0, '']);
      expect(existsSync(file)).toBe(false);
    } finally {
      rmSync(file, { force: true });
    }
  });

  test('removes and renames this computer’s files for itself only', async () => {
    const programs = ['/usr/bin/find', '/etc/passwd'];
    const { exitCode } = await bash('rm /etc/passwd && mv /usr/bin/find /usr/bin/lost');
    expect([exitCode, ...programs.map((path) => existsSync(path))]).toEqual([0, true, true]);
    expect((await bash('ls /etc/passwd /usr/bin/find')).exitCode).toBe(2);
  });

  test('may write to no file system but its own', async () => {
    const { stdout } = await bash('cat /proc/self/mountinfo');
    const own = new Set(['overlay', 'tmpfs', 'proc', 'sysfs', 'devpts', 'mqueue', 'cgroup', 'cgroup2']);
    const others = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' - '))
      .map(([mount = '', kind = '']) => ({ mount: mount.split(' '), kind: kind.split(' ')[0] ?? '' }))
      .filter(({ kind, mount: [, , , , , options = ''] }) => !own.has(kind) && options.split(',')[0] !== 'ro')
      .map(({ mount: [, , , root, point] }) => [root, point]);
    // What the engine stores is in the run's folder.
    expect(others).toEqual([[expect.stringMatching(/\/chainwalk-\d+-\d+\/host\/docker$/), '/var/lib/docker']]);
    for (const path of ['/run/chainwalk/scripts/machine.sh', '/run/chainwalk/images/busybox.tar'])
      expect((await bash(`echo >> ${path}`)).stderr).toContain('Read-only file system');
  });

  test('sets what its network has, and nothing of the kernel’s', async () => {
    const before = SETTINGS.map((path) => readFileSync(path, 'utf8'));
    for (const path of SETTINGS) expect((await bash(`echo 7 > ${path}`)).stderr).toContain('Read-only file system');
    expect(SETTINGS.map((path) => readFileSync(path, 'utf8'))).toEqual(before);
    expect((await bash('echo 0 > /sys/module/printk/parameters/time')).exitCode).toBe(1);
    const forwarding = '/proc/sys/net/ipv4/ip_forward';
    expect((await bash(`echo 1 > ${forwarding}; cat ${forwarding}; echo 0 > ${forwarding}`)).stdout).toBe('1\n');
  });

  test('leaves the clock alone', async () => {
    expect((await bash('date -s 2001-01-01')).stderr).toContain('Operation not permitted');
    expect(new Date().getFullYear()).toBeGreaterThan(2001);
  });

  test('sees its own processes only, and no disk', async () => {
    const { stdout } = await bash('cat /proc/1/cmdline | tr "\\0" " "; find /dev -type b');
    expect(stdout).toMatch(/^bash -c echo "ready \$1".*\n?$/);
  });
});
