/**
 * Ends a process whose parent has ended. Jupyter leaves a Jupyter kernel no pipe to watch, so this looks every second
 * whether the parent is still the same, and there. It runs in a thread of its own, so that a busy main thread cannot keep
 * the process alive.
 */

/** How often the parent is looked at. */
const INTERVAL_MS = 1000;

watch(process.ppid);

function watch(jupyter: number): void {
  setInterval(() => {
    if (process.ppid !== jupyter || !isThere(jupyter)) process.kill(process.pid, 'SIGKILL');
  }, INTERVAL_MS);
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

export {};
