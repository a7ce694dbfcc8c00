/** Another suite of Debian, from the mirror that packages come from here, with lists of its own: the computer's apt is as it was. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mustExecute, RealMachineError } from './execute';

const FILES = ['/etc/apt/sources.list.d/debian.sources', '/etc/apt/sources.list'];

/** What apt-get is told to take other sources than the computer's: `deb` or `deb-src`, of a suite if one is named. Lists are fetched into `folder`. */
export async function aptFor(folder: string, type: 'deb' | 'deb-src', suite?: string): Promise<readonly string[]> {
  const [file, text] = await readSources();
  const name = file.endsWith('.sources') ? 'debian.sources' : 'sources.list';
  await mkdir(join(folder, 'lists/partial'), { recursive: true });
  await mkdir(join(folder, 'cache/archives/partial'), { recursive: true });
  await writeFile(
    join(folder, name),
    name === 'debian.sources' ? stanzas(text, type, suite) : lines(text, type, suite),
  );
  const options = [
    `Dir::Etc::sourcelist=${join(folder, name)}`,
    'Dir::Etc::sourceparts=-',
    `Dir::State::lists=${join(folder, 'lists')}`,
    `Dir::Cache=${join(folder, 'cache')}`,
  ];
  const apt = ['apt-get', '-qq', ...options.flatMap((option) => ['-o', option])];
  await mustExecute([...apt, 'update'], { cwd: folder });
  return apt;
}

async function readSources(): Promise<readonly [file: string, text: string]> {
  for (const file of FILES) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) return [file, text];
  }
  throw new RealMachineError('apt names no mirror of Debian here: neither debian.sources nor sources.list is there');
}

/** The same mirrors with another type; with a suite, only that of the first. Both formats of sources.list(5). */
export function otherSources(text: string, type: 'deb' | 'deb-src', suite?: string): string {
  return /^Types:/m.test(text) ? stanzas(text, type, suite) : lines(text, type, suite);
}

/** In the format of sources.list(5) with fields; one suite is in the first of the stanzas. */
function stanzas(text: string, type: string, suite: string | undefined): string {
  const typed = text.replace(/^Types: .*$/gm, `Types: ${type}`);
  if (suite === undefined) return typed;
  const [first = ''] = typed.split(/\n\s*\n/);
  return `${first.replace(/^Suites: .*$/m, `Suites: ${suite}`).replace(/^Components: .*$/m, 'Components: main')}\n`;
}

/** `deb [signed-by=…] http://deb.debian.org/debian bookworm main` */
function lines(text: string, type: string, suite: string | undefined): string {
  const typed = text.replace(/^deb /gm, `${type} `);
  if (suite === undefined) return typed;
  const [first = ''] = typed.split('\n').filter((line) => line.startsWith(`${type} `));
  return `${first.replace(/(\s\S+:\/\/\S+\s+)\S+.*$/, `$1${suite} main`)}\n`;
}
