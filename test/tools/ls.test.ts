/** `ls` in a container, as busybox 1.35 lists there. */
import { beforeAll, expect, test } from 'vitest';
import { type Lab, lab } from '../../lib/lab';

let machines: Lab;

beforeAll(async () => {
  machines = await lab();
  await machines.sh('host# systemctl start docker');
  await machines.sh('host# docker run -d --name box busybox sleep 1000');
  await machines.sh(
    'box# mkdir -p /tmp/d; echo hi > /tmp/f; ln -s f /tmp/l; chmod 640 /tmp/f; head -c 3000 /dev/zero > /tmp/big',
  );
});

test.each([
  [
    'ls -l /tmp',
    `total 12
-rw-r--r--    1 root     root          3000 DATE big
drwxr-xr-x    2 root     root          4096 DATE d
-rw-r-----    1 root     root             3 DATE f
lrwxrwxrwx    1 root     root             1 DATE l -> f
`,
    0,
  ],
  ['ls -ln /tmp/f', '-rw-r-----    1 0        0                3 DATE /tmp/f\n', 0],
  ['ls -lh /tmp/big', '-rw-r--r--    1 root     root        2.9K DATE /tmp/big\n', 0],
  ['ls -1 /tmp/f nosuch', '/tmp/f\nls: nosuch: No such file or directory\n', 1],
])('%s', async (command, listing, code) => {
  const { stdout, stderr, exitCode } = await machines.sh(`box# ${command}`);
  expect([(stdout + stderr).replace(/\w{3} [ \d]\d \d\d:\d\d/g, 'DATE'), exitCode]).toEqual([listing, code]);
});
