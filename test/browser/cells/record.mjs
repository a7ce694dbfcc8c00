/**
 * Asks the Jupyter kernel what it answers to each case, and writes it to answers.json: `node test/browser/cells/record.mjs`, after
 * `npm run build`. Each case runs in a Jupyter kernel of its own.
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const require = createRequire(import.meta.url);
const { runNotebook } = require('../../../lib/dist/notebook/run/run.js');
const { TSLAB_VERSION } = require('../../../lib/dist/notebook/kernel/patches.js');
const { module } = await runnerImport(fileURLToPath(new URL('./cases.ts', import.meta.url)));
const path = fileURLToPath(new URL('../../notebook/fixtures/trial.ipynb', import.meta.url));

const cases = {};
for (const [name, sources] of Object.entries(module.CASES)) {
  const cells = sources.map((source, index) => {
    return { kind: 'code', id: `cell-${index + 1}`, source, outputs: [], metadata: {}, executionCount: null };
  });
  const { notebook, failure } = await runNotebook({ name: 'trial', path, metadata: {}, cells });
  const printed = notebook.cells.map(({ outputs }) => module.printedBy(outputs));
  cases[name] = {
    printed,
    ...(failure && { failure: { cell: failure.cell, line: failure.line, reason: failure.reason } }),
  };
}
writeFileSync(
  new URL('./answers.json', import.meta.url),
  `${JSON.stringify({ tslab: TSLAB_VERSION, cases }, null, 1)}\n`,
);
