/** Rule sets of Docker, firewalld, podman, libvirt, kube-proxy and Debian: read, listed and read again. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Lab } from '../../../lib/lab';
import { nft } from '../../../lib/tools/nft';

const FOLDER = 'data/nft/rulesets';
const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.nft'))
  .map((name) => name.replace('.nft', ''));
const read = (name: string) => readFileSync(join(FOLDER, name), 'utf8');

/** A host that read a text. */
function hostWith(text: string) {
  const { host } = new Lab();
  expect(nft(host, ['-f', '-'], text)).toEqual({ stdout: '', stderr: '', exitCode: 0 });
  return (...argv: string[]) => nft(host, argv, '').stdout;
}

describe('a rule set', () => {
  test.each(names)('%s is listed as by the real nft', (name) => {
    const run = hostWith(read(`${name}.nft`));
    expect(run('-a', 'list', 'ruleset')).toBe(read(`${name}.listed`));
    expect(run('-n', '-s', 'list', 'ruleset')).toBe(read(`${name}.numeric`));
  });

  test.each(names)('%s is listed as JSON as by the real nft', (name) => {
    const run = hostWith(read(`${name}.nft`));
    expect(run('-j', 'list', 'ruleset') + run('-j', '-n', '-s', 'list', 'ruleset')).toBe(read(`${name}.json`));
  });

  test.each(names)('%s is the same when its own listing is read', (name) => {
    const listed = hostWith(read(`${name}.nft`))('list', 'ruleset');
    expect(hostWith(listed)('list', 'ruleset')).toBe(listed);
  });

  test.each(readdirSync('data/nft/docker'))('%s of Docker 29 is read, and listed again', (name) => {
    const text = readFileSync(join('data/nft/docker', name), 'utf8');
    // Later releases of nft have a name for this priority at the output hook as well.
    const listed = hostWith(text)('list', 'ruleset').replaceAll(
      'hook output priority -100;',
      'hook output priority dstnat;',
    );
    expect(listed).toBe(text);
  });
});
