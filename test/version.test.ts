import { expect, test } from 'vitest';
import { version } from '../lib/package.json';
import { VERSION } from '../lib/version';

test('the package and the library say the same version', () => {
  expect(VERSION).toBe(version);
});
