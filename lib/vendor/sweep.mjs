/** Removes from dist/ what an earlier state of the sources was compiled to: Node would find `network.js` before `network/index.js`. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LIB = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(LIB, 'dist');
/** Not compiled, but bundled. */
const BUNDLED = /^(?:vendor|site)[\\/]/;

for (const path of existsSync(DIST) ? readdirSync(DIST, { recursive: true, encoding: 'utf8' }) : []) {
  const [, source] = /^(.*?)(?:\.d\.ts|\.js)$/.exec(path) ?? [];
  if (source !== undefined && !BUNDLED.test(path) && !existsSync(join(LIB, `${source}.ts`))) rmSync(join(DIST, path));
}
