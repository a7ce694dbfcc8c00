/** Damaged dumps: whatever is pasted is read or refused with a sentence; nothing hangs, nothing else is thrown. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DumpError, HostMachines, loadHost, QuestionError, readHost } from '../../../lib/host';
import { caseDumps } from '../caseFiles';

const DUMPS = ['01', '05', '14', '24'].map((number) =>
  caseDumps(number)
    .map(({ text }) => text)
    .join('\n'),
);

const TOKENS = [
  '__proto__',
  '-A',
  '*nat',
  '{',
  '}',
  '[',
  '"',
  '\u0000',
  '999.1.1.1/99',
  '-m',
  '! ',
  '\\',
  'table inet x {',
  '[1:',
  'constructor',
];

/** A dump with some of its lines gone, doubled, cut, or with something put into them. */
const mutated = fc
  .tuple(
    fc.constantFrom(...DUMPS),
    fc.array(fc.tuple(fc.nat(400), fc.nat(5), fc.nat(80), fc.constantFrom(...TOKENS)), { maxLength: 12 }),
  )
  .map(([text, changes]) => {
    const lines = text.split('\n');
    for (const [at, kind, column, token] of changes) {
      const index = at % lines.length;
      const line = lines[index] ?? '';
      if (kind === 0) lines.splice(index, 1);
      else if (kind === 1) lines.splice(index, 0, line);
      else if (kind === 2) lines[index] = line.slice(0, column);
      else if (kind === 3) lines[index] = line.slice(0, column) + token + line.slice(column);
      else if (kind === 4) lines[index] = token;
      else lines[index] = line.replace(/\d/g, (digit) => `${digit}${digit}`);
    }
    return lines.join('\n');
  });

test('a damaged dump is read, built and asked', () => {
  const runs = Number(process.env.MUTATED_DUMPS ?? 60);
  fc.assert(
    fc.property(mutated, (text) => {
      const dump = { name: 'paste', text };
      try {
        const facts = readHost([dump]);
        for (const { at } of facts.unread) expect(at.line).toBeGreaterThan(0);
        expect(new HostMachines(facts).plan.devices.length).toBeGreaterThan(0);
        loadHost([dump]).why({ from: 'outside', to: '192.0.2.10:8080' }, { remedies: false });
      } catch (error) {
        if (!(error instanceof DumpError) && !(error instanceof QuestionError)) throw error;
      }
    }),
    { numRuns: runs, seed: 7 },
  );
}, 600_000);
