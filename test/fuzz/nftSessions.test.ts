/** Random rule sets of nft and packets, with what the real kernel made of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RecordedSession } from './sessionFile';
import { simulate } from './simulate';

const FOLDER = join(__dirname, '../../data/nft/sessions');

describe('every counter, packet and connection is as on the real kernel', () => {
  test.each(readdirSync(FOLDER))('%s', (name) => {
    const { real, ...session }: RecordedSession = JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));
    expect(simulate(session).outcome).toEqual(real);
  });
});
