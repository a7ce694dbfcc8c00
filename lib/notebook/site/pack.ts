/** Files that pages read as a whole. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes `pack` into `folder` as JSON for pages on a server, and as a script for pages opened as files (programs.ts of `lib/browser`). */
export function writePack(folder: string, name: string, pack: object): void {
  const json = JSON.stringify(pack);
  writeFileSync(join(folder, `${name}.json`), json);
  mkdirSync(join(folder, 'file'), { recursive: true });
  const script = `(globalThis.chainwalkPrograms ??= {})[${JSON.stringify(name)}] = ${json};\n`;
  writeFileSync(join(folder, 'file', `${name}.js`), script);
}
