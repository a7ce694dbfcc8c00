/** The floors from packet to view as one script for a browser, with no plugin. */
import { join } from 'node:path';
import { rolldown } from 'rolldown';

/** The script; it defines `chainwalk.drawRequestInTab`. Throws what cannot be bundled for a browser. */
export async function bundleForBrowser(): Promise<string> {
  const built = await rolldown({
    input: join(__dirname, 'request.ts'),
    platform: 'browser',
    resolve: { conditionNames: ['browser', 'import', 'default'] },
    onLog: (_, log) => {
      throw new Error(log.message);
    },
  });
  const { output } = await built.generate({ format: 'iife', name: 'chainwalk', codeSplitting: false });
  await built.close();
  return output.map((part) => ('code' in part ? part.code : '')).join('');
}
