/**
 * The part of `npm run mutants` that runs in Vitest's worker: tests are run with one change after the other switched on, in one
 * process, and each outcome is a line of JSON in a file, so that what hangs or crashes is known by what is missing.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { startTests } from '@vitest/runner';
import { TestRunner, vi } from 'vitest';

/** A loop that a change made endless passes it so many times more often than the tests do without. */
const ENDLESS = { factor: 100, least: 1_000_000 };

/** Runs no test of its own: when Vitest has run the one file that it was given, the trial begins. */
export default class Trial extends TestRunner {
  async onAfterRunFiles() {
    await super.onAfterRunFiles();
    const { plan, outcomes } = JSON.parse(process.env.CHAINWALK_MUTANTS ?? '{}');
    const { mutants, tests } = JSON.parse(readFileSync(plan, 'utf8'));
    const say = (outcome) => appendFileSync(outcomes, `${JSON.stringify(outcome)}\n`);
    for (const test of tests) say(await this.measure(test));
    for (const { id, tests, calls } of mutants) {
      say({ id, begins: true });
      say({ id, noticedBy: await this.noticedBy(id, tests, calls) });
    }
    say({ ends: true });
  }

  /** How long a file of tests takes without a change, which changes it passes how often, and whether it holds. */
  async measure(test) {
    const calls = {};
    vi.resetModules();
    globalThis.isMutant = (id) => {
      calls[id] = (calls[id] ?? 0) + 1;
      return false;
    };
    const began = performance.now();
    const failed = await this.runTests(test);
    return { test, calls, failed, milliseconds: performance.now() - began };
  }

  /** The first file of tests that fails with the change. */
  async noticedBy(mutant, tests, calls) {
    vi.resetModules();
    let left = calls * ENDLESS.factor + ENDLESS.least;
    globalThis.isMutant = (id) => {
      if (id === mutant && left-- < 0) throw new Error('this has no end');
      return id === mutant;
    };
    for (const test of tests) if ((await this.runTests(test)) || left < 0) return test;
    return undefined;
  }

  /** Runs a file of tests until one fails: its name, if one did. */
  async runTests(filepath) {
    const runner = new TestRunner(this.config);
    let failed;
    const onAfterRunTask = runner.onAfterRunTask.bind(runner);
    Object.assign(runner, {
      moduleRunner: this.moduleRunner,
      onAfterRunTask(test) {
        onAfterRunTask(test);
        if (test.result?.state === 'fail') failed ??= test.name;
        if (failed !== undefined) runner.cancel();
      },
    });
    runner.__setTraces(this._otel);
    const [file] = await startTests([{ filepath }], runner);
    if (file?.result?.state === 'fail') failed ??= file.result.errors?.[0]?.message ?? 'the file itself';
    return failed;
  }
}
