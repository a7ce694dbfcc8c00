/** Runs the tests that depend on a file while it is read otherwise than it stands there; no file is changed. */
import { createVitest } from 'vitest/node';
import { mutate } from './mutations.mjs';

/** After so many seconds a test run hangs, which is noticed as well. */
const PATIENCE = 600;

/** One Vitest for all changes: what they do not touch is read once. */
export class Witness {
  #root;
  #tests;
  #mutant;
  #vitest;

  /** `tests` is the folder of the tests, from the root. */
  constructor(root, tests) {
    this.#root = root;
    this.#tests = tests;
  }

  /** Whether a test fails, or hangs, with the change in its file. */
  async notices(mutant) {
    this.#mutant = mutant;
    const failed = await this.fails([mutant.file]);
    this.#mutant = undefined;
    this.#vitest?.invalidateFile(mutant.file);
    return failed;
  }

  /** Whether a test that depends on one of the files fails, or hangs. */
  async fails(files) {
    this.#vitest ??= await this.#start();
    const vitest = this.#vitest;
    for (const file of files) vitest.invalidateFile(file);
    vitest.config.related = files;
    const specifications = await vitest.getRelevantTestSpecifications();
    if (specifications.length === 0) return false;
    let timer;
    const hangs = new Promise((settle) => {
      timer = setTimeout(() => settle(undefined), PATIENCE * 1000);
    });
    const result = await Promise.race([vitest.runTestSpecifications(specifications, false), hangs]);
    clearTimeout(timer);
    if (result === undefined) {
      await this.end();
      return true;
    }
    return result.unhandledErrors.length > 0 || result.testModules.some((module) => module.state() === 'failed');
  }

  /** Ends Vitest and its workers. */
  async end() {
    await this.#vitest?.close();
    this.#vitest = undefined;
  }

  #start() {
    const plugin = {
      name: 'mutant',
      enforce: 'pre',
      transform: (code, id) => {
        const mutant = this.#mutant;
        return mutant !== undefined && id.split('?')[0] === mutant.file ? mutate(code, mutant) : undefined;
      },
    };
    const options = {
      ...{ root: this.#root, config: false, watch: false, maxWorkers: 2, bail: 1, passWithNoTests: true },
      ...{ testTimeout: 60_000, hookTimeout: 60_000, setupFiles: ['test/platform/setup.ts'] },
      reporters: [{}],
      include: [`${this.#tests}/**/*.test.ts`],
      exclude: ['test/real/{diff,fuzz,leftovers,machine,run,witness}.test.ts', 'test/{browser,package}/**'],
    };
    return createVitest('test', options, { plugins: [plugin] });
  }
}
