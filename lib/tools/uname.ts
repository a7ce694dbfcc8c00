import type { Place } from '../machine';
import type { CommandResult } from './common/result';
import { helpHint, refuse, runTool, ToolError } from './common/toolError';

/** The kernel whose behaviour is modelled. */
const KERNEL = { s: 'Linux', r: '6.1.0', v: '#1 SMP', m: 'x86_64', o: 'GNU/Linux' } as const;

/** `uname` with `-s`, `-n`, `-r`, `-v`, `-m`, `-o` and `-a`. */
export function uname({ hostname: name }: Place, argv: readonly string[]): CommandResult {
  return runTool(() => {
    const letters = argv.flatMap((word) => {
      if (word.startsWith('--')) throw refuse('uname', `option "${word}"`);
      if (!word.startsWith('-')) throw new ToolError(`uname: extra operand ‘${word}’\n${helpHint('uname')}`);
      return [...word.slice(1)];
    });
    const unknown = letters.find((letter) => !/[asnrvmo]/.test(letter));
    if (unknown !== undefined) throw new ToolError(`uname: invalid option -- '${unknown}'\n${helpHint('uname')}`);
    const all = letters.includes('a');
    const values = [
      ['s', KERNEL.s],
      ['n', name],
      ...(['r', 'v', 'm', 'o'] as const).map((letter) => [letter, KERNEL[letter]]),
    ] as const;
    const shown = values.filter(
      ([letter]) => all || letters.includes(letter) || (letters.length === 0 && letter === 's'),
    );
    return `${shown.map(([, value]) => value).join(' ')}\n`;
  });
}
