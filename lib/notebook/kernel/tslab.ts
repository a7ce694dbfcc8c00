/** The modules of tslab, the Jupyter kernel: as it is installed beside a notebook, else beside this package. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** No tslab, or one that cannot be used; the message is one sentence. */
export class TslabError extends Error {
  readonly code = 'ERR_TSLAB';
}

/**
 * tslab's own `require`, so that the Jupyter kernel, its compiler and its sockets are the instances that are patched.
 * Throws TslabError when tslab is neither installed beside the working directory nor beside this package.
 */
export function requireTslab(): NodeJS.Require {
  const fromNotebook = createRequire(join(process.cwd(), 'notebook.js'));
  for (const candidate of [fromNotebook, require]) {
    try {
      return createRequire(candidate.resolve('tslab/dist/main.js'));
    } catch {}
  }
  throw new TslabError('tslab, the Jupyter kernel, is not installed.');
}

/** Replaces functions of the compiler that `tslab` will require; `patch` makes them from those of now. */
export function patchCompiler<Compiler extends object>(
  tslab: NodeJS.Require,
  patch: (compiler: Compiler) => Partial<Compiler>,
): void {
  const path = tslab.resolve('@tslab/typescript-for-tslab');
  const compiler = tslab(path) as Compiler;
  const loaded = tslab.cache[path];
  if (loaded) loaded.exports = { ...compiler, ...patch(compiler) };
}
