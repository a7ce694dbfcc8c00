/** Hosts that are audited side by side, each job in a process of its own: one that dies takes only its host with it. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { type AuditResult, resultOf } from '../../host';
import { loadHostPath } from './hostFiles';

/** What could not be audited says why, and no host stops the others. */
export async function auditPath(path: string): Promise<AuditResult> {
  try {
    return resultOf(path, (await loadHostPath(path)).audit());
  } catch (error) {
    return failed(path, error instanceof Error ? error.message : String(error));
  }
}

/** Audits in `jobs` processes; `take` is told each result as it comes. */
export async function auditSideBySide(
  paths: readonly string[],
  jobs: number,
  take: (index: number, result: AuditResult) => void,
): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    let worker: ChildProcess | undefined;
    while (next < paths.length) {
      const index = next++;
      const path = paths[index] ?? '';
      if (worker === undefined || worker.exitCode !== null || worker.signalCode !== null)
        worker = fork(join(__dirname, 'auditWorker.js'));
      take(index, await askWorker(worker, path));
    }
    worker?.disconnect();
  };
  await Promise.all(Array.from({ length: jobs }, work));
}

function askWorker(worker: ChildProcess, path: string): Promise<AuditResult> {
  return new Promise((resolve) => {
    const answer = (result: AuditResult) => {
      worker.off('message', answer);
      worker.off('exit', end);
      resolve(result);
    };
    const end = () => answer(failed(path, 'the process that audited it died: it may need more memory'));
    worker.on('message', answer);
    worker.on('exit', end);
    worker.send(path);
  });
}

function failed(host: string, error: string): AuditResult {
  return { host, findings: [], assumptions: 0, unknown: 0, error };
}
