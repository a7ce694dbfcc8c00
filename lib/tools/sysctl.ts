/** `sysctl` of procps: reads and writes the settings of a place's network. */
import type { Place } from '../machine';
import type { Sysctl } from '../network';
import { compilePattern, type Pattern, PatternError } from './common/pattern';
import type { CommandResult } from './common/result';

interface Look {
  names: boolean;
  values: boolean;
  quiet: boolean;
  binary: boolean;
}

/** `sysctl [-a | NAME… | [-w] NAME=VALUE…]` */
export function sysctl({ net }: Place, argv: readonly string[]): CommandResult {
  const look: Look = { names: false, values: false, quiet: false, binary: false };
  const words: string[] = [];
  let all = false;
  let write = false;
  let ignore = false;
  let pattern: string | undefined;
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (!word.startsWith('-')) {
      words.push(word);
      continue;
    }
    const long =
      {
        '--all': '-a',
        '--names': '-N',
        '--values': '-n',
        '--quiet': '-q',
        '--write': '-w',
        '--ignore': '-e',
        '--binary': '-b',
        '--pattern': '-r',
      }[word] ?? word;
    if (long.startsWith('--')) return refusal(word);
    for (const letter of long.slice(1)) {
      if ('aAX'.includes(letter)) all = true;
      else if (letter === 'n') look.values = true;
      else if (letter === 'N') look.names = true;
      else if (letter === 'b') look.binary = true;
      else if (letter === 'q') look.quiet = true;
      else if (letter === 'w') write = true;
      else if (letter === 'e') ignore = true;
      else if (letter === 'r') pattern = argv[++index] ?? '';
      else if ('pfS'.includes(letter)) return refusal(word);
      else if (!'ox'.includes(letter))
        return { stdout: '', stderr: `sysctl: invalid option -- '${letter}'\n`, exitCode: 1 };
    }
  }
  if (all) return listAll(net.sysctl, look, pattern);
  if (words.length === 0)
    return { stdout: '\nUsage:\n sysctl [options] [variable[=value] ...]\n', stderr: '', exitCode: 1 };
  return readAndWrite(net.sysctl, words, look, write, ignore);
}

function refusal(word: string): CommandResult {
  return { stdout: '', stderr: `sysctl: option "${word}" is not modelled by chainwalk\n`, exitCode: 2 };
}

function listAll(settings: Sysctl, look: Look, pattern: string | undefined): CommandResult {
  let expression: Pattern;
  try {
    expression = compilePattern(pattern ?? '');
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    if (error.isValid) return refusal(`-r ${pattern}`);
    return { stdout: '', stderr: 'sysctl: regex error: Invalid regular expression\n', exitCode: 1 };
  }
  const lines = settings
    .entries()
    .filter(([name]) => expression.test(name))
    .map(([name, value]) => line(name, value, look));
  return { stdout: lines.join(''), stderr: '', exitCode: 0 };
}

function readAndWrite(
  settings: Sysctl,
  words: readonly string[],
  look: Look,
  write: boolean,
  ignore: boolean,
): CommandResult {
  let stdout = '';
  let stderr = '';
  let failed = false;
  for (const word of words) {
    const [, written = '', value] = /^([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    const name = written.replaceAll('/', '.');
    if (value === undefined && write) {
      stderr += 'sysctl: command line(0): invalid syntax, continuing...\n';
      failed = true;
      continue;
    }
    const old = settings.get(name);
    if (old === undefined) {
      if (ignore) continue;
      stderr += `sysctl: cannot stat /proc/sys/${name.replaceAll('.', '/')}: No such file or directory\n`;
      failed = true;
    } else if (value === undefined) {
      stdout += line(name, old, look);
    } else if (name.endsWith('.disable_ipv6') && !name.includes('.lo.') && Number(value) === 0) {
      stderr += `sysctl: ${name}: IPv6 on other interfaces than lo is not modelled by chainwalk\n`;
      failed = true;
    } else if (!settings.set(name, value)) {
      stderr += `sysctl: setting key "${name}": Invalid argument\n`;
      failed = true;
    } else if (!look.quiet) {
      stdout += line(name, value.trim(), look);
    }
  }
  return { stdout, stderr, exitCode: failed ? 1 : 0 };
}

function line(name: string, value: string, { names, values, binary }: Look): string {
  if (binary) return value;
  if (names) return `${name}\n`;
  return values ? `${value}\n` : `${name} = ${value}\n`;
}
