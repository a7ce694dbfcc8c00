/** `trap`: what a shell does when a signal comes, or at its end. bash: builtins/trap.def. Not modelled: ERR, DEBUG, RETURN. */
import { SIGNALS, type Signal } from '../machine';
import { type CommandResult, failure, success } from '../tools/common/result';
import { signalName, signalNumber } from '../tools/common/signal';
import type { Parse } from './interpreter';
import type { TypedLine } from './typedLine';

/** `trap [SCRIPT | -] [SIGNAL…]`; what is set belongs to the line, or the script, that runs. */
export function trap(words: readonly string[], line: TypedLine | undefined, parse: Parse): CommandResult {
  const given = words[0] === '--' ? words.slice(1) : words;
  const [text, ...signals] = given;
  if (text === undefined || text === '-p') return success(listed(line, signals));
  if (text === '-l') return failure('bash: trap: option "-l" is not modelled by chainwalk\n', 2);
  const isReset = text === '-' || signals.length === 0;
  for (const word of signals.length === 0 ? [text] : signals) {
    const name = nameOf(word);
    if (name === undefined) return failure(`bash: trap: ${word}: invalid signal specification\n`);
    if (name === '') return failure(`bash: trap: ${word} is not modelled by chainwalk\n`, 2);
    set(line, name, isReset ? undefined : text, parse);
  }
  return success('');
}

/** `EXIT`, `SIGTERM`; empty for what is not modelled. */
function nameOf(word: string): string | undefined {
  if (/^(ERR|DEBUG|RETURN)$/i.test(word)) return '';
  const number = signalNumber(word);
  if (number === undefined) return undefined;
  return number === 0 ? 'EXIT' : `SIG${signalName(number)}`;
}

/** What is set, in the order of the signals' numbers, as it can be typed again. */
function listed(line: TypedLine | undefined, words: readonly string[]): string {
  const wanted = words.map(nameOf);
  return [...(line?.traps ?? [])]
    .filter(([name]) => words.length === 0 || wanted.includes(name))
    .sort(([one], [other]) => numberOf(one) - numberOf(other))
    .map(([name, { text }]) => `trap -- '${text.replaceAll("'", "'\\''")}' ${name}\n`)
    .join('');
}

function numberOf(name: string): number {
  return name === 'EXIT' ? 0 : (signalNumber(name) ?? 0);
}

function set(line: TypedLine | undefined, name: string, text: string | undefined, parse: Parse): void {
  if (line === undefined) return;
  const process = line.process ?? line.shell;
  const signal = Object.hasOwn(SIGNALS, name) ? (name as Signal) : undefined;
  if (text === undefined) {
    line.traps.delete(name);
    if (signal !== undefined) process?.handlers.delete(signal);
    return;
  }
  line.traps.set(name, { text, script: parse(text) });
  if (signal !== undefined) process?.handlers.set(signal, () => line.trap(name));
}
