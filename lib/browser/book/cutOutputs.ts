/** Of outputs that would hold up the page, what is shown until the reader asks for all. */
import type { Output } from '../../cells/output';

/** Characters that are shown of what a cell prints, and outputs of a cell. */
const TEXT_LIMIT = 50_000;
const COUNT_LIMIT = 300;

/** Characters of a stream that are laid out at once, when all of it is shown. */
const PIECE = 20_000;

/** What is shown, and whether that is not all. */
export interface CutOutputs {
  readonly shown: readonly Output[];
  readonly isCut: boolean;
}

/** The beginning of `outputs`; all of them where they are few. */
export function cutOutputs(outputs: readonly Output[]): CutOutputs {
  const shown: Output[] = [];
  let room = TEXT_LIMIT;
  for (const output of outputs) {
    if (shown.length === COUNT_LIMIT || room <= 0) return { shown, isCut: true };
    if (output.kind === 'stream' && output.text.length > room) {
      shown.push({ ...output, text: output.text.slice(0, room) });
      return { shown, isCut: true };
    }
    shown.push(output);
    if (output.kind === 'stream') room -= output.text.length;
  }
  return { shown, isCut: false };
}

/** All of `outputs`, what they print in pieces of whole lines: a browser lays out those that are seen. */
export function inPieces(outputs: readonly Output[]): readonly Output[] {
  return outputs.flatMap((output): readonly Output[] => {
    if (output.kind !== 'stream') return [output];
    const pieces: Output[] = [];
    for (let at = 0; at < output.text.length; ) {
      const line = output.text.lastIndexOf('\n', at + PIECE - 1);
      const end = line < at ? at + PIECE : line + 1;
      pieces.push({ ...output, text: output.text.slice(at, end) });
      at = end;
    }
    return pieces;
  });
}
