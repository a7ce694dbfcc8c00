/** What a program that failed said last. */
import type { SpawnSyncReturns } from 'node:child_process';

/** The last line that it printed, its errors before the rest, or why it could not be run: as the end of a sentence. */
export function lastLine({ stdout, stderr, error }: SpawnSyncReturns<string>): string {
  const texts = [error?.message, stderr, stdout].map((text) => text?.trim() ?? '');
  const line = texts
    .find((text) => text !== '')
    ?.split('\n')
    .at(-1)
    ?.trim();
  return line === undefined ? 'it does not say why.' : `${line.replace(/^ERROR: /, '').replace(/\.$/, '')}.`;
}
