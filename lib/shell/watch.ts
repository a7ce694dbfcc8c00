/**
 * `watch` of procps: a command again and again. Where the real one paints its screen anew, each look is printed below the one
 * before. Not modelled: options but -d, -n and -t.
 */
import { type Process, type Program, pause, type Wait } from '../machine';
import { SECOND } from '../network';
import { failProcess } from '../tools/common/command';
import type { CommandResult } from '../tools/common/result';

/** What runs a script as a thread of a process. */
type RunScript = (process: Process, line: string) => Generator<Wait, { readonly result: CommandResult }, void>;

const USAGE = 'Usage: watch [-d] [-t] [-n SECONDS] COMMAND\n';
/** Reverse video, on and off. */
const [REVERSE, NORMAL] = ['\u001b[7m', '\u001b[27m'];

/** `watch [-d] [-t] [-n SECONDS] COMMAND…`; with -d, what changed since the last look is marked. */
export function createWatch(runScript: RunScript, isWatched: () => boolean): Program {
  return function* watch(process) {
    const options = parse(process.argv.slice(1));
    if (typeof options === 'string') return failProcess(process, options);
    const { seconds, command, differences, title } = options;
    process.endedBy = 'Ctrl-C';
    process.handlers.set('SIGINT', () => process.exit(0));
    let last: readonly string[] | undefined;
    for (;;) {
      const { result } = yield* runScript(process, command);
      const lines = (result.stdout + result.stderr).replace(/\n$/, '').split('\n');
      const old = last;
      const marked =
        differences && old !== undefined ? lines.map((line, at) => mark(line, old[at], isWatched())) : lines;
      const when = process.place.machine.date().toUTCString().replace('GMT', '');
      const head = title
        ? `Every ${seconds.toFixed(1)}s: ${command}    ${process.place.hostname}: ${when.trim()}\n\n`
        : '';
      process.stdout += `${head}${marked.join('\n')}\n\n`;
      last = lines;
      yield* pause(process, Math.round(seconds * SECOND));
    }
  };
}

interface Options {
  readonly seconds: number;
  readonly command: string;
  readonly differences: boolean;
  readonly title: boolean;
}

/** The options, or what is wrong with them. */
function parse(words: readonly string[]): Options | string {
  let [seconds, differences, title] = [2, false, true];
  const rest = [...words];
  for (let word = rest[0]; word?.startsWith('-'); word = rest[0]) {
    rest.shift();
    if (word === '--') break;
    const [, letters = '', interval] = /^-([dt]*)(?:n(.*))?$/.exec(word) ?? [];
    const isInterval = interval !== undefined || word === '--interval';
    if (letters === '' && !isInterval && word !== '--differences' && word !== '--no-title')
      return `watch: option "${word}" is not modelled by chainwalk\n`;
    differences ||= letters.includes('d') || word === '--differences';
    title &&= !letters.includes('t') && word !== '--no-title';
    if (!isInterval) continue;
    const text = interval === undefined || interval === '' ? (rest.shift() ?? '') : interval;
    seconds = Number(text);
    if (text === '' || !(seconds >= 0) || seconds > 31 * 86_400) return `watch: failed to parse argument: '${text}'\n`;
    seconds = Math.max(0.1, seconds);
  }
  return rest.length === 0 ? USAGE : { seconds, command: rest.join(' '), differences, title };
}

/** At a terminal the letters that changed are shown in reverse; elsewhere a line that changed begins with `> `. */
function mark(line: string, old: string | undefined, isTerminal: boolean): string {
  if (line === old) return line;
  if (!isTerminal) return `> ${line}`;
  const letters = [...line].map((letter, at) => (letter === old?.[at] ? letter : `${REVERSE}${letter}${NORMAL}`));
  return letters.join('').replaceAll(`${NORMAL}${REVERSE}`, '');
}
