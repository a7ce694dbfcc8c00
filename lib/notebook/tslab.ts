/** The kernel's own modules: tslab as it is installed beside a notebook, else beside this package. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** tslab's own `require`, so that the kernel, its compiler and its sockets are the instances that are patched. */
export function requireTslab(): NodeJS.Require {
  const fromNotebook = createRequire(join(process.cwd(), 'notebook.js'));
  for (const candidate of [fromNotebook, require]) {
    try {
      return createRequire(candidate.resolve('tslab/dist/main.js'));
    } catch {}
  }
  throw new Error('The kernel, tslab, is not installed.');
}
