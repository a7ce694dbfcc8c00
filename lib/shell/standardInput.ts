/** What programs of a shell read. */
import { awaitInput, type Program } from '../machine';
import { decodeUtf8, encodeLatin1 } from '../packet';

/** just-bash passes bytes, one a character. */
export function decode(stdin: unknown): string {
  return decodeUtf8(encodeLatin1(String(stdin ?? '')));
}

/** Whether a command reads its standard input to the end before it does anything. */
export function readsAll([name = '', ...words]: readonly string[]): boolean {
  if (name === 'docker') return words.some((word) => /^-[a-z]*i|^--interactive/.test(word));
  if (name === 'nft') return words.some((word) => /^-[a-z]*f|^--file/.test(word));
  if (name === 'ipset') return words.includes('restore');
  return name === 'shuf' || /tables(?:-legacy|-nft)?-restore$/.test(name);
}

/** A program that begins when all of its input has come. */
export function afterInput(program: Program): Program {
  return function* begin(process) {
    yield* awaitInput(process);
    return yield* program(process);
  };
}
