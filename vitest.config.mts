import { defineConfig } from 'vitest/config';

const settings = { testTimeout: 60_000, hookTimeout: 60_000, setupFiles: ['test/platform/setup.ts'] };

/** Tests of real machines; the others of test/real take none. */
const KERNEL = 'test/real/{diff,fuzz,leftovers,machine,run,witness}.test.ts';

/**
 * `unit` runs anywhere; `kernel` needs root on Linux and the real programs, `browser` Chromium: their tests skip themselves, saying so.
 * `package` needs npm's registry.
 * Two workers: each notebook test starts a kernel of its own, and more at once gain nothing on two cores.
 */
export default defineConfig({
  test: {
    maxWorkers: 2,
    passWithNoTests: true,
    projects: [
      {
        test: {
          ...settings,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [KERNEL, 'test/{browser,package}/**'],
        },
      },
      { test: { ...settings, name: 'kernel', include: [KERNEL], fileParallelism: false } },
      { test: { ...settings, name: 'package', include: ['test/package/**/*.test.ts'], fileParallelism: false } },
      {
        test: {
          ...settings,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          fileParallelism: false,
          // A page may draw late on a busy machine: what fails twice is a fault.
          retry: 1,
        },
      },
    ],
  },
});
