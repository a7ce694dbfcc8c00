/** What importing chainwalk, and its command, cost beside a bare Node. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const LIB = join(__dirname, '../../lib');
const RUNS = 15;

/** Milliseconds that a process takes more than one that does nothing: medians of runs that take turns. */
export interface Startup {
  readonly bare: number;
  readonly imported: number;
  readonly version: number;
}

/** Starts the processes one after the other. */
export function measureStartup(): Startup {
  const kinds = {
    bare: ['-e', '0'],
    imported: ['-e', `require(${JSON.stringify(join(LIB, 'dist/index.js'))})`],
    version: [join(LIB, 'bin/chainwalk.js'), '--version'],
  };
  const times: Record<keyof typeof kinds, number[]> = { bare: [], imported: [], version: [] };
  for (let run = 0; run < RUNS; run++) {
    for (const kind of ['bare', 'imported', 'version'] as const) {
      const begun = performance.now();
      spawnSync(process.execPath, kinds[kind]);
      times[kind].push(performance.now() - begun);
    }
  }
  const bare = median(times.bare);
  return { bare, imported: median(times.imported) - bare, version: median(times.version) - bare };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
