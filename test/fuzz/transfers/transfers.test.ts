/** Transfers with losses that the real kernel was asked about: the simulated kernel repeats what it repeated. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { simulateTransfer } from './simulateTransfer';
import type { RecordedTransfer } from './transferCase';

const FOLDER = join(__dirname, '../../../data/fuzz/transfers');

describe('transfers found by npm run fuzz:kernel -- --transfers', () => {
  test.each(readdirSync(FOLDER).filter((name) => name.endsWith('.json')))('%s', (name) => {
    const { real, ...transfer }: RecordedTransfer = JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));
    expect(simulateTransfer(transfer).outcome).toEqual(real);
  });
});
