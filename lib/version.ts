/** Which chainwalk this is. */
import { readFileSync } from 'node:fs';

export const version: string = JSON.parse(readFileSync(require.resolve('chainwalk/package.json'), 'utf8')).version;
