/** `hostname`, `uname`, `whoami`: what a machine and its person are called. */
import type { Place } from '../../machine';
import { formatIpv4 } from '../../packet';
import { type CommandResult, failure, success } from '../result';
import { endingEarly, refuse, ToolError } from '../toolError';

/** `hostname`, `-s`, `-f`, `-i`, `-I`. Setting it is not modelled. */
export function hostname({ hostname: name, net }: Place, argv: readonly string[]): CommandResult {
  return endingEarly(() => {
    const [word] = argv;
    if (word === undefined || word === '-s' || word === '-f') return `${name}\n`;
    if (word !== '-i' && word !== '-I')
      throw refuse('hostname', word.startsWith('-') ? `option "${word}"` : 'setting the name');
    const addresses = net.devices
      .filter((device) => device !== net.lo)
      .flatMap((device) => device.addresses.map(({ address }) => formatIpv4(address)));
    return `${addresses.map((address) => `${address} `).join('')}\n`;
  });
}

/** The kernel whose behaviour is modelled. */
const KERNEL = { s: 'Linux', r: '6.1.0', v: '#1 SMP', m: 'x86_64', o: 'GNU/Linux' } as const;

/** `uname` with `-s`, `-n`, `-r`, `-v`, `-m`, `-o` and `-a`. */
export function uname({ hostname: name }: Place, argv: readonly string[]): CommandResult {
  return endingEarly(() => {
    const letters = argv.flatMap((word) => {
      if (word.startsWith('--')) throw refuse('uname', `option "${word}"`);
      if (!word.startsWith('-')) throw new ToolError(`uname: extra operand ‘${word}’\n${hint('uname')}`);
      return [...word.slice(1)];
    });
    const unknown = letters.find((letter) => !/[asnrvmo]/.test(letter));
    if (unknown !== undefined) throw new ToolError(`uname: invalid option -- '${unknown}'\n${hint('uname')}`);
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

/** `whoami`: all are root here. */
export function whoami(argv: readonly string[]): CommandResult {
  const [word] = argv;
  return word === undefined ? success('root\n') : failure(`whoami: extra operand ‘${word}’\n${hint('whoami')}`);
}

function hint(command: string): string {
  return `Try '${command} --help' for more information.\n`;
}
