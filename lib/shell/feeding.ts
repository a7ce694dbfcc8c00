/**
 * Commands of the interpreter that work line by line. It would give them all of their input at once; here they are fed as
 * it comes, and what they print goes on as they would write it.
 */
import type { CommandContext, ExecResult } from 'just-bash';
import { bytesOfText, type Place } from '../machine';
import { isMachine } from '../machine/isMachine';
import { decodeUtf8, encodeLatin1 } from '../packet';
import { failure } from '../tools/common/result';
import { ASKING, type Feeding, feedingOf, stopsXargs } from './byLine';
import { firstBytes, refuseEndless } from './endlessInput';
import { withFileNames } from './fileNames';
import { BlockOutput, LineInput } from './lineInput';
import { bytesOf } from './printed';
import { severalPatterns } from './severalPatterns';
import { type Reader, type StopSignal, type Strand, strandOf } from './strand';
import { lineOf } from './typedLine';

/** The interpreter's own command; `read` is asked for its standard input. */
type Command = (words: string[], read?: () => string) => Promise<ExecResult>;

/** Characters that a command may be given again, besides those of inputs that have doubled. */
const MOST_AGAIN = 32 * 2 ** 20;

/** Runs a command that works line by line. */
export function feed(place: Place, argv: readonly string[], context: CommandContext): Promise<ExecResult> {
  const [name = ''] = argv;
  const first = firstBytes(place, argv);
  if (first !== undefined)
    return Promise.resolve({ stdout: first, stderr: '', exitCode: 0, stdoutKind: 'bytes', stdoutEncoding: 'binary' });
  const refused = refuseEndless(name, argv);
  if (refused !== undefined) return Promise.resolve(refused);
  const original = context.origCommand as Command | undefined;
  if (original === undefined) return Promise.resolve(failure(`bash: ${name}: command not found\n`, 127));
  const run = corrected(name, original);
  return ASKING.includes(name) ? feedBySelf(place, argv, context, run) : feedPieces(place, argv, context, run);
}

/** Where the interpreter's command differs from the real one. */
function corrected(name: string, run: Command): Command {
  if (name === 'grep' || name === 'egrep' || name === 'fgrep')
    return withFileNames((words, read) => severalPatterns(words, (all) => run(all, read)));
  if (name === 'uniq') return async (words, read) => withWideCounts(await run(words, read), words);
  return run;
}

/** GNU and busybox count in seven columns, the interpreter in four. */
function withWideCounts(result: ExecResult, words: readonly string[]): ExecResult {
  if (!words.some((word) => /^-[a-z]*c|^--count$/.test(word))) return result;
  return { ...result, stdout: result.stdout.replace(/^ *(\d+) /gm, (_, count: string) => `${count.padStart(7)} `) };
}

async function feedPieces(
  place: Place,
  [name = '', ...given]: readonly string[],
  context: CommandContext,
  run: Command,
): Promise<ExecResult> {
  const feeding = feedingOf(name, given, isMachine(place));
  const words = [...(feeding.words ?? given)];
  const strand = strandOf(context.signal as StopSignal | undefined);
  const source = strand?.source;
  if (strand === undefined || source === undefined || String(context.stdin ?? '') !== '') return run(words);
  if (feeding.alwaysReads !== true) {
    let isRead = false;
    const first = await run(words, () => {
      isRead = true;
      return '';
    });
    // It reads files, or has complained.
    if (!isRead) return first;
  }
  const { clock } = place.net;
  const input = new LineInput(clock, strand, source, feeding.takesBytes);
  const output = new BlockOutput(clock, strand, isDirect(feeding, strand, context));
  const fed: Fed = { run, words, feeding, strand, input, output };
  if (feeding.needsAll === true) {
    const all = await input.readAll();
    const result = await run(words, () => all);
    return feeding.concludes === undefined ? result : feeding.concludes(result);
  }
  const result = await (feeding.again === undefined ? feedPrefixes(fed) : feedLines(fed, feeding.again));
  return { ...result, stdout: output.takeRest(), stdoutKind: 'bytes', stdoutEncoding: 'binary' };
}

interface Fed {
  readonly run: Command;
  readonly words: string[];
  readonly feeding: Feeding;
  readonly strand: Strand;
  readonly input: LineInput;
  readonly output: BlockOutput;
}

/** Each piece by itself. */
async function feedLines(fed: Fed, again: readonly string[]): Promise<ExecResult> {
  const { run, words, strand, input, output, feeding } = fed;
  const { concludes } = feeding;
  const runPiece = async (line: readonly string[]) => {
    const given = await run([...line], () => piece);
    return concludes === undefined ? given : concludes(given);
  };
  let piece = '';
  let rest = '';
  // xargs may stop behind each line.
  const take = async () => {
    const text = rest || (await input.readLines());
    const end = concludes === undefined ? text.length : text.indexOf('\n') + 1 || text.length;
    rest = text.slice(end);
    return text.slice(0, end);
  };
  piece = await take();
  let result = await runPiece(words);
  let { stderr, exitCode } = result;
  for (;;) {
    await output.write(bytesOf(result));
    const isOver = piece === '' || strand.isAborted || (concludes !== undefined && stopsXargs(result.exitCode));
    piece = isOver ? '' : await take();
    if (piece === '') return { ...result, stderr, exitCode };
    result = await runPiece([...again, ...words]);
    stderr += result.stderr;
    // grep has found something if it has anywhere; xargs has failed if it has anywhere.
    exitCode = (concludes === undefined ? Math.min : Math.max)(exitCode, result.exitCode);
  }
}

/** All that has come so far, from its beginning: what is printed of it begins with what was printed before. */
async function feedPrefixes({ run, words, feeding, strand, input, output }: Fed): Promise<ExecResult> {
  const { isOver = () => false, certain = (text: string) => text } = feeding;
  let [text, printed, given, last] = ['', 0, 0, 0];
  for (;;) {
    const piece = await input.readLines();
    text += piece;
    const isLast = piece === '';
    const isTooOften = given + text.length > MOST_AGAIN && text.length < 2 * last;
    const known = isLast ? text : certain(text);
    if (!isLast && (isTooOften || known === '')) continue;
    last = text.length;
    given += last;
    const result = await run(words, () => known);
    const bytes = bytesOf(result);
    await output.write(bytes.slice(printed));
    printed = bytes.length;
    if (isLast || strand.isAborted || isOver(result, known)) return result;
  }
}

/** What awk or sed has printed so far; `isWhole`: whether what it has read ends with a newline. */
export interface Printer {
  output: string;
  isWhole?: boolean;
}

/** Waits for lines when awk or sed has used up those that were there; false if there are no more. */
export async function readOn(
  reader: Reader,
  program: readonly unknown[],
  lines: string[],
  printer: Printer,
): Promise<boolean> {
  const { strand, input, output } = reader;
  if (reader.isOver) return false;
  const needsAll = needsLast(program);
  if (!needsAll) {
    await output.write(bytesOfText(printer.output));
    printer.output = '';
  }
  const bytes = needsAll ? await input.readAll() : await input.readLines();
  const text = decodeUtf8(encodeLatin1(bytes));
  reader.isOver = needsAll || !text.endsWith('\n') || strand.isAborted;
  if (text === '' || strand.isAborted) return false;
  for (const line of text.replace(/\n$/, '').split('\n')) lines.push(line);
  printer.isWhole = text.endsWith('\n');
  return true;
}

/** Whether awk's words, or sed's commands, ask what comes next or last. */
function needsLast(program: readonly unknown[]): boolean {
  return /getline|"address\d?":"\$"|"start":"\$"|"end":"\$"|"type":"(next|nextAppend)"/.test(JSON.stringify(program));
}

/** Runs awk or sed, which ask for more by `readOn`. */
async function feedBySelf(
  place: Place,
  [name = '', ...given]: readonly string[],
  context: CommandContext,
  run: Command,
): Promise<ExecResult> {
  const isBash = isMachine(place);
  const isUnbuffered = (word: string) => name === 'sed' && isBash && (word === '-u' || word === '--unbuffered');
  const words = given.filter((word) => !isUnbuffered(word));
  const strand = strandOf(context.signal as StopSignal | undefined);
  const source = strand?.source;
  if (strand === undefined || source === undefined || String(context.stdin ?? '') !== '') return run(words);
  const flushes = name === 'awk' && (!isBash || given.some((word) => word.includes('fflush')));
  const { clock } = place.net;
  const isDirectly = isDirect({ isDirect: flushes || words.length < given.length }, strand, context);
  const output = new BlockOutput(clock, strand, isDirectly);
  const before = strand.reader;
  strand.reader = { strand, input: new LineInput(clock, strand, source), output, isOver: false };
  try {
    const result = await run(words);
    return { ...result, stdout: output.takeRest() + bytesOf(result), stdoutKind: 'bytes', stdoutEncoding: 'binary' };
  } finally {
    strand.reader = before;
  }
}

/** Whether nothing is gathered: at a terminal, or as is said. */
function isDirect({ isDirect = false }: Feeding, strand: Strand, { env }: Pick<CommandContext, 'env'>): boolean {
  return isDirect || strand.sink === lineOf(strand)?.output || env.get('_STDBUF_O') !== undefined;
}
