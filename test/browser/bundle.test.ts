/** The machines and their pictures in a browser: the same counters, the same bytes as on Node. */
import { expect } from 'vitest';
import { bundleForBrowser } from './bundle';
import { test } from './chromium';
import { type DrawnRequest, drawRequest } from './request';

declare const chainwalk: { drawRequestInTab(): Promise<DrawnRequest> };

test('a request to a published port counts and is drawn in Chromium as on Node', { timeout: 240_000 }, async ({
  page,
}) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await page.addScriptTag({ content: await bundleForBrowser() });
  const there = await page.evaluate(() => chainwalk.drawRequestInTab());
  expect(problems).toEqual([]);
  expect(there.dnat).toMatchObject({ packets: 1, bytes: 60 });
  const here = await drawRequest();
  expect(there.transcripts).toEqual(here.transcripts);
  expect(there.pictures).toEqual(here.pictures);
});
