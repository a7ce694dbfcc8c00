/**
 * Who reads what is printed may have seen enough, as `head` has. Commands that write files or clean up go on unheard
 * (bin/chainwalk.js); what only prints, or would go on for ever, calls this.
 */
export function exitOnClosedPipe(): void {
  const { stdout } = process;
  if (stdout.errored) end();
  stdout.off('error', end).once('error', end);
}

function end(): never {
  process.exit(0);
}
