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
