/** Captured frames kept as text: `STEP INTERFACE HEX` a line. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface CapturedFrame {
  readonly step: string;
  readonly interface: string;
  readonly bytes: Uint8Array;
}

/** The frames of a file in data/frames; lines that begin with `#` are skipped. */
export function readFrames(file: string): readonly CapturedFrame[] {
  return readFileSync(join(__dirname, '../../data/frames', file), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [step, name, hex] = line.split(' ');
      return { step: step!, interface: name!, bytes: Uint8Array.from(Buffer.from(hex!, 'hex')) };
    });
}
