/** Prebuilt extensions of JupyterLab, written by hand: what a bundler would make of one is a script that says what it offers. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../node/makeFolder';
import { writeJson } from './writeJson';

/** An extension: a module federation container with one module. */
export interface Prebuilt {
  /** The name of the container, which is also the folder's. */
  readonly name: string;
  /** Whether the module is a plugin or a renderer of a mime type. */
  readonly kind: 'extension' | 'mimeExtension';
  /** The container. */
  readonly script: string;
}

/** Writes an extension into the folder of its name in `extensions`; the folder of its script. */
export function writePrebuilt(extensions: string, { name, kind, script }: Prebuilt): string {
  const build = { load: 'static/remoteEntry.js', [kind]: `./${kind}` };
  writeJson(join(extensions, name, 'package.json'), { name, version: '1.0.0', jupyterlab: { _build: build } });
  const folder = join(extensions, name, 'static');
  makeFolder(folder);
  writeFileSync(join(folder, 'remoteEntry.js'), script);
  return folder;
}
