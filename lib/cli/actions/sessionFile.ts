/** The session that a command line names: a file, or standard input for `-`. */
import { readFile, writeFile } from 'node:fs/promises';
import { parseSession, type SessionCommand, SessionSyntaxError } from '../../lab';
import { obstacleOf } from '../../node/obstacle';
import { UsageError } from '../command';

/** A session that was read from a file. */
export interface SessionFile {
  readonly name: string;
  readonly text: string;
  readonly commands: readonly SessionCommand[];
}

/** Throws a `UsageError` for a file that cannot be read, and for a line that does not parse, before anything runs. */
export async function readSessionFile(file: string): Promise<SessionFile> {
  const name = file === '-' ? 'standard input' : file;
  const bytes = await (file === '-' ? readStandardInput() : readFile(file)).catch((error: unknown) => {
    throw new UsageError(`cannot read the session ${file}: ${reasonOf(error)}`);
  });
  if (/^(?:fffe|feff)/.test(bytes.toString('hex', 0, 2)))
    throw new UsageError(`${name} is written in UTF-16; a session is read as UTF-8`);
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  try {
    return { name, text, commands: parseSession(text, name) };
  } catch (error) {
    if (!(error instanceof SessionSyntaxError)) throw error;
    throw new UsageError(error.message);
  }
}

/** Writes a file that the command line names. Throws a `UsageError` if it cannot be written. */
export async function writeOutput(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: unknown) => {
    throw new UsageError(`cannot write ${file}: ${reasonOf(error)}`);
  });
}

/** Why a file could not be read or written, in words. */
export function reasonOf(error: unknown): string {
  return obstacleOf(error) ?? String(error);
}

async function readStandardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
