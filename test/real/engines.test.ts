/** Which engines the real machines can have, and where they are fetched from. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { cacheOf } from '../../lib/real/cache';
import { buildEngine, requireEngine } from '../../lib/real/engines';
import { otherSources } from '../../lib/real/suite';

const home = mkdtempSync(join(tmpdir(), 'engines-'));
const cache = cacheOf({ XDG_CACHE_HOME: home });
afterAll(() => rmSync(home, { recursive: true }));

test('an engine that was fetched is laid over the computer’s, whose own is there anyway', () => {
  expect(() => requireEngine(cache, '28.5.2')).toThrow(
    'there is no Docker 28.5 for the real machines; `chainwalk kernel build --engine 28.5` fetches it',
  );
  mkdirSync(join(cache.engines, '28.5/usr/sbin'), { recursive: true });
  writeFileSync(join(cache.engines, '28.5/usr/sbin/dockerd'), '');
  expect(requireEngine(cache, '28.5.2')).toBe(join(cache.engines, '28.5'));
  expect(requireEngine(cache, '20.10.24')).toBeUndefined();
});

test('an engine that no suite has is refused before anything is fetched', async () => {
  const refusal = 'no suite of Debian has Docker 29.7: besides 20.10, the real machines can have 26.1 or 28.5';
  expect(() => requireEngine(cache, '29.7.2')).toThrow(refusal);
  await expect(buildEngine('29.7.2', cache, () => {})).rejects.toThrow(refusal);
});

test('another suite is asked for at the mirror that is named first, signed as it was', () => {
  const stanza =
    'Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm bookworm-updates\nComponents: main contrib\n';
  const signed = 'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n';
  const other = 'Types: deb\nURIs: http://mirror.example/security\nSuites: bookworm-security\nComponents: main\n';
  expect(otherSources(`${stanza}${signed}\n${other}`, 'deb', 'trixie')).toBe(
    `Types: deb\nURIs: http://mirror.example/debian\nSuites: trixie\nComponents: main\n${signed.trim()}\n`,
  );
  expect(otherSources(`${stanza}\n${other}`, 'deb-src')).toBe(
    `${stanza}\n${other}`.replaceAll('deb\n', 'deb-src\n').replace('/debian-src', '/debian'),
  );
  const line = 'deb [signed-by=/k.gpg] http://mirror.example/debian bookworm main contrib\n';
  expect(otherSources(`# mirrors\n${line}${line}`, 'deb', 'sid')).toBe(
    'deb [signed-by=/k.gpg] http://mirror.example/debian sid main\n',
  );
});
