/**
 * The Jupyter kernels that this process has running. However the process ends, short of being killed outright, none of them
 * stays: they are killed when it exits, is interrupted (Ctrl-C), told to terminate, or loses its terminal. (When it is
 * killed outright, they notice by themselves: kernel/watchParent.ts waits for that.)
 */
import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const live = new Map<ChildProcess, string>();

/** Notes that Jupyter kernel `child` runs and keeps its connection file in `folder`; `forget` undoes it and removes the folder. */
export function remember(child: ChildProcess, folder: string): void {
  if (live.size === 0) {
    process.on('exit', killAll);
    for (const signal of SIGNALS) process.on(signal, end);
  }
  live.set(child, folder);
}

/** Notes that Jupyter kernel `child` has ended. */
export function forget(child: ChildProcess): void {
  removeFolder(live.get(child));
  live.delete(child);
  if (live.size === 0) release();
}

function killAll(): void {
  for (const [child, folder] of live) {
    child.kill('SIGKILL');
    removeFolder(folder);
  }
  live.clear();
}

/** Ends this process by the signal that came, so that whoever started it sees the usual exit status. */
function end(signal: NodeJS.Signals): void {
  killAll();
  release();
  process.kill(process.pid, signal);
}

function release(): void {
  process.off('exit', killAll);
  for (const signal of SIGNALS) process.off(signal, end);
}

function removeFolder(folder: string | undefined): void {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
