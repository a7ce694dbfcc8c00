/** A command that is killed leaves nothing behind. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { removeLeftovers } from '../../lib/real/leftovers';
import { describeKernel } from './available';
import { hierarchies, traces } from './traces';

const COMMAND = join(__dirname, '../../lib/bin/chainwalk.js');
const SESSION = `host# systemctl start docker
host# docker run --name ng1 -d -p 8001:80 lkarrie/nginx1 > /dev/null
host# touch /home/x; echo up
host# sleep 1000
`;

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Its network namespace. */
  readonly network: string;
}

function processes(): readonly Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        return [{ pid: Number(name), parent, network: readlinkSync(`/proc/${name}/ns/net`) }];
      } catch {
        // It has just ended.
        return [];
      }
    });
}

/** Network namespaces of a process's descendants, but for its own. */
function networksBelow(pid: number): ReadonlySet<string> {
  const all = processes();
  const family = new Set([pid]);
  let size = 0;
  while (size !== family.size) {
    size = family.size;
    for (const { pid: child, parent } of all) if (family.has(parent)) family.add(child);
  }
  const own = all.find((process) => process.pid === pid)?.network;
  return new Set(all.filter((each) => family.has(each.pid) && each.network !== own).map(({ network }) => network));
}

describeKernel('what a run keeps outside', () => {
  test('is gone soon after the command was killed, with its mounts and namespaces', async () => {
    const mounts = readFileSync('/proc/self/mountinfo', 'utf8');
    const command = spawn(process.execPath, [COMMAND, 'run', '--world', 'kernel', '-'], { detached: true });
    const pid = command.pid ?? 0;
    let printed = '';
    command.stdout.on('data', (chunk) => {
      printed += chunk;
    });
    command.stdin.end(SESSION);
    while (!printed.includes('\nup\n') && command.exitCode === null) await sleep(100);
    // Its last command has begun; host, client and container have a network each.
    await sleep(1500);
    const networks = networksBelow(pid);
    expect(networks.size).toBe(3);
    expect(traces(pid)).not.toEqual([]);
    process.kill(-pid, 'SIGKILL');
    await once(command, 'exit');
    const left = () => [
      ...traces(pid),
      ...processes().filter(({ network }) => networks.has(network)),
      ...readdirSync('/home').filter((name) => name === 'x'),
    ];
    for (let tries = 0; left().length > 0 && tries < 100; tries += 1) await sleep(100);
    expect(left()).toEqual([]);
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).toBe(mounts);
  });

  test('is removed by the next run if it stayed', async () => {
    // No process has this number: pid_max is 2^22 at most (proc(5)).
    const name = `chainwalk-${2 ** 22 + 1}-1`;
    const folders = [join(tmpdir(), name), ...hierarchies().map((hierarchy) => join(hierarchy, name))];
    for (const folder of folders) mkdirSync(join(folder, 'below'), { recursive: true });
    try {
      expect(traces(2 ** 22 + 1)).toHaveLength(folders.length);
      expect(await removeLeftovers()).toContain(name);
      expect(traces(2 ** 22 + 1)).toEqual([]);
    } finally {
      rmSync(folders[0] ?? '', { recursive: true, force: true });
    }
  });
});
