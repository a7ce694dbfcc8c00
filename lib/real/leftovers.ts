/** What a run keeps outside its namespaces: a folder and control groups, named by the process that made them. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const NAME = /^chainwalk-(\d+)-\d+$/;
const CGROUPS = '/sys/fs/cgroup';
let made = 0;

/** A run's folder, which has the name of its control groups. */
export interface Workplace {
  readonly name: string;
  readonly folder: string;
}

/** Makes a folder that is this process's own. */
export async function makeWorkplace(): Promise<Workplace> {
  made += 1;
  const name = `chainwalk-${process.pid}-${made}`;
  const folder = join(tmpdir(), name);
  await remove(name);
  await mkdir(folder, { mode: 0o700 });
  await writeFile(join(folder, 'owner'), await startOf(process.pid));
  return { name, folder };
}

/** Removes a run's folder and control groups; its processes have ended. */
export async function remove(name: string): Promise<void> {
  for (const parent of await cgroupRoots()) await removeCgroup(join(parent, name));
  // What the kernel still unmounts is busy for a moment.
  await rm(join(tmpdir(), name), { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

/** Removes what runs left behind that could not do it themselves; their names. */
export async function removeLeftovers(): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const folder of [tmpdir(), ...(await cgroupRoots())])
    for (const name of await readdir(folder)) if (NAME.test(name) && !(await isAlive(name))) names.add(name);
  for (const name of names) await remove(name);
  return [...names];
}

/** Whether the process that a run is named by is the one that made it: numbers are used again. */
async function isAlive(name: string): Promise<boolean> {
  const start = await startOf(Number(NAME.exec(name)?.[1]));
  if (start === '') return false;
  const owner = await readFile(join(tmpdir(), name, 'owner'), 'utf8').catch(() => start);
  return owner === start;
}

/** When a process began, in clock ticks since boot; '' if there is none. proc_pid_stat(5), field 22. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

/** Version 2's one hierarchy, or version 1's one for each controller. */
async function cgroupRoots(): Promise<readonly string[]> {
  const entries = await readdir(CGROUPS, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(CGROUPS, name));
  return [CGROUPS, ...folders].filter((folder) => existsSync(join(folder, 'cgroup.procs')));
}

/** Groups are removed from the leaves up (cgroups(7)); one with a process in it stays. */
async function removeCgroup(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await removeCgroup(join(folder, entry.name));
  for (let tries = 0; tries < 20; tries += 1) {
    const error = await rmdir(folder).then(
      () => undefined,
      ({ code }: NodeJS.ErrnoException) => code,
    );
    if (error !== 'EBUSY') return;
    // A process that has ended is in its group until it is waited for.
    await sleep(50);
  }
}
