/** What the project's documents refer to exists: links, files and folders, scripts, commands and their options. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { main } from '../../lib/cli/main';
import { scripts } from '../../package.json';
import { ROOT, readText } from './blocks';

const DOCUMENTS = ['README.md', 'lib/README.md', 'CONTRIBUTING.md'] as const;
/** Folders that are written when somebody asks for it. */
const WRITTEN = /^(?:lib|test)\/dist\b/;

describe.each(DOCUMENTS)('%s', (document) => {
  const text = readText(document);
  const prose = text.replace(/```[\s\S]*?```/g, '');

  test('has links that lead somewhere', () => {
    const targets = [...prose.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)].map(
      ([, link, src]) => link ?? src ?? '',
    );
    expect(targets.filter((target) => !target.startsWith('https:') && !leads(document, target))).toEqual([]);
  });

  test('names files and folders that exist', () => {
    const paths = [...prose.matchAll(/`((?:lib|test|data|notebooks)\/[\w./-]+)`/g)].map(([, path]) => path ?? '');
    expect(paths.map(folderOfTemplate).filter((path) => !WRITTEN.test(path) && !existsSync(join(ROOT, path)))).toEqual(
      [],
    );
  });

  test('names scripts that npm knows', () => {
    const names = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name ?? '');
    expect(names.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  test('names commands and options that the command line has', async () => {
    const commands = [
      ...prose.matchAll(/chainwalk (run|shell|diff|kernel (?:doctor|build|capture)|jupyter)\b([^`\n]*)/g),
    ];
    for (const [, command = '', rest = ''] of commands) {
      const help = await helpOf(command);
      for (const [option] of rest.matchAll(/--[a-z][\w-]+/g)) expect(help).toContain(option);
    }
  });
});

test('no option of the sessions’ commands is without a word in the package’s README', async () => {
  const readme = readText('lib/README.md');
  const helps = await Promise.all(['run', 'diff', 'shell'].map(helpOf));
  const options = new Set(helps.join('').match(/--[a-z][\w-]+/g));
  const general = ['--help', '--version'];
  expect([...options].filter((option) => !general.includes(option) && !readme.includes(option))).toEqual([]);
});

/** Of `lib/cli/NAME.ts` the folder `lib/cli`; other paths as they are. */
function folderOfTemplate(path: string): string {
  return path.replace(/\/(?:NAME|FOLDER)\b.*$/, '');
}

/** Whether a link leads to a file, and to a heading in it. */
function leads(document: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? document : join(dirname(document), path);
  if (!existsSync(join(ROOT, file))) return false;
  if (anchor === undefined) return true;
  const headings = [...readText(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => {
    return heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replace(/\s/g, '-');
  });
  return headings.includes(anchor);
}

async function helpOf(command: string): Promise<string> {
  let text = '';
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  try {
    await main([...command.split(' '), '--help']);
  } finally {
    spy.mockRestore();
  }
  return text;
}
