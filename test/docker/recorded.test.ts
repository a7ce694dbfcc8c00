/** What docker says in whole sessions, held against a real dockerd 20.10.24: data/docker/NAME.txt are recordings of NAME.session. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Lab } from '../../lib/lab';

const DATA = join(__dirname, '../../data/docker');
const SESSIONS = readdirSync(DATA)
  .filter((file) => file.endsWith('.session'))
  .map((file) => file.slice(0, -'.session'.length));

describe.each(SESSIONS)('%s', (session) => {
  const recorded = cellsOf(readFileSync(join(DATA, `${session}.txt`), 'utf8'));
  const lines = readFileSync(join(DATA, `${session}.session`), 'utf8')
    .split('\n')
    .filter(isCommand);
  const said: string[] = [];

  beforeAll(async () => {
    const lab = new Lab();
    for (const line of lines) {
      const { stdout, stderr } = await lab.sh(line);
      said.push(stdout + stderr);
    }
  }, 600_000);

  test('all of it was recorded', () => expect(recorded.map(({ line }) => line)).toEqual(lines));

  test.each(recorded.map(({ line, output }, index) => ({ line, output, index })))('$line', ({ output, index }) => {
    expect(withoutChance(said[index] ?? '')).toBe(withoutChance(output));
  });
});

function isCommand(line: string): boolean {
  return line.startsWith('host# ');
}

/** Each command of a transcript, and the lines that it printed. */
function cellsOf(transcript: string): readonly { readonly line: string; readonly output: string }[] {
  const cells: { line: string; output: string }[] = [];
  for (const line of transcript.trimEnd().split('\n')) {
    const last = cells.at(-1);
    if (isCommand(line)) cells.push({ line, output: '' });
    else if (last !== undefined) last.output += `${line}\n`;
  }
  return cells;
}

/** Identifiers and times are others in every run. */
function withoutChance(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(/[0-9a-f]{64}/g, 'ID')
    .replace(/\b[0-9a-f]{12}\b/g, 'SHORT-ID')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (time) => (time.startsWith('0001') ? time : 'TIME'))
    .trimEnd();
}
