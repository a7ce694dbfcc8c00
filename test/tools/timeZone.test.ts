/** TZ, set before a command or for all that follow: letters and offsets are glibc's and the tz database's. */
import { expect, test } from 'vitest';
import { Lab } from '../../lib/lab';

const FORMAT = '"+%F %T %Z %z"';

test.each([
  ['Asia/Tokyo', '2022-07-02 17:00:00 JST +0900'],
  [':Asia/Tokyo', '2022-07-02 17:00:00 JST +0900'],
  ['Europe/Berlin', '2022-07-02 10:00:00 CEST +0200'],
  ['America/New_York', '2022-07-02 04:00:00 EDT -0400'],
  ['America/Sao_Paulo', '2022-07-02 05:00:00 -03 -0300'],
  ['JST-9', '2022-07-02 17:00:00 JST +0900'],
  ['IST-5:30', '2022-07-02 13:30:00 IST +0530'],
  ['Nowhere/Land', '2022-07-02 08:00:00 Nowhere +0000'],
  ['', '2022-07-02 08:00:00 UTC +0000'],
])('TZ=%s', async (zone, expected) => {
  const { stdout } = await new Lab().run('host', `TZ=${zone} date ${FORMAT}; TZ=${zone} printf "%(%F %T %Z %z)T\\n"`);
  expect(stdout).toBe(`${expected}\n${expected}\n`);
});

test('it holds as long as it is set, in scripts and in listings too', async () => {
  const lab = new Lab();
  const run = async (line: string) => (await lab.run('host', line)).stdout;
  expect(await run('touch -d "2022-07-01 20:00" a; TZ=Asia/Tokyo ls -l a; ls -l a')).toMatch(
    /Jul {2}2 05:00 a\n.*Jul {2}1 20:00 a\n$/,
  );
  await run('export TZ=Europe/Berlin');
  expect(await run('date +%H; date -u +%H; env TZ=Asia/Tokyo date +%H; bash -c "date +%Z"; date -R')).toBe(
    '10\n08\n17\nCEST\nSat, 02 Jul 2022 10:00:02 +0200\n',
  );
  expect(await run('date -Iseconds; unset TZ; date +%Z')).toBe('2022-07-02T10:00:03+02:00\nUTC\n');
});
