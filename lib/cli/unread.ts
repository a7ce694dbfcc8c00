/**
 * Ends the process when the reader of its output has closed the pipe, as `head` does. Commands that write files or clean up
 * go on (bin/chainwalk.js); commands that only print, or would never end, call this.
 */
export function exitOnClosedPipe(): void {
  const { stdout } = process;
  if (stdout.errored) exitQuietly();
  stdout.off('error', exitQuietly).once('error', exitQuietly);
}

function exitQuietly(): never {
  process.exit(0);
}
