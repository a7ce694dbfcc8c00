/** `umask`: permissions that new files are not given. bash: builtins/umask.def; busybox: shell/ash.c (umaskcmd). */
import { type CommandResult, failure, success } from '../tools/common/result';
import { DEFAULT_UMASK, setUmask, umaskOf } from './creationMask';
import type { State } from './stages';

/** `umask [-S] [MODE]`; MODE is octal, or `u=rwx,g=rx,o=`. */
export function umask(words: readonly string[], state: State | undefined, isAsh: boolean): CommandResult {
  const option = words.find((word) => /^-[^SpS]/.test(word));
  if (option !== undefined)
    return failure(`bash: umask: ${option}: invalid option\numask: usage: umask [-p] [-S] [mode]\n`, 2);
  const isSymbolic = words.includes('-S');
  const mode = words.find((word) => !word.startsWith('-'));
  const current = state === undefined ? DEFAULT_UMASK : umaskOf(state);
  if (mode === undefined) {
    const shown = isSymbolic ? symbols(current) : `0${current.toString(8).padStart(3, '0')}`;
    return success(`${words.includes('-p') ? `umask ${isSymbolic ? '-S ' : ''}` : ''}${shown}\n`);
  }
  const wanted = /^\d/.test(mode) ? octal(mode) : change(current, mode);
  if (wanted === undefined) {
    if (isAsh) return failure(`sh: umask: Illegal mode: ${mode}\n`, 2);
    const problem = /^\d/.test(mode)
      ? `${mode}: octal number out of range`
      : `\`${mode[0]}': invalid symbolic mode character`;
    return failure(`bash: umask: ${problem}\n`);
  }
  if (state !== undefined) setUmask(state, wanted);
  return success('');
}

function octal(text: string): number | undefined {
  return /^[0-7]{1,4}$/.test(text) ? Number.parseInt(text, 8) & 0o777 : undefined;
}

const CLASSES = ['u', 'g', 'o'] as const;

function symbols(mask: number): string {
  return CLASSES.map((who, at) => {
    const allowed = (0o777 & ~mask) >> (6 - 3 * at);
    return `${who}=${[...'rwx'].filter((_, bit) => (allowed & (4 >> bit)) !== 0).join('')}`;
  }).join(',');
}

/** What a symbolic mode makes of a mask: it says what is allowed. */
function change(mask: number, mode: string): number | undefined {
  let allowed = 0o777 & ~mask;
  for (const clause of mode.split(',')) {
    const [, who = '', operator = '', letters = ''] = /^([ugoa]*)([-+=])([rwx]*)$/.exec(clause) ?? [];
    if (operator === '') return undefined;
    const bits = [...letters].reduce((sum, letter) => sum | (4 >> 'rwx'.indexOf(letter)), 0);
    for (const [at, one] of CLASSES.entries()) {
      if (who !== '' && !who.includes('a') && !who.includes(one)) continue;
      const shift = 6 - 3 * at;
      if (operator === '=') allowed = (allowed & ~(7 << shift)) | (bits << shift);
      else if (operator === '+') allowed |= bits << shift;
      else allowed &= ~(bits << shift);
    }
  }
  return 0o777 & ~allowed;
}
