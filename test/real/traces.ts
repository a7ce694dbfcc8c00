/** What a run of this process, or of another, keeps outside its namespaces. */

import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CGROUPS = '/sys/fs/cgroup';

/** The hierarchies of control groups: version 2's one, or one for each controller. */
export function hierarchies(): readonly string[] {
  if (existsSync(join(CGROUPS, 'cgroup.procs'))) return [CGROUPS];
  const folders = readdirSync(CGROUPS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => join(CGROUPS, name));
}

/** Names of folders and of control groups. */
export function traces(pid: number = process.pid): readonly string[] {
  return [tmpdir(), ...hierarchies()]
    .flatMap((folder) => readdirSync(folder))
    .filter((name) => name.startsWith(`chainwalk-${pid}-`));
}
