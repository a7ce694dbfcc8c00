/** `chainwalk run FILE`: a session, as a transcript or as JSON, and what its interfaces carried. */
import { mkdir, readFile } from 'node:fs/promises';
import { Lab, PcapRecorder, parseSession, SessionSyntaxError } from './lab';
import type { IptablesVersion } from './machine';

export interface RunOptions {
  readonly format: 'text' | 'json';
  readonly iptablesVersion: IptablesVersion;
  /** Seconds. */
  readonly pause: number;
  readonly seed: number;
  /** Folder for a capture file of each machine and container. */
  readonly pcap?: string;
}

/** Runs the session in a file, or from standard input for `-`; the exit code. */
export async function runCommand(file: string, options: RunOptions, print: (text: string) => void): Promise<number> {
  const text = await readSession(file);
  if (text === undefined) return 2;
  let session: ReturnType<typeof parseSession>;
  try {
    session = parseSession(text, sourceName(file));
  } catch (error) {
    if (!(error instanceof SessionSyntaxError)) throw error;
    return complain(error.message);
  }
  try {
    if (options.pcap !== undefined) await mkdir(options.pcap, { recursive: true });
  } catch (error) {
    return complain(`cannot make the folder ${options.pcap} for --pcap: ${reasonOf(error)}`);
  }
  const lab = new Lab(options);
  const recorder = options.pcap === undefined ? undefined : new PcapRecorder(lab);
  recorder?.start();
  const outcomes = [];
  for (const { place, command } of session) {
    const outcome = await lab.run(place, command);
    outcomes.push(outcome);
    if (options.format === 'text') print(outcome.transcript);
  }
  lab.settle();
  recorder?.stop();
  if (options.pcap !== undefined) recorder?.save(options.pcap, `${sourceName(file)}, seed ${options.seed}`);
  if (options.format === 'json') print(`${JSON.stringify(outcomes, undefined, 1)}\n`);
  return 0;
}

async function readSession(file: string): Promise<string | undefined> {
  try {
    if (file !== '-') return await readFile(file, 'utf8');
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString('utf8');
  } catch (error) {
    complain(`cannot read the session ${file}: ${reasonOf(error)}`);
    return undefined;
  }
}

function sourceName(file: string): string {
  return file === '-' ? 'standard input' : file;
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EEXIST' || code === 'ENOTDIR') return 'a file is in the way';
  return code === 'EISDIR' ? 'it is a folder' : (code ?? String(error));
}

function complain(sentence: string): number {
  process.stderr.write(`chainwalk: ${sentence}\n`);
  return 2;
}
