/** Files of settings. */
import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../../node/makeFolder';

/** Writes `value` as JSON into the file `path`; makes its folders. */
export function writeJson(path: string, value: object): void {
  makeFolder(dirname(path));
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}
