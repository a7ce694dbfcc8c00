/** What programs read from standard input, and when. */
import { awaitInput, type Process, type Program, type Wait } from '../../machine';

/** Whether a command reads its standard input to the end before it does anything. */
export function readsAll([name = '', ...words]: readonly string[]): boolean {
  if (name === 'docker' || name === 'docker-compose') return isComposeOfInput([name, ...words]);
  if (name === 'nft') return words.some((word) => /^-[a-z]*f|^--file/.test(word));
  if (name === 'ipset') return words.includes('restore');
  if (name === 'curl') return words.some((word) => /(?:^|[@=<])[-.]$/.test(word));
  return name === 'shuf' || /tables(?:-legacy|-nft)?-restore$/.test(name);
}

function isComposeOfInput(argv: readonly string[]): boolean {
  return argv.some((word) => /^(docker-)?compose$/.test(word)) && argv.some((word) => /^(?:-f|--file=)?-$/.test(word));
}

/** A program that begins when all of its input has come. */
export function afterInput(program: Program): Program {
  return function* begin(process) {
    yield* awaitInput(process);
    return yield* program(process);
  };
}

/** Waits for a line of standard input; what has come of the first one at its end. */
export function* readLine(process: Process): Generator<Wait, string, void> {
  while (!process.stdin.includes('\n') && !process.input.isEnded) yield process.input.readable();
  return process.stdin.split('\n')[0] ?? '';
}
