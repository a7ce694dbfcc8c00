import { expect, test } from 'vitest';
import { bundleForBrowser } from './browser/bundle';

test('the floors from packet to view are bundled for a browser, and import nothing of Node', async () => {
  const bundle = await bundleForBrowser();
  expect(bundle.length).toBeGreaterThan(100_000);
  expect(bundle).not.toMatch(/(?:from|import|require)\s*\(?\s*["'](?:node:|fs["']|path["']|util["'])/);
});
