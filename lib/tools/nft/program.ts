/** nft as a program that a process runs. */
import type { Process, Thread } from '../../machine';
import { nft } from './nft';

/** It waits for packets until somebody ends it, if it was asked to. */
export function* nftProgram(process: Process): Thread {
  const { stdout, stderr, exitCode, follow } = nft(process.place, process.argv.slice(1), process.stdin, process.cwd);
  process.stdout += stdout;
  process.stderr += stderr;
  if (follow === undefined) return exitCode;
  process.endedBy = 'Ctrl-C';
  const stop = follow((text) => {
    process.stdout += text;
  });
  process.hold({ close: stop });
  yield { ready: () => false, subscribe: () => () => {} };
  return exitCode;
}
