/** The unit tests, with one file read otherwise than it stands there: no file is changed. `MUTANT` says which, and what is replaced. */
import { defineConfig } from 'vitest/config';

interface Mutant {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

const mutant: Mutant | undefined = process.env.MUTANT === undefined ? undefined : JSON.parse(process.env.MUTANT);

export default defineConfig({
  // Where it is started.
  root: process.cwd(),
  plugins: [
    {
      name: 'mutant',
      enforce: 'pre',
      transform(code, id) {
        if (mutant === undefined || id.split('?')[0] !== mutant.file) return undefined;
        return code.slice(0, mutant.start) + mutant.replacement + code.slice(mutant.end);
      },
    },
  ],
  test: {
    maxWorkers: 2,
    bail: 1,
    passWithNoTests: true,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    setupFiles: ['test/platform/setup.ts'],
    include: [`${process.env.TESTS ?? 'test'}/**/*.test.ts`],
    exclude: ['test/real/{diff,fuzz,leftovers,machine,run,witness}.test.ts', 'test/{browser,package}/**'],
  },
});
