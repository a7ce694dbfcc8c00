/** `ulimit`: what processes of a shell may take, as the kernel's defaults have it; nothing here takes as much. bash: builtins/ulimit.def; busybox: shell/shell_common.c. */
import { type CommandResult, failure, success } from '../tools/common/result';
import type { State } from './stages';

interface Limit {
  readonly letter: string;
  /** In bash's words, with the unit. */
  readonly bash: string;
  /** In ash's; absent where it knows none. */
  readonly ash?: string;
  readonly value: string;
}

/** In bash's order. The values are those of a login on Debian 12 with 4 GB. */
const LIMITS: readonly Limit[] = [
  { letter: 'R', bash: 'real-time non-blocking time  (microseconds, -R)', value: 'unlimited' },
  { letter: 'c', bash: 'core file size              (blocks, -c)', ash: 'core file size (blocks)', value: '0' },
  { letter: 'd', bash: 'data seg size               (kbytes, -d)', ash: 'data seg size (kb)', value: 'unlimited' },
  { letter: 'e', bash: 'scheduling priority                 (-e)', ash: 'scheduling priority', value: '0' },
  { letter: 'f', bash: 'file size                   (blocks, -f)', ash: 'file size (blocks)', value: 'unlimited' },
  { letter: 'i', bash: 'pending signals                     (-i)', ash: 'pending signals', value: '15597' },
  { letter: 'l', bash: 'max locked memory           (kbytes, -l)', ash: 'max locked memory (kb)', value: '8192' },
  { letter: 'm', bash: 'max memory size             (kbytes, -m)', ash: 'max memory size (kb)', value: 'unlimited' },
  { letter: 'n', bash: 'open files                          (-n)', ash: 'open files', value: '1024' },
  { letter: 'p', bash: 'pipe size                (512 bytes, -p)', value: '8' },
  {
    letter: 'q',
    bash: 'POSIX message queues         (bytes, -q)',
    ash: 'POSIX message queues (bytes)',
    value: '819200',
  },
  { letter: 'r', bash: 'real-time priority                  (-r)', ash: 'real-time priority', value: '0' },
  { letter: 's', bash: 'stack size                  (kbytes, -s)', ash: 'stack size (kb)', value: '8192' },
  { letter: 't', bash: 'cpu time                   (seconds, -t)', ash: 'cpu time (seconds)', value: 'unlimited' },
  { letter: 'u', bash: 'max user processes                  (-u)', ash: 'max user processes', value: '15597' },
  { letter: 'v', bash: 'virtual memory              (kbytes, -v)', ash: 'virtual memory (kb)', value: 'unlimited' },
  { letter: 'x', bash: 'file locks                          (-x)', ash: 'file locks', value: 'unlimited' },
];

/** Docker's containers have more: LimitNOFILE and LimitNPROC of its unit are infinity. */
const OF_CONTAINERS: Readonly<Record<string, string>> = { n: '1048576', u: 'unlimited', l: '64', c: 'unlimited' };

/** Kept with the options, of which a subshell has its own. */
interface Options {
  limits?: Readonly<Record<string, string>>;
}

/** `ulimit [-SHa] [-LETTER [LIMIT]]` */
export function ulimit(words: readonly string[], state: State | undefined, isAsh: boolean): CommandResult {
  const shell = isAsh ? 'sh' : 'bash';
  const options = state?.options as Options | undefined;
  const known = LIMITS.filter(({ ash }) => !isAsh || ash !== undefined);
  const valueOfLimit = ({ letter, value }: Limit) =>
    options?.limits?.[letter] ?? (isAsh ? OF_CONTAINERS[letter] : undefined) ?? value;
  const letters = words.flatMap((word) => (word.startsWith('-') ? [...word.slice(1)] : []));
  const wrong = letters.find((letter) => !/[SHa]/.test(letter) && !known.some((one) => one.letter === letter));
  if (wrong !== undefined && isAsh) return failure(`sh: ulimit: invalid option -- '${wrong}'\n`, 1);
  if (wrong !== undefined)
    return failure(
      `bash: ulimit: -${wrong}: invalid option\nulimit: usage: ulimit [-SHabcdefiklmnpqrstuvxPRT] [limit]\n`,
      2,
    );
  if (letters.includes('a')) return success(known.map((one) => row(one, valueOfLimit(one), isAsh)).join(''));
  const meant = letters.filter((letter) => !/[SH]/.test(letter));
  const wanted = words.find((word) => !word.startsWith('-'));
  const chosen = known.filter(({ letter }) => (meant.length === 0 ? letter === 'f' : meant.includes(letter)));
  if (wanted === undefined)
    return success(
      chosen
        .map((one) => (chosen.length === 1 ? `${valueOfLimit(one)}\n` : row(one, valueOfLimit(one), isAsh)))
        .join(''),
    );
  if (!/^(\d+|unlimited|hard|soft)$/.test(wanted)) return failure(`${shell}: ulimit: ${wanted}: invalid number\n`);
  const changed = chosen.map((one) => [one.letter, /^[hs]/.test(wanted) ? valueOfLimit(one) : wanted] as const);
  if (options !== undefined) options.limits = { ...options.limits, ...Object.fromEntries(changed) };
  return success('');
}

function row({ bash, ash = '', letter }: Limit, value: string, isAsh: boolean): string {
  return isAsh ? `${ash.padEnd(32)}(-${letter}) ${value}\n` : `${bash} ${value}\n`;
}
