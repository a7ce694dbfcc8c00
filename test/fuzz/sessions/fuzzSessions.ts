/** Random sessions of shell commands, on simulated and on real machines: `chainwalk diff` of what nobody thought of. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { sessions } from './sessionCase';

const CHAINWALK = join(process.cwd(), 'lib/bin/chainwalk.js');

/** How far it is. */
export interface SessionProgress {
  readonly sessions: number;
  /** Files of sessions that differ. */
  readonly different: readonly string[];
  /** What `diff` says of the last one. */
  readonly said: string;
}

interface SessionOptions {
  readonly count: number;
  readonly seed: number;
  readonly most: number;
  /** The folder for what differs. */
  readonly write: string;
}

/** Compares `count` sessions from a seed on, one after the other; `report` hears of each. Throws if they cannot be compared. */
export function fuzzSessions(
  { count, seed, most, write }: SessionOptions,
  report: (progress: SessionProgress) => void,
): readonly string[] {
  const different: string[] = [];
  mkdirSync(write, { recursive: true });
  for (const [index, lines] of fc.sample(sessions, { numRuns: count, seed }).entries()) {
    if (different.length >= most) break;
    const file = join(write, `seed-${seed}-${index + 1}.session`);
    writeFileSync(file, `${lines.join('\n')}\n`);
    const { status, stdout, stderr } = spawnSync(process.execPath, [CHAINWALK, 'diff', file], { encoding: 'utf8' });
    if (status !== 0 && !/ cells equal/.test(stdout)) throw new Error(`${file}: ${stderr.trim().split('\n').at(-1)}`);
    if (status === 0) rmSync(file);
    else different.push(file);
    report({ sessions: index + 1, different, said: stdout });
  }
  return different;
}
