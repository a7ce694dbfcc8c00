/** A checkout on Windows, where git is told to write CRLF, has the bytes that are committed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(__dirname, '..');
/** Answers with CRLF from a server, captured as they came. */
const CAPTURED = /^data\/.*\/command\.txt$/;

function git(folder: string, ...args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync('git', ['-C', folder, ...args], { encoding: 'utf8' });
  return status === 0 ? stdout : undefined;
}

test.skipIf(git(ROOT, 'rev-parse', 'HEAD') === undefined)(
  'no file of a checkout with core.autocrlf has a CR that is not committed',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'chainwalk-checkout-'));
    try {
      expect(
        git(folder, '-c', 'core.autocrlf=true', 'clone', '--quiet', '--config', 'core.autocrlf=true', ROOT, 'clone'),
      ).toBe('');
      const clone = join(folder, 'clone');
      const files =
        git(clone, 'ls-files', '-z')
          ?.split('\0')
          .filter((file) => file !== '') ?? [];
      expect(files.length).toBeGreaterThan(500);
      const text = files
        .filter((file) => !CAPTURED.test(file) && !/\.(?:png|pcap)$/.test(file))
        .filter((file) => readFileSync(join(clone, file)).includes('\r\n'));
      expect(text).toEqual([]);
      expect(git(clone, 'status', '--porcelain')).toBe('');
      expect(git(clone, 'ls-files', '--eol')?.match(/^i\/(\S+) +w\/(?!\1 )\S+/gm)).toBeNull();
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
