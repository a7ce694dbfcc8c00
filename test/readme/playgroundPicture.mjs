/** Takes the README's pictures of the playground, in Chromium: `node test/readme/playgroundPicture.mjs`, after `npm run build`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const { chromium } = require('playwright-core');
const { makeSite } = require('../../lib/dist/cli/actions/site.js');

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LINES = [
  'systemctl start docker',
  'docker run --name ng1 -d -p 8001:80 lkarrie/nginx1',
  'client$ curl -sS -o /dev/null http://192.168.70.6:8001',
];

process.chdir(ROOT);
const folder = mkdtempSync(join(tmpdir(), 'chainwalk-picture-'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  await makeSite(join(folder, 'site'), {});
  for (const colorScheme of ['light', 'dark']) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 820 }, colorScheme });
    await page.goto(pathToFileURL(join(folder, 'site/playground.html')).href);
    for (const line of LINES) {
      await page.locator('#terminal[aria-busy=false]').waitFor({ timeout: 60_000 });
      await page.locator('.xterm-helper-textarea').focus();
      await page.keyboard.type(`${line}\n`);
      await page.waitForTimeout(500);
    }
    await page.locator('#terminal[aria-busy=false]').waitFor({ timeout: 60_000 });
    // A packet is on its way.
    await page.waitForTimeout(1200);
    await page.screenshot({ path: join(ROOT, `lib/pictures/playground-${colorScheme}.png`) });
    await page.close();
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
