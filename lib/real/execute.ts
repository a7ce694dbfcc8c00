/** Programs of this computer, run to their end. */
import { spawn } from 'node:child_process';

/** The real machines cannot be had, or cannot do what they should; the message is one sentence for the user. */
export class RealMachineError extends Error {
  readonly code = 'ERR_REAL_MACHINE';
  override readonly name = 'RealMachineError';
}

/** What came of a program. */
export interface Executed {
  readonly stdout: string;
  readonly stderr: string;
  /** 127 if there is no such program. */
  readonly exitCode: number;
}

/** What a program is started with besides its arguments. */
export interface ExecuteOptions {
  readonly input?: string;
  /** Where it runs; here unless said otherwise. */
  readonly cwd?: string;
  /** Instead of this process's own. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program with its arguments, without a shell; whatever comes of it is a value. */
export function execute(argv: readonly string[], { input, cwd, env }: ExecuteOptions = {}): Promise<Executed> {
  const [program = '', ...rest] = argv;
  return new Promise((resolve) => {
    const child = spawn(program, rest, { cwd, env, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
    const read = (stream: NodeJS.ReadableStream | null) => {
      const chunks: Buffer[] = [];
      stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
      return () => Buffer.concat(chunks).toString('utf8');
    };
    const [stdout, stderr] = [read(child.stdout), read(child.stderr)];
    child.on('error', (error) => resolve({ stdout: '', stderr: error.message, exitCode: 127 }));
    child.on('close', (code) => resolve({ stdout: stdout(), stderr: stderr(), exitCode: code ?? 128 }));
    // Who does not read its input ends early.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

/** What a program prints that must succeed. Throws a `RealMachineError` that names it and its last words. */
export async function mustExecute(argv: readonly string[], options: ExecuteOptions = {}): Promise<string> {
  const { stdout, stderr, exitCode } = await execute(argv, options);
  if (exitCode === 0) return stdout;
  const words = (stderr.trim() || stdout.trim()).split('\n').at(-1)?.slice(0, 300);
  throw new RealMachineError(`${argv.slice(0, 12).join(' ').slice(0, 200)} ended with exit code ${exitCode}: ${words}`);
}
