import { expect, test, vi } from 'vitest';

test('who asks before a platform was named is told so', async () => {
  vi.resetModules();
  const { platform, usePlatform } = await import('../../lib/platform/index.js');
  expect(() => platform()).toThrow('no platform was chosen');
  const { nodePlatform } = await import('../../lib/node/index.js');
  usePlatform(nodePlatform);
  expect(platform()).toBe(nodePlatform);
});
