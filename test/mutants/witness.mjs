/** Runs the tests that pass a change while it is switched on; no file is changed. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createVitest } from 'vitest/node';
import { switchable } from './mutations.mjs';

/** After so many seconds without an outcome a test hangs, which is noticed as well. */
const PATIENCE = 600;

const HERE = import.meta.dirname;
/** Tests that need a real machine, Chromium or npm's registry. */
const ELSEWHERE = /^(?:real\/(?:diff|fuzz|leftovers|machine|run|witness)\.test\.ts|(?:browser|package|mutants)\/)/;

/** One process tries all changes, and another one goes on behind a change that hangs or crashes it. */
export class Witness {
  #root;
  #mutants;
  #folder = mkdtempSync(join(tmpdir(), 'mutants-'));

  /** `mutants` are all that will be asked for, each with an `id`. */
  constructor(root, mutants) {
    this.#root = root;
    this.#mutants = mutants;
  }

  /** How files of tests go without a change, the quickest first. Each is named itself, or lies in a folder that is. */
  async measure(named) {
    const filesOf = (at) =>
      at.endsWith('.ts') ? [at] : readdirSync(at, { recursive: true }).map((name) => resolve(at, `${name}`));
    const names = [...new Set(named.flatMap((name) => filesOf(resolve(this.#root, name))))];
    const ours = (name) =>
      name.endsWith('.test.ts') && !ELSEWHERE.test(name.slice(resolve(this.#root, 'test').length + 1));
    const measured = [];
    await this.#run({ tests: names.filter(ours).sort(), mutants: [] }, (outcome) => {
      if (outcome.test !== undefined) measured.push(outcome);
    });
    return measured.toSorted((a, b) => a.milliseconds - b.milliseconds);
  }

  /** Tries changes, given with the tests that are to notice each; tells of each whether one did. */
  async try(mutants, tell) {
    let rest = mutants;
    while (rest.length > 0) {
      let tried = 0;
      let isTrying = false;
      const ended = await this.#run({ tests: [], mutants: rest }, (outcome) => {
        isTrying = outcome.begins === true;
        if (outcome.id === undefined || isTrying) return;
        tell(outcome.id, outcome.noticedBy);
        tried++;
      });
      if (!ended && isTrying) tell(rest[tried++].id, 'it hung or crashed');
      else if (!ended) throw new Error('the tests could not be run');
      rest = rest.slice(tried);
    }
  }

  end() {
    rmSync(this.#folder, { recursive: true });
  }

  /** Whether a worker did all of a plan. Its outcomes are told as they come. */
  async #run(plan, tell) {
    const files = { plan: join(this.#folder, 'plan.json'), outcomes: join(this.#folder, 'outcomes.jsonl') };
    writeFileSync(files.plan, JSON.stringify(plan));
    writeFileSync(files.outcomes, '');
    const vitest = await createVitest('test', this.#options(files), { plugins: [this.#plugin()] });
    let isOver = false;
    const run = vitest.start().finally(() => {
      isOver = true;
    });
    let seen = 0;
    let lastAt = Date.now();
    let ended = false;
    for (;;) {
      const wasOver = isOver;
      const lines = readFileSync(files.outcomes, 'utf8').split('\n').slice(seen, -1);
      for (const line of lines) {
        const outcome = JSON.parse(line);
        if (outcome.ends) ended = true;
        else tell(outcome);
      }
      seen += lines.length;
      if (lines.length > 0) lastAt = Date.now();
      if (wasOver || ended || Date.now() - lastAt > PATIENCE * 1000) break;
      await new Promise((wake) => setTimeout(wake, 200));
    }
    if (ended) await run;
    else run.catch(() => undefined);
    await vitest.close();
    return ended;
  }

  #options(files) {
    return {
      ...{ root: this.#root, config: false, watch: false, maxWorkers: 1, isolate: false, pool: 'forks' },
      ...{ testTimeout: 60_000, hookTimeout: 60_000, setupFiles: ['test/platform/setup.ts'], reporters: [{}] },
      ...{ include: ['test/mutants/begin.mjs'], runner: `${HERE}/trial.mjs` },
      env: { CHAINWALK_MUTANTS: JSON.stringify(files) },
    };
  }

  #plugin() {
    return {
      name: 'mutants',
      enforce: 'pre',
      resolveId: (source, importer) => sourceOf(this.#root, source, importer),
      transform: (code, id) => {
        const here = this.#mutants.filter(({ file }) => file === id.split('?')[0]);
        return here.length > 0 ? switchable(code, here) : undefined;
      },
    };
  }
}

/** What tests import as the built package, or as its folder, is read from its sources here: nothing is built anew. */
function sourceOf(root, source, importer) {
  const lib = resolve(root, 'lib');
  const [, name] = /^chainwalk(?:\/(\w+))?$/.exec(source) ?? [undefined, undefined];
  if (name !== undefined) return existsSync(`${lib}/public/${name}.ts`) ? `${lib}/public/${name}.ts` : undefined;
  const isFolder = source.startsWith('.') && importer !== undefined && resolve(dirname(importer), source) === lib;
  return source === 'chainwalk' || isFolder ? `${lib}/index.ts` : undefined;
}
