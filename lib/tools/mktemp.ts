/** `mktemp` of coreutils 9.1: src/mktemp.c, gnulib's lib/tempname.c. Names come from the machine's seed. */
import { FileError, type Process } from '../machine';
import type { Random } from '../network';
import { immediate } from './common/command';
import { readGnuOptions } from './common/gnuOptions';
import { helpHint, runTool, ToolError } from './common/toolError';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
/** `--tmpdir` without a directory, and `--suffix`, have no letter of their own. */
const LONG = { '--directory': 'd', '--dry-run': 'u', '--quiet': 'q', '--suffix': 's', '--tmpdir': 'T' };
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'No such file or directory',
  ENOTDIR: 'Not a directory',
  ELOOP: 'Too many levels of symbolic links',
};

/** `mktemp`, with `-d`, `-u`, `-q`, `-p`, `-t`, `--suffix` and a template. */
export const mktemp = immediate((process) => {
  const argv = process.argv.map((word) => (word.startsWith('--tmpdir=') ? `-p${word.slice(9)}` : word));
  let isQuiet = false;
  const { stdout, stderr, exitCode } = runTool(() => {
    const { given, words } = readGnuOptions(['mktemp', ...argv.slice(1)], 'duqtTp:s:', LONG);
    isQuiet = given.has('q');
    if (words.length > 1) throw new ToolError(`mktemp: too many templates\n${helpHint('mktemp')}`);
    return `${make(process, templateOf(process, given, words[0]), given)}\n`;
  });
  process.stdout += stdout;
  process.stderr += isQuiet && stderr.startsWith('mktemp: failed to create') ? '' : stderr;
  return exitCode;
});

interface Template {
  /** With its directory, up to the last X. */
  readonly path: string;
  readonly suffix: string;
}

function templateOf({ environment }: Process, given: ReadonlyMap<string, string>, word: string | undefined): Template {
  const { name, suffix } = split(word ?? 'tmp.XXXXXXXXXX', given.get('s'));
  const directory = given.get('p') || environment.TMPDIR || '/tmp';
  const isComponent = given.has('t');
  if (isComponent && name.includes('/'))
    throw new ToolError(`mktemp: invalid template, ‘${name}’, contains directory separator\n`);
  const isInDirectory = isComponent || word === undefined || given.has('p') || given.has('T');
  if (isInDirectory && name.startsWith('/'))
    throw new ToolError(`mktemp: invalid template, ‘${name}’; with --tmpdir, it may not be absolute\n`);
  const base = isComponent ? environment.TMPDIR || directory : directory;
  return { path: isInDirectory ? `${base.replace(/\/$/, '')}/${name}` : name, suffix };
}

function split(template: string, given: string | undefined): { readonly name: string; readonly suffix: string } {
  if (given !== undefined && !template.endsWith('X'))
    throw new ToolError(`mktemp: with --suffix, template ‘${template}’ must end in X\n`);
  const end = template.lastIndexOf('X') + 1;
  const suffix = given ?? template.slice(end);
  const name = given === undefined ? template.slice(0, end) : template;
  if (suffix.includes('/')) throw new ToolError(`mktemp: invalid suffix ‘${suffix}’, contains directory separator\n`);
  if (!/XXX$/.test(name)) throw new ToolError(`mktemp: too few X's in template ‘${template}’\n`);
  return { name, suffix };
}

function make(process: Process, { path, suffix }: Template, given: ReadonlyMap<string, string>): string {
  const { files, machine } = process.place;
  const modifiedAt = machine.date().getTime();
  let made: string;
  do made = `${fill(path, machine.chance)}${suffix}`;
  while (files.find(process.pathOf(made), false) !== undefined);
  if (given.has('u')) return made;
  try {
    if (given.has('d')) {
      files.makeDirectory(process.pathOf(made), modifiedAt, false);
      Object.assign(files.find(process.pathOf(made)) ?? {}, { mode: 0o700 });
    } else files.put(process.pathOf(made), { kind: 'file', content: '', modifiedAt, mode: 0o600 });
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const kind = given.has('d') ? 'directory' : 'file';
    throw new ToolError(
      `mktemp: failed to create ${kind} via template ‘${path}${suffix}’: ${REASONS[error.code] ?? error.code}\n`,
    );
  }
  return made;
}

function fill(template: string, chance: Random): string {
  return template.replace(/X+$/, (places) => [...places].map(() => LETTERS[chance.below(LETTERS.length)]).join(''));
}
