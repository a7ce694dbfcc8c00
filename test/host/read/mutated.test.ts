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

/** What only compose files and command lines hold. */
const DECLARED = `services:
  web:
    image: nginx
    ports: ["8080:80", { target: 443, published: "8443" }]
    networks: { back: { ipv4_address: 172.30.0.9 } }
networks:
  back:
    ipam: { config: [{ subnet: 172.30.0.0/24 }] }
docker run -d --name a -p 81:80 \\
  nginx
$ docker network create --subnet 10.5.0.0/16 app
`;
DUMPS.push(DECLARED);

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
  '&a *a',
  '<<: ',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a compose file's own
  '${X}',
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

test('a damaged dump is read, and what is not understood has its line', () => {
  const runs = Number(process.env.MUTATED_DUMPS ?? 1500);
  fc.assert(
    fc.property(mutated, (text) => {
      const lines = text.split('\n').length;
      try {
        for (const { at, why } of readHost([{ name: 'paste', text }]).unread) {
          expect(at.line).toBeGreaterThan(0);
          expect(at.line).toBeLessThanOrEqual(lines);
          expect(why).not.toBe('');
        }
      } catch (error) {
        if (!(error instanceof DumpError)) throw error;
        expect(error.at?.line).toBeGreaterThan(0);
      }
    }),
    { numRuns: runs, seed: 11 },
  );
}, 600_000);

test('a damaged dump is read, built and asked', () => {
  const runs = Number(process.env.MUTATED_HOSTS ?? 60);
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
