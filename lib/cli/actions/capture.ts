/** What the real kernel shows of a session’s requests, as data for tests. */
import { basename, join } from 'node:path';
import { accessNames, capture, rowJson } from '../../real';
import { UsageError } from '../command';
import { readSessionFile, writeOutput } from './sessionFile';

/** `FOLDER/NAME.json` of `NAME.session`; the exit code. Throws a `UsageError` and a `RealMachineError`. */
export async function captureSession(
  file: string,
  folder: string,
  runs: number,
  tell: (line: string) => void,
): Promise<number> {
  const { text, commands } = await readSessionFile(file);
  if (accessNames(text).size === 0)
    throw new UsageError(`${file} has no request: a line "# access: NAME" marks the command below it as one`);
  const captured = await capture(text, commands, runs, tell);
  const target = join(folder, `${basename(file, '.session')}.json`);
  await writeOutput(target, `${rowJson(captured)}\n`);
  tell(`${target} has ${Object.keys(captured.accesses).length} requests`);
  return 0;
}
