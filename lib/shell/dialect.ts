/**
 * What shells say of a command that failed, and what it exits with: bash's own words, and those of busybox's ash in
 * containers. The interpreter has words of its own. bash: error.c, test.c; busybox: shell/ash.c, coreutils/test.c.
 */
import type { Outcome } from './outcome';
import { speakOfEval } from './syntaxErrors';
import { findTestComplaint } from './testComplaint';

/** The same in a shell's own words; `ends`: the rest of the line is not run. */
export interface Spoken extends Outcome {
  readonly ends?: boolean;
  readonly stdout?: string;
}

/** What the interpreter says, and what the shell does; `$1` is what the pattern found. */
interface Rule {
  readonly pattern: RegExp;
  readonly says: string;
  readonly exitCode?: number;
  readonly ends?: boolean;
}

const BASH: readonly Rule[] = [
  { pattern: /^bash: cd: \/home\/user: No such file or directory$/, says: 'bash: cd: OLDPWD not set' },
  { pattern: /^printf: (?!usage)(.*)$/, says: 'bash: printf: $1' },
  { pattern: /^printf: usage: .*$/, says: 'printf: usage: printf [-v var] format [arguments]', exitCode: 2 },
  { pattern: /^((?:un)?alias: .*)$/, says: 'bash: $1' },
  { pattern: /^bash: (getopts: usage: .*)$/, says: '$1', exitCode: 2 },
  { pattern: /^bash: (return: can only .*)$/, says: 'bash: $1', exitCode: 2 },
  { pattern: /^bash: (set: \S+: invalid option name)[\s\S]*$/, says: 'bash: $1', exitCode: 2 },
  {
    pattern: /^bash: (set: \S+: invalid option)\n[\s\S]*$/,
    says: 'bash: $1\nset: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]',
    exitCode: 2,
  },
  { pattern: /^bash: shift: shift count out of range$/, says: '' },
];

const ASH: readonly Rule[] = [
  {
    pattern: /^bash: cd: (.*): (No such file or directory|Not a directory)$/,
    says: "sh: cd: can't cd to $1: $2",
    exitCode: 2,
  },
  { pattern: /^bash: (\.\/\S+|\/\S+|\S+\/\S*): No such file or directory$/, says: 'sh: $1: not found', exitCode: 127 },
  { pattern: /^bash: ([^\s:]+): No such file or directory$/, says: "sh: can't open $1: no such file" },
  { pattern: /^(?:bash: )?((?:wait|kill): %\S+: no such job)$/, says: 'sh: $1', exitCode: 2 },
  { pattern: /^kill: (can't kill .*)$/, says: 'sh: $1', exitCode: 1 },
  { pattern: /^kill: usage: .*$/, says: 'sh: you need to specify whom to kill', exitCode: 1 },
  { pattern: /^kill: (.*): arguments must be process or job IDs$/, says: "sh: invalid number '$1'", exitCode: 1 },
  {
    pattern: /^bash: unset: (\S+): cannot unset: readonly variable$/,
    says: 'sh: unset: $1: is read only',
    exitCode: 2,
    ends: true,
  },
  { pattern: /^bash: (?:(\w+): )?(\w+): readonly variable$/, says: 'sh: $2: is read only', exitCode: 2, ends: true },
  {
    pattern: /^bash: local: can only be used in a function$/,
    says: 'sh: local: not in a function',
    exitCode: 2,
    ends: true,
  },
  {
    pattern: /^bash: (export|unset|readonly): `([^=']*).*': not a valid identifier$/,
    says: 'sh: $1: $2: bad variable name',
    exitCode: 2,
    ends: true,
  },
  { pattern: /^bash: exit: (.*): numeric argument required$/, says: 'sh: exit: Illegal number: $1', exitCode: 2 },
  { pattern: /^bash: set: (\S+): invalid option name[\s\S]*$/, says: 'sh: set: illegal option -o $1' },
  { pattern: /^bash: set: (\S+): invalid option[\s\S]*$/, says: 'sh: set: illegal option $1', exitCode: 2, ends: true },
  { pattern: /^bash: shift: shift count out of range$/, says: '' },
  {
    pattern: /^bash: ((?:un)?alias): (.*): not found$|^((?:un)?alias): (.*): not found$/,
    says: '$1$3: $2$4 not found',
  },
  { pattern: /^bash: getopts: usage: .*$/, says: 'sh: getopts: usage: getopts optstring var [arg]', exitCode: 2 },
  { pattern: /^bash: (fg|bg): no job control$/, says: 'sh: $1: No current job', exitCode: 2 },
  { pattern: /^printf: (.*): invalid number$/, says: "sh: invalid number '$1'" },
  { pattern: /^printf: usage: .*$/, says: 'sh: usage: printf FORMAT [ARGUMENT...]' },
  { pattern: /^bash: let: .*$/, says: 'sh: let: arithmetic syntax error', exitCode: 2 },
  { pattern: /^sleep: invalid time interval .(.*).$/, says: "sleep: invalid number '$1'" },
];

/** Builtins of bash that ash lacks. */
const NOT_IN_ASH: readonly string[] =
  'caller compgen complete compopt declare dirs disown enable mapfile popd pushd readarray select shopt typeset'.split(
    ' ',
  );

/** What a command that was run said and exited with, in the words of its shell. */
export function speak(isAsh: boolean, name: string, words: readonly string[], outcome: Outcome): Spoken {
  if (isAsh && NOT_IN_ASH.includes(name))
    return { stdout: '', stderr: `bash: ${name}: command not found\n`, exitCode: 127 };
  if (outcome.exitCode === 0) return outcome;
  if (name === '[' || name === 'test' || name === '[[') {
    const complaint = name === '[[' ? undefined : findTestComplaint(isAsh, name, words);
    return complaint === undefined ? { ...outcome, stderr: outcome.stderr } : { stderr: `${complaint}\n`, exitCode: 2 };
  }
  const own = ownWords(isAsh, name, words, outcome);
  if (own !== undefined) return own;
  const said = outcome.stderr.replace(/\n$/, '');
  if (said === '') return outcome;
  for (const { pattern, says, exitCode = outcome.exitCode, ends = false } of isAsh ? ASH : BASH) {
    if (!pattern.test(said)) continue;
    const spoken = said.replace(pattern, says);
    return { stderr: spoken === '' ? '' : `${spoken}\n`, exitCode, ends };
  }
  return outcome;
}

/** Where more than the words are otherwise. */
function ownWords(isAsh: boolean, name: string, words: readonly string[], outcome: Outcome): Spoken | undefined {
  const [word = ''] = words;
  if (name === '.' || name === 'source') {
    if (!outcome.stderr.endsWith(`${word}: No such file or directory\n`) || !isAsh) return undefined;
    return { stderr: `sh: ${name}: ${word}: not found\n`, exitCode: 2, ends: true };
  }
  if (name === 'eval') {
    const stderr = speakOfEval(isAsh, outcome.stderr.trimEnd(), words.join(' '));
    return stderr === undefined ? undefined : { stderr, exitCode: 2, ends: isAsh };
  }
  if (name === 'exec' && outcome.exitCode === 127 && outcome.stderr.endsWith(': command not found\n'))
    return {
      stderr: `bash: exec: ${words.find((one) => !one.startsWith('-')) ?? ''}: not found\n`,
      exitCode: 127,
      ends: true,
    };
  if (name === 'read' && /^-/.test(word) && outcome.stderr === '' && !/^-[adeinNprstu]/.test(word)) {
    const usage =
      'read: usage: read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]';
    return {
      stderr: isAsh ? `sh: read: illegal option ${word}\n` : `bash: read: ${word}: invalid option\n${usage}\n`,
      exitCode: 2,
    };
  }
  if (isAsh && name === 'type') return { stdout: `${word}: not found\n`, stderr: '', exitCode: 127 };
  if (isAsh && name === 'command' && outcome.stderr === '' && /^-[vV]$/.test(word))
    return { stderr: '', exitCode: 127 };
  if (
    (name === 'sh' || name === 'bash') &&
    isAsh &&
    outcome.exitCode === 127 &&
    outcome.stderr.startsWith(`${name}: ${word}: `)
  )
    return { stderr: `sh: can't open '${word}': No such file or directory\n`, exitCode: 2 };
  return undefined;
}
