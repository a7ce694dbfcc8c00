/** Notebooks made up for a test; they lie (in name only) beside the fixtures, where kernels find the project's packages. */
import { join } from 'node:path';
import type { Notebook } from '../../lib/cells/document';

export const FIXTURES = join(__dirname, 'fixtures');

/** A notebook named `trial` with these code cells. */
export function trialNotebook(...sources: string[]): Notebook {
  const cells = sources.map((source, index) => {
    return { kind: 'code' as const, id: `cell-${index + 1}`, source, outputs: [], metadata: {}, executionCount: null };
  });
  const metadata = { kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'tslab' } };
  return { name: 'trial', path: join(FIXTURES, 'trial.ipynb'), metadata, cells };
}

/** Whether a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves once `holds` is true; rejects after `timeoutMs`. */
export async function until(holds: () => boolean, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`This did not come true within ${timeoutMs} ms: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
