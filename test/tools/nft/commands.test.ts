/** Sessions of nft commands, with what the real nft 1.0.6 prints. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Lab } from '../../../lib/lab';

const sessions = readFileSync('data/nft/commands.txt', 'utf8')
  .trimEnd()
  .split(/\n{2,}(?=\$ )/);

/** nft looks for names that are spelt alike, and asks the kernel by the way. */
function withoutGuesses(text: string): string {
  return text.replace(/Error: (No such file or directory); did you mean .*/g, 'Error: Could not process rule: $1');
}

describe('a session prints what it does on a real machine', () => {
  test.each(sessions.map((session) => [session.split('\n')[0], session]))('%s …', async (_first, session) => {
    const machines = new Lab();
    const said: string[] = [];
    for (const line of session.split('\n').filter((text) => text.startsWith('$ '))) {
      const { stdout, stderr, exitCode } = await machines.sh(`host# ${line.slice(2)}`);
      said.push(`${line}\n${stdout}${stderr}${exitCode === 0 ? '' : `exit code ${exitCode}\n`}`);
    }
    expect(said.join('').trimEnd()).toBe(withoutGuesses(session));
  });
});
