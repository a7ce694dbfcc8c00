/** Devices that can be read without an end. Linux: drivers/char/mem.c (read_zero), drivers/char/random.c. */
import { type Place, type Program, pause } from '../../machine';
import type { Microseconds } from '../../network';

const ZERO = '/dev/zero';
const RANDOM: readonly string[] = ['/dev/urandom', '/dev/random'];

/** Their paths. */
export const ENDLESS_DEVICES: readonly string[] = [ZERO, ...RANDOM];

/** Whether a path is one of them, or a word that names one. */
export function isEndlessDevice(path: string): boolean {
  return ENDLESS_DEVICES.includes(path);
}

/** So many bytes of one, one a character; what is random follows from the machine's seed. */
export function readEndless({ machine }: Place, path: string, length: number): string {
  if (path === ZERO) return '\0'.repeat(length);
  const pieces: string[] = [];
  for (let left = length; left > 0; left -= 1) pieces.push(String.fromCharCode(machine.chance.below(256)));
  return pieces.join('');
}

/** What one write takes, and how long it lasts: about a gigabyte a second, less of what is random. */
const BLOCK = 65_536;
const WRITING: Microseconds = 100;

/** `cat DEVICE`: as fast as somebody reads it. */
export const catEndless: Program = function* cat(process) {
  process.endedBy = 'Ctrl-C';
  const path = process.argv.find(isEndlessDevice) ?? ZERO;
  for (;;) {
    const bytes = readEndless(process.place, path, path === ZERO ? BLOCK : BLOCK / 16);
    process.output?.write(bytes);
    if (process.output?.isAbandoned === true) process.kill('SIGPIPE');
    if (process.output?.isFull === true) yield process.output.writable();
    yield* pause(process, WRITING);
  }
};
