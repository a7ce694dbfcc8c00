#!/usr/bin/env node

const { main } = require('../dist/cli/main.js');

// Who reads what is printed may have seen enough, as head has; what is to be written is written all the same.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
