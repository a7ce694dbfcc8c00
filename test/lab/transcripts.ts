/** Sessions whose output was recorded as text: NAME.txt is what a real machine printed at NAME.session. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Lab } from '../../lib/lab';

/** Tests that each command of a folder's sessions prints here what it printed there; `withoutChance` takes out what is another in every run. */
export function replayTranscripts(folder: string, withoutChance: (text: string) => string): void {
  const sessions = readdirSync(folder)
    .filter((file) => file.endsWith('.session'))
    .map((file) => file.slice(0, -'.session'.length));

  describe.each(sessions)('%s', (session) => {
    const recorded = cellsOf(readFileSync(join(folder, `${session}.txt`), 'utf8'));
    const lines = readFileSync(join(folder, `${session}.session`), 'utf8')
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
}

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
