/** Licences of what is bundled: they have to lie beside it. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A package as its manifest names it. */
interface PackageInfo {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly folder: string;
}

const FILES = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'LICENSE-MIT', 'license', 'LICENCE'];

/** The licence of each package that has a file among `files` (absolute paths), in the order of their names. Throws an Error for a file of no package. */
export function licencesOf(files: readonly string[]): string {
  const packages = new Map(files.map(packageOf).map((one) => [one.name, one]));
  return [...packages.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, version, license, folder }) => {
      const file = FILES.find((one) => existsSync(join(folder, one)));
      const text = file === undefined ? '' : `\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
      return `${name} ${version}, ${license}\n${text}`;
    })
    .join('\n---\n\n');
}

/** The package that a file belongs to. */
export function packageOf(file: string): PackageInfo {
  const folder = dirname(file);
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest)) {
    const info = JSON.parse(readFileSync(manifest, 'utf8')) as Partial<PackageInfo>;
    if (info.name !== undefined && info.version !== undefined)
      return { name: info.name, version: info.version, license: info.license ?? 'licence unknown', folder };
  }
  if (folder === file) throw new Error(`${file} belongs to no package`);
  return packageOf(folder);
}
