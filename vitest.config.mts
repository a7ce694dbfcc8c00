import { defineConfig } from 'vitest/config';

/** Two workers: each notebook test starts a kernel of its own, and more at once gain nothing on two cores. */
export default defineConfig({
  test: { include: ['test/**/*.test.ts'], maxWorkers: 2, testTimeout: 60_000, hookTimeout: 60_000 },
});
