/** The command line with a session in a file, in a folder of its own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { runMain } from './runMain';

/** Where sessions lie, and what they write. */
export const folder = mkdtempSync(join(tmpdir(), 'chainwalk-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command line with a session in a file, whose name stands for `FILE` in the arguments. */
export async function chainwalk(session: string | Uint8Array, ...argv: readonly string[]) {
  const file = join(folder, 'session.txt');
  writeFileSync(file, session);
  const { exitCode, stdout, stderr } = await runMain(...argv.map((word) => word.replace('FILE', file)));
  const plain = (text: string) => text.replaceAll(file, 'FILE');
  return { exitCode, stdout: plain(stdout), stderr: plain(stderr) };
}
