/** What a run keeps outside its namespaces: a folder and control groups, named by the process that made them. */

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SCRIPTS } from './scripts';

const NAME = /^chainwalk-(\d+)-\d+$/;
const CGROUPS = '/sys/fs/cgroup';
let made = 0;

/** A run's folder, which has the name of its control groups. */
export interface Workplace {
  readonly name: string;
  readonly folder: string;
  /** Removes the folder and the control groups; the run's processes have ended. */
  remove(): Promise<void>;
}

/** Makes a folder that is this process's own, and is removed even if this process is killed. */
export async function makeWorkplace(): Promise<Workplace> {
  made += 1;
  const name = `chainwalk-${process.pid}-${made}`;
  const folder = join(tmpdir(), name);
  await removeRun(name);
  await mkdir(folder, { mode: 0o700 });
  await writeFile(join(folder, 'owner'), await startOf(process.pid));
  const remover = startRemover(name);
  return { name, folder, remove: () => letRemove(remover) };
}

/** Removes what runs left behind that could not do it themselves; their names. */
export async function removeLeftovers(): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const folder of [tmpdir(), ...(await cgroupRoots())])
    for (const name of await readdir(folder)) if (NAME.test(name) && !(await isAlive(name))) names.add(name);
  for (const name of names) await removeRun(name);
  return [...names];
}

function removeRun(name: string): Promise<void> {
  return letRemove(startRemover(name));
}

/** A process that waits for the end of its input, which is this process's end at the latest, and then removes a run. */
function startRemover(name: string): ChildProcess {
  const argv = [join(SCRIPTS, 'removeRun.sh'), name, join(tmpdir(), name)];
  const remover = spawn('bash', argv, { cwd: '/', stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  remover.stdin?.on('error', () => {});
  remover.unref();
  (remover.stdin as { unref?(): void } | null)?.unref?.();
  return remover;
}

async function letRemove(remover: ChildProcess): Promise<void> {
  if (remover.exitCode !== null || remover.signalCode !== null) return;
  const ended = new Promise((resolve) => remover.once('close', resolve));
  remover.ref();
  remover.stdin?.end();
  await ended;
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
