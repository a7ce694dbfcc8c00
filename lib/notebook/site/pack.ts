/** Files that pages read as a whole. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../node/makeFolder';

/** Writes `pack` into `folder` as JSON for pages on a server, and as a script for pages opened as files (programs.ts of `lib/browser`). */
export function writePack(folder: string, name: string, pack: object): void {
  const json = JSON.stringify(pack);
  writeFileSync(join(folder, `${name}.json`), json);
  makeFolder(join(folder, 'file'));
  const script = `(globalThis.chainwalkPrograms ??= {})[${JSON.stringify(name)}] = ${json};\n`;
  writeFileSync(join(folder, 'file', `${name}.js`), script);
}
