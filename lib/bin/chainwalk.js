#!/usr/bin/env node

const { main } = require('../dist/cli.js');

// Who reads what is printed may have seen enough, as head has.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
