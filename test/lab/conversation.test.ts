import { expect, test } from 'vitest';
import { Lab, type Observed, observe } from '../../lib/lab';
import { Conversation } from '../../lib/lab/conversation';
import type { CommandResult } from '../../lib/tools';

/** Machines that only say where a line was typed. */
class Echo extends Conversation<Observed> {
  now = 0;
  readonly running = new Set(['ng1']);

  protected override async type(place: string, command: string): Promise<CommandResult | undefined> {
    const exists = ['host', 'client', ...this.running].includes(place);
    return exists ? { stdout: `${place}: ${command}\n`, stderr: '', exitCode: 0 } : undefined;
  }

  protected override async typeInside(container: string, command: string): Promise<CommandResult | undefined> {
    return this.running.has(container) ? { stdout: `${container}: ${command}\n`, stderr: '', exitCode: 0 } : undefined;
  }

  protected override async pause(): Promise<string> {
    this.now += 1;
    return '';
  }

  protected override async findContainer(reference: string): Promise<string | undefined> {
    return this.running.has(reference) ? reference : undefined;
  }

  protected override async isRunning(container: string): Promise<boolean> {
    return this.running.has(container);
  }

  override async observe(place: string, command: string): Promise<Observed> {
    return { outcome: await this.run(place, command), before: [], after: [] };
  }
}

/** What was printed, and the exit code if it is not 0. */
async function printed(world: Echo, line: string): Promise<string> {
  const { stdout, stderr, exitCode } = await world.sh(line);
  return `${stdout}${stderr}${exitCode === 0 ? '' : exitCode}`;
}

test('an interactive docker exec enters a container, and exit leaves it with its code', async () => {
  const world = new Echo();
  expect(await printed(world, 'host# docker exec -it ng1 sh')).toBe('');
  expect(await printed(world, 'ng1# ls')).toBe('ng1: ls\n');
  expect(await printed(world, 'client# ls')).toBe('client: ls\n');
  expect(await printed(world, 'ng1# docker exec -it ng1 sh')).toBe('ng1: docker exec -it ng1 sh\n');
  expect(await printed(world, 'ng1# exit 3')).toBe('3');
  expect(await printed(world, 'host# ls')).toBe('host: ls\n');
});

test.each([
  'docker exec -it ng1 bash',
  'docker  exec -i -t ng1 /bin/sh',
  'docker container exec -ti ng1 ash',
  'docker exec --interactive --tty ng1 sh -l',
])('%s enters as well, and a line for the host is told how to leave', async (line) => {
  const world = new Echo();
  await world.sh(`host# ${line}`);
  expect(await printed(world, 'host# iptables -F')).toBe(
    'chainwalk: this terminal is inside ng1, where lines begin with ng1#; "ng1# exit" leads back to the host\n1',
  );
  expect(await printed(world, 'ng1# ls')).toBe('ng1: ls\n');
  await world.sh('ng1# exit');
  expect(await printed(world, 'ng1# exit 3')).toBe('ng1: exit 3\n');
  expect(await printed(world, 'host# ls')).toBe('host: ls\n');
});

test('a container that is called as a machine is has its prompt while one is inside', async () => {
  const lab = new Lab();
  const run = async (line: string) => (await lab.sh(line)).stdout;
  await run('host# systemctl start docker');
  for (const name of ['client', 'host']) {
    await run(`host# docker run -d --name ${name} --hostname inside busybox sleep 100000`);
    await run(`host# docker exec -it ${name} sh`);
    expect(await run(`${name}# hostname`)).toBe('inside\n');
    await run(`${name}# exit`);
    expect(await run('host# hostname')).toBe('localhost\n');
    expect(await run('client# hostname')).toBe('client\n');
  }
});

test('a container that docker cannot enter is left to docker, which says why', async () => {
  expect(await printed(new Echo(), 'host# docker exec -it ng2 sh')).toBe('host: docker exec -it ng2 sh\n');
});

test('when the container that was entered ends, one is at the host again', async () => {
  const world = new Echo();
  await world.sh('host# docker exec -it ng1 sh');
  world.running.clear();
  expect(await printed(world, 'host# exit')).toBe('host: exit\n');
});

test('a place that there is not is a sentence and exit code 1', async () => {
  expect(await printed(new Echo(), 'ng3# ls')).toBe('chainwalk: no machine or running container is called "ng3"\n1');
});

test('a pause passes once after each command: before the next, or when it is asked for', async () => {
  const world = new Echo();
  await world.settle();
  expect(world.now).toBe(0);
  await world.sh('host# ls');
  await world.settle();
  await world.settle();
  expect(world.now).toBe(1);
  await world.sh('host# ls');
  await world.sh('host# ls');
  expect(world.now).toBe(2);
});

test('the simulated machines are observed as any world is', async () => {
  const lab = new Lab();
  await lab.run('host', 'iptables -A OUTPUT -p icmp -j ACCEPT');
  const { outcome, deltas } = await observe(lab, 'host# ping -c 1 192.168.70.1');
  expect(outcome.exitCode).toBe(0);
  expect(deltas.map(({ chain, packets }) => `${chain} ${packets}`)).toEqual(['INPUT 1', 'OUTPUT 1']);
  expect(lab.now).toBeGreaterThan(outcome.endedAt);
});
