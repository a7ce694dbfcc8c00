#!/usr/bin/env node
const { existsSync } = require('node:fs');
const { join } = require('node:path');

/** Says in one sentence what went wrong, and ends. */
function fail(sentence, exitCode) {
  process.stderr.write(`chainwalk: ${sentence}\n`);
  process.exit(exitCode);
}

const program = join(__dirname, '../dist/cli/main.js');
if (!existsSync(program)) fail('it is not built yet: run npm ci, or npm run build', 1);

// Who reads what is printed may have seen enough, as head has; what is to be written is written all the same.
process.stdout.on('error', (error) => {
  if (error.code === 'ENOSPC') fail('standard output cannot be written: no space is left', 1);
  if (error.code !== 'EPIPE') fail(`standard output cannot be written: ${error.code}`, 1);
});
process.stderr.on('error', () => {});

require('../dist/cli/npmParent.js').endWithNpm();
require(program)
  .main(process.argv.slice(2))
  .then((exitCode) => {
    process.exitCode = exitCode;
  });
