/** What a container's processes have in their environment. moby: container.CreateDaemonEnvironment; runc adds HOME. */
import { expect, test } from 'vitest';
import { lab } from '../../lib/lab';

test('it is the image’s and that of -e, for every process and shell in the container', async () => {
  const machines = await lab();
  await machines.sh('host# systemctl start docker');
  await machines.sh('host# docker run -d --name box -e FOO=bar -e HOME=/tmp busybox sleep 100000');
  const printed = async (line: string) => (await machines.sh(line)).stdout;
  const variables = await printed('host# docker exec box env');
  expect(variables).toMatch(/^PATH=.*:\/bin$/m);
  expect(variables).toMatch(/^HOSTNAME=[0-9a-f]{12}$/m);
  expect(variables).toMatch(/^HOME=\/tmp$/m);
  expect(variables).not.toMatch(/^(IFS|SHELL|[^A-Z].*)=/m);
  expect(await printed("host# docker exec box sh -c 'echo $FOO'")).toBe('bar\n');
  expect(await printed('host# docker exec box printenv FOO')).toBe('bar\n');
  expect(await printed('host# docker run --rm -e FOO=baz busybox env | grep FOO')).toBe('FOO=baz\n');
  expect(await printed('box# echo $FOO $HOSTNAME | wc -w')).toBe('2\n');
});

test('env of a shell prints what is exported', async () => {
  const machines = await lab();
  await machines.sh('host# ONE=1; export TWO=2');
  const { stdout } = await machines.sh('host# THREE=3 env');
  expect(stdout).toContain('TWO=2\nTHREE=3\n');
  expect(stdout).not.toMatch(/^(ONE|IFS|\W)/m);
});
