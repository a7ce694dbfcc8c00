/** What people type at a prompt, held against real shells: data/shell/NAME.txt are recordings of NAME.session. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Lab } from '../../lib/lab';

const DATA = join(__dirname, '../../data/shell');
const SESSIONS = readdirSync(DATA)
  .filter((file) => file.endsWith('.session'))
  .map((file) => file.slice(0, -'.session'.length));

describe.each(SESSIONS)('%s', (session) => {
  const recorded = cellsOf(readFileSync(join(DATA, `${session}.txt`), 'utf8'));
  const lines = readFileSync(join(DATA, `${session}.session`), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('host# '));
  const said: string[] = [];

  beforeAll(async () => {
    const lab = new Lab();
    for (const line of lines) {
      const { stdout, stderr } = await lab.sh(line);
      said.push(stdout + stderr);
    }
  });

  test('all of it was recorded', () => expect(recorded.map(({ line }) => line)).toEqual(lines));

  test.each(recorded.map(({ line, output }, index) => ({ line, output, index })))('$line', ({ output, index }) => {
    expect(withoutChance(said[index] ?? '')).toBe(withoutChance(output));
  });
});

/** Each command of a transcript, and the lines that it printed. */
function cellsOf(transcript: string): readonly { readonly line: string; readonly output: string }[] {
  const cells: { line: string; output: string }[] = [];
  for (const line of transcript.trimEnd().split('\n')) {
    const last = cells.at(-1);
    if (line.startsWith('host# ')) cells.push({ line, output: '' });
    else if (last !== undefined) last.output += `${line}\n`;
  }
  return cells;
}

/** A shell that reads its lines from a pipe numbers them; identifiers are others in every run. */
function withoutChance(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(/^-bash: line \d+: /gm, 'bash: ')
    .replace(/[0-9a-f]{64}/g, 'ID')
    .trimEnd();
}
