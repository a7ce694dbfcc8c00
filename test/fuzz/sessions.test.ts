/** Cases that once differed, made small: the simulated kernel now answers as the real one did. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RecordedSession } from './sessionFile';
import { simulate } from './simulate';

const FOLDER = join(__dirname, '../../data/fuzz');

describe('cases found by npm run fuzz:kernel', () => {
  test.each(readdirSync(FOLDER).filter((name) => name.endsWith('.json')))('%s', (name) => {
    const { real, ...session }: RecordedSession = JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));
    expect(simulate(session).outcome).toEqual(real);
  });
});
