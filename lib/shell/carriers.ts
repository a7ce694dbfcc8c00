/** Commands that run another one: `timeout`, `nohup`, `sudo` and their like. coreutils: timeout.c, nohup.c; busybox: timeout.c. */
import type { CommandContext, ExecResult } from 'just-bash';
import { type Place, type Process, SIGNALS, type Signal } from '../machine';
import { isMachine } from '../machine/isMachine';
import { SECOND } from '../network';
import { failure } from '../tools/common/result';
import { signalName, signalNumber } from '../tools/common/signal';
import { readInterval } from '../tools/sleep/interval';
import { su, sudo } from './accounts';
import { inEnvironment } from './environment';
import { type StopSignal, Strand, strandOf } from './strand';

type Carrier = (words: readonly string[], context: CommandContext) => Promise<ExecResult>;

const TIMED_OUT = 124;
/** What these commands exit with when they fail themselves. */
const FAILED = 125;

/** Those of a place by name: busybox has some of them. */
export function createCarriers(place: Place): ReadonlyMap<string, Carrier> {
  const isBash = isMachine(place);
  const carry = carryAt(isBash);
  const common = new Map<string, Carrier>([
    ['timeout', (words, context) => timeout(place, carry, words, context)],
    ['nohup', (words, context) => carry('nohup', words, context)],
    ['nice', (words, context) => carry('nice', afterOptions(words, 'n'), context)],
    ['setsid', (words, context) => carry('setsid', afterOptions(words, ''), context)],
    ['su', (words, context) => su(place, carry, words, context)],
  ]);
  if (!isBash) return common;
  return new Map([
    ...common,
    [
      'stdbuf',
      (words: readonly string[], context: CommandContext) =>
        carry('stdbuf', afterOptions(words, 'ioe'), withBuffering(words, context)),
    ],
    ['sudo', (words: readonly string[], context: CommandContext) => sudo(place, carry, words, context)],
  ]);
}

/** Behind the options, of which some letters take a value. */
function afterOptions(words: readonly string[], valued: string): readonly string[] {
  let at = 0;
  for (; words[at]?.startsWith('-') === true && words[at] !== '-'; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') return words.slice(at + 1);
    if (word.length === 2 && valued.includes(word[1] ?? '')) at += 1;
  }
  return words.slice(at);
}

/** What `stdbuf -o` says stands in the environment, as there. coreutils: stdbuf.c. */
function withBuffering(words: readonly string[], context: CommandContext): CommandContext {
  const mode = /(?:^| )(?:-o ?|--output=)([L0])/.exec(words.join(' '))?.[1];
  if (mode === undefined) return context;
  // The interpreter's contexts are not to be copied.
  return Object.create(context, { exportedEnv: { value: { ...context.exportedEnv, _STDBUF_O: mode } } });
}

/** Runs a command with the standard streams of the one that carries it, which is called `name`. */
export type Carry = (
  name: string,
  words: readonly string[],
  context: CommandContext,
  strand?: Strand,
) => Promise<ExecResult>;

function carryAt(isBash: boolean): Carry {
  return async (name, words, { exec, exportedEnv = {}, cwd, stdin, signal }, strand) => {
    const [command] = words;
    if (exec === undefined || command === undefined) return failure(`${name}: missing operand\n`, FAILED);
    const { script, ...surroundings } = inEnvironment(words.map(quote).join(' '), exportedEnv);
    const result = await exec(script, {
      ...{ ...surroundings, cwd, stdin: String(stdin), stdinKind: 'bytes' },
      signal: (strand?.signal ?? signal) as AbortSignal,
    });
    const isMissing = result.exitCode === 127 && result.stderr === `bash: ${command}: command not found\n`;
    return isMissing ? failure(sayMissing(name, command, isBash), name === 'sudo' ? 1 : 127) : result;
  };
}

/** What each of them says of a command that is not there. */
function sayMissing(name: string, command: string, isBash: boolean): string {
  const why = 'No such file or directory\n';
  if (!isBash) return `${name}: can't execute '${command}': ${why}`;
  if (name === 'sudo') return `sudo: ${command}: command not found\n`;
  if (name === 'nice') return `nice: ‘${command}’: ${why}`;
  if (name === 'setsid') return `setsid: failed to execute ${command}: ${why}`;
  return `${name}: failed to run command ‘${command}’: ${why}`;
}

interface Limit {
  readonly seconds: number;
  readonly signal: Signal;
  readonly killAfter: number | undefined;
  readonly preserves: boolean;
  readonly words: readonly string[];
}

async function timeout(
  place: Place,
  carry: Carry,
  words: readonly string[],
  context: CommandContext,
): Promise<ExecResult> {
  const limit = readLimit(words, isMachine(place));
  if (typeof limit === 'string') return failure(limit, isMachine(place) ? FAILED : 1);
  const { clock } = place.net;
  const parent = strandOf(context.signal as StopSignal | undefined);
  const strand = new Strand({
    ...(parent === undefined ? {} : { parent }),
    input: parent?.source,
    output: parent?.sink,
  });
  let isOver = false;
  const end = (signal: Signal) => () => {
    isOver = true;
    const running = strand.allProcesses();
    for (const process of running) process.kill(signal);
    // A program ends by itself; a script is ended.
    if (!isProgram(running, limit.words)) strand.abort((process) => process.kill(signal));
  };
  const timers = limit.seconds === 0 ? [] : [clock.schedule(limit.seconds * SECOND, end(limit.signal))];
  if (limit.killAfter !== undefined)
    timers.push(clock.schedule((limit.seconds + limit.killAfter) * SECOND, end('SIGKILL')));
  const result = await carry('timeout', limit.words, context, strand);
  for (const timer of timers) timer.cancel();
  strand.finish();
  if (!isOver || limit.preserves) return result;
  const isKilled = limit.signal === 'SIGKILL' || result.exitCode === 128 + SIGNALS.SIGKILL;
  const busybox = 128 + SIGNALS[limit.signal];
  const exitCode = !isMachine(place) ? busybox : isKilled ? 128 + SIGNALS.SIGKILL : TIMED_OUT;
  return { ...result, stderr: result.stderr.replace('bash: execution aborted\n', ''), exitCode };
}

function isProgram(running: readonly Process[], words: readonly string[]): boolean {
  return running.length === 1 && running[0]?.argv.join('\0') === words.join('\0');
}

/** The options of `timeout`, or what is wrong with them. */
function readLimit(given: readonly string[], isBash: boolean): Limit | string {
  let signal: Signal = 'SIGTERM';
  let killAfter: number | undefined;
  let preserves = false;
  const words = [...given];
  const hint = isBash ? "Try 'timeout --help' for more information.\n" : '';
  const wrongNumber = (text: string) =>
    isBash ? `timeout: invalid time interval ‘${text}’\n${hint}` : `timeout: invalid number '${text}'\n`;
  while (words[0]?.startsWith('-') === true) {
    const word = words.shift() ?? '';
    if (word === '--') break;
    const [, letter, attached] = /^-([skv])(.*)$/.exec(word) ?? [];
    const [, long, value] = /^--(signal|kill-after)(?:=(.*))?$/.exec(word) ?? [];
    if (word === '--preserve-status') preserves = true;
    else if (word === '--foreground' || word === '-v' || word === '--verbose') continue;
    else if (letter === undefined && long === undefined)
      return word.startsWith('--')
        ? `timeout: unrecognized option '${word}'\n${hint}`
        : `timeout: invalid option -- '${word[1]}'\n${hint}`;
    else {
      const text = (letter === undefined ? value : attached) || (words.shift() ?? '');
      if (letter === 's' || long === 'signal') {
        const name = `SIG${signalName(signalNumber(text) ?? -1)}`;
        if (!Object.hasOwn(SIGNALS, name))
          return isBash ? `timeout: ‘${text}’: invalid signal\n${hint}` : `timeout: unknown signal '${text}'\n`;
        signal = name as Signal;
      } else {
        killAfter = readInterval(text);
        if (killAfter === undefined) return wrongNumber(text);
      }
    }
  }
  const duration = words.shift();
  if (duration === undefined || words.length === 0) return `timeout: missing operand\n${hint}`;
  const seconds = readInterval(duration);
  if (seconds === undefined) return wrongNumber(duration);
  return { seconds, signal, killAfter, preserves, words };
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
