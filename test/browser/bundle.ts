/** The floors from packet to view as one script for a browser, with no plugin. */
import { join } from 'node:path';
import { build } from 'esbuild';

/** The script; it defines `chainwalk.drawRequestInTab`. Throws what cannot be bundled for a browser. */
export async function bundleForBrowser(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, 'request.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'chainwalk',
    platform: 'browser',
    conditions: ['browser'],
    target: 'es2022',
    logLevel: 'silent',
  });
  return outputFiles.map(({ text }) => text).join('');
}
