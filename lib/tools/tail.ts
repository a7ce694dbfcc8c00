/** `tail -f`: the end of a file, and what is added to it. coreutils: tail.c; busybox: tail.c. All else of `tail` is the shell's own. */
import { type Process, type Program, pause, type Thread } from '../machine';
import { SECOND } from '../network';
import { failProcess } from './common/command';

/** `tail -f [-n LINES | -LINES] FILE`; it looks again each second. */
export const tail: Program = function* tail(process: Process): Thread {
  const { lines, files, refused } = parse(process.argv.slice(1));
  if (refused !== undefined) return failProcess(process, `tail: option "${refused}" is not modelled by chainwalk\n`);
  const [file, ...others] = files;
  if (file === undefined || others.length > 0)
    return failProcess(process, 'tail: -f of other than one file is not modelled by chainwalk\n');
  const read = () => process.place.files.get(process.pathOf(file))?.content;
  let seen = read();
  if (seen === undefined)
    return failProcess(
      process,
      `tail: cannot open '${file}' for reading: No such file or directory\ntail: no files remaining\n`,
    );
  process.stdout += lastLines(seen, lines);
  process.endedBy = 'Ctrl-C';
  for (;;) {
    yield* pause(process, SECOND);
    // It looks whether somebody reads it still (check_output_alive).
    if (process.output?.isAbandoned === true) process.kill('SIGPIPE');
    const now: string = read() ?? seen;
    // A file that has become shorter is read from its beginning.
    if (now.length < seen.length) process.stderr += `tail: ${file}: file truncated\n`;
    if (now !== seen) process.stdout += now.startsWith(seen) ? now.slice(seen.length) : now;
    seen = now;
  }
};

interface Options {
  readonly lines: number;
  readonly files: readonly string[];
  readonly refused?: string;
}

function parse(words: readonly string[]): Options {
  const files: string[] = [];
  let lines = 10;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const [, attached] = /^(?:-[fF]*n|--lines=)(\d*)$/.exec(word) ?? [];
    const [, short] = /^-(\d+)[fF]?$/.exec(word) ?? [];
    if (attached !== undefined) lines = Number(attached === '' ? words[++index] : attached);
    else if (short !== undefined) lines = Number(short);
    else if (/^-[fF]+$/.test(word) || word === '--follow' || word === '--follow=name' || word === '--follow=descriptor')
      continue;
    else if (word.startsWith('-')) return { lines, files, refused: word };
    else files.push(word);
  }
  return Number.isInteger(lines) ? { lines, files } : { lines, files, refused: '-n' };
}

function lastLines(text: string, count: number): string {
  const lines = text.split(/(?<=\n)/);
  return count === 0 ? '' : lines.slice(-count).join('');
}
