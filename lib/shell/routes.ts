/** Where a command's output goes, and whence its input comes: redirections and substitutions. bash: redir.c (do_redirection_internal). */
import type { ExecResult } from 'just-bash';
import { Pipe } from '../machine';
import { discarding, fileWriter } from '../tools/common/fileWriter';
import { printingName } from './answer';
import { ShellFileSystem } from './fileSystem';
import { bytesOf } from './printed';
import type { State } from './stages';
import { type Strand, type Streams, strandOf } from './strand';
import { lineOf } from './typedLine';

/** To what a descriptor leads, as the interpreter has it. */
type Entry =
  | { readonly kind: 'output'; readonly path: string }
  | { readonly kind: 'dup-out' | 'dup-in'; readonly sourceFd: number }
  | { readonly kind: 'input' | 'readwrite' | 'closed' };

/** By the descriptors 0, 1 and 2. */
export type StandardRoutes = ReadonlyMap<number, Entry>;

interface Context {
  readonly state: State;
  readonly fs: unknown;
}

/** What comes of a command, or of what it throws. */
type Printed = Pick<ExecResult, 'stdout' | 'stderr' | 'stdoutKind' | 'stdoutEncoding' | 'internalOutputAccounting'>;

const FULL = '/dev/full';
const TERMINAL = '/dev/tty';
const NO_SPACE = 'write error: No space left on device\n';

/** Runs what is redirected: what it writes goes into its files as it comes. */
export async function redirected(
  { state, fs }: Context,
  routes: StandardRoutes,
  name: string | undefined,
  run: () => Promise<ExecResult>,
): Promise<ExecResult> {
  const strand = strandOf(state.signal);
  if (strand !== undefined) strand.running = state;
  if (strand === undefined || isPlain(routes)) return run();
  let gathered: string | undefined;
  /** The place of both streams where they are wanted as a whole, in the order in which they are written. */
  const gather = () => {
    gathered = '';
    const pipe = new Pipe();
    pipe.subscribe(() => {
      gathered += pipe.readAll();
    });
    return pipe;
  };
  const { sink, errors } = strand;
  const [out, err] = [routes.get(1), routes.get(2)];
  const joins = leadsTo(out, 1) && leadsTo(err, 1);
  const standard = joins ? (sink ?? gather()) : sink;
  const streams: Streams = {
    sink: leadsTo(out, 1) ? standard : leadsTo(out, 2) ? errors : pipeOf(strand, fs, out),
    errors: leadsTo(err, 2) ? errors : leadsTo(err, 1) ? standard : undefined,
    isDiverted: routes.get(0)?.kind !== 'dup-in',
  };
  const same = isSameFile(out, err) ? streams.sink : undefined;
  const inner = {
    ...streams,
    errors: streams.errors ?? same ?? (leadsTo(err, 2) ? undefined : pipeOf(strand, fs, err)),
  };
  const flush = <T extends Printed>(printed: T): T => {
    const handed = handOver(printed, inner);
    return gathered === undefined ? handed : Object.assign(handed, asBytes(gathered, handed));
  };
  try {
    const result = flush({ ...(await strand.within(inner, run)) });
    const isFull = (out?.kind === 'output' && out.path === FULL && result.stdout !== '') || false;
    if (!isFull) return result;
    return { ...result, stdout: '', stderr: `${result.stderr}${printingName(name)}: ${NO_SPACE}`, exitCode: 1 };
  } catch (error) {
    if (isPrinted(error)) flush(error);
    throw error;
  }
}

/** Nothing is redirected. */
function isPlain(routes: StandardRoutes): boolean {
  return leadsTo(routes.get(1), 1) && leadsTo(routes.get(2), 2) && routes.get(0)?.kind === 'dup-in';
}

function leadsTo(entry: Entry | undefined, fd: number): boolean {
  return entry?.kind === 'dup-out' && entry.sourceFd === fd;
}

function isSameFile(out: Entry | undefined, err: Entry | undefined): boolean {
  return out?.kind === 'output' && err?.kind === 'output' && out.path === err.path;
}

/** Into a file; undefined for what takes all at once, as settings of the kernel do. */
function pipeOf(strand: Strand, fs: unknown, entry: Entry | undefined): Pipe | undefined {
  if (entry?.kind !== 'output' || !(fs instanceof ShellFileSystem)) return undefined;
  if (entry.path === TERMINAL) return lineOf(strand)?.output;
  if (fs.isDiscarded(entry.path)) return discarding();
  if (entry.path === FULL || fs.isSpecial(entry.path)) return undefined;
  return fileWriter(fs.place.files, entry.path, () => fs.place.machine.date().getTime());
}

/** What is left of a command's output goes where the rest has gone. */
function handOver<T extends Printed>(printed: T, { sink, errors }: Streams): T {
  const accounting = printed.internalOutputAccounting;
  if (sink !== undefined && printed.stdout !== '') {
    sink.write(bytesOf(printed));
    printed.stdout = '';
  }
  if (errors !== undefined && printed.stderr !== '') {
    errors.writeText(printed.stderr);
    printed.stderr = '';
  }
  if (accounting !== undefined)
    printed.internalOutputAccounting = {
      stdout: printed.stdout === '' ? 0 : accounting.stdout,
      stderr: printed.stderr === '' ? 0 : accounting.stderr,
    };
  return printed;
}

function asBytes(before: string, printed: Printed): Partial<Printed> {
  return { stdout: before + bytesOf(printed), stdoutKind: 'bytes', stdoutEncoding: 'binary' };
}

function isPrinted(error: unknown): error is Printed {
  return typeof (error as Partial<Printed> | null)?.stdout === 'string';
}

/** Runs what is wanted as a whole, as by `$(…)`; where the shell itself writes elsewhere (`exec > FILE`), this does not. */
export async function captured<T>(state: State, run: () => Promise<T>): Promise<T> {
  const strand = strandOf(state.signal);
  if (strand === undefined) return run();
  const file = state.fileDescriptors?.get(1);
  state.fileDescriptors?.delete(1);
  strand.captures += 1;
  try {
    return await strand.within({ sink: undefined, errors: strand.errors, isDiverted: false }, run);
  } finally {
    strand.captures -= 1;
    if (file !== undefined) state.fileDescriptors?.set(1, file);
  }
}
