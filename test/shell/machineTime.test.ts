/** Time and chance in a shell are the machine's: two runs are the same at any real time. */
import { afterEach, expect, test, vi } from 'vitest';
import { Lab } from '../../lib/lab';

const LINES = [
  'echo $RANDOM $RANDOM $SECONDS',
  'echo $EPOCHSECONDS $EPOCHREALTIME $SRANDOM $((EPOCHSECONDS - 1))',
  'printf "%(%F %T %Z)T\\n"; date',
  'jq -n now',
  'touch a; ls -l a; stat a',
  'touch -d "2022-01-01 10:00" b; stat b; find . -mtime +1',
  'touch -d 2022-01-01T10:00 c; stat c',
  "awk 'BEGIN { srand(); print srand(), rand() }'",
  'sleep 100; echo $SECONDS',
];

async function transcript(seed: number): Promise<string> {
  const lab = new Lab({ seed });
  let text = '';
  for (const line of LINES) text += (await lab.run('host', line)).transcript;
  return text;
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

test('the same seed gives the same bytes in another year and time zone', async () => {
  const usual = await transcript(1);
  vi.stubEnv('TZ', 'Asia/Tokyo');
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2031, 4, 5) });
  expect(await transcript(1)).toBe(usual);
  expect(usual).toContain('2022-07-02 08:00:02 UTC\n');
  expect(usual).toMatch(/\n1656748801 1656748801\.000000 \d+ 1656748800\n/);
  expect(usual.match(/^Modify: 2022-01-01T10:00:00/gm)).toHaveLength(2);
  expect(usual).not.toContain(String(new Date().getFullYear()));
  expect(await transcript(2)).not.toBe(usual);
});

test('two machines keep their own time', async () => {
  const [early, late] = [new Lab(), new Lab()];
  await late.run('host', 'sleep 3600');
  const line = 'printf "%(%H)T\\n"';
  const outcomes = await Promise.all([early.run('host', line), late.run('host', line)]);
  expect(outcomes.map(({ stdout }) => stdout)).toEqual(['08\n', '09\n']);
});
