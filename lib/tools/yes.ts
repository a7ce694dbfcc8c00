/** `yes`: a line again and again, as fast as somebody reads it. coreutils: yes.c. */
import { type Process, type Program, pause, type Thread } from '../machine';
import type { Microseconds } from '../network';

/** Lines of one write, and what they take. */
const LINES = 50;
const WRITING: Microseconds = 50;

export const yes: Program = function* yes(process: Process): Thread {
  const block = `${process.argv.slice(1).join(' ') || 'y'}\n`.repeat(LINES);
  process.endedBy = 'Ctrl-C';
  for (;;) {
    process.stdout += block;
    if (process.output?.isFull === true) yield process.output.writable();
    yield* pause(process, WRITING);
  }
};
