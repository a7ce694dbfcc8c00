/** Commands that only a shell's interpreter has, run by whoever runs programs: docker, `ip netns exec`, nsenter. */
import { awaitInput, type Program, type RunShell } from '../../machine';

/** Commands of busybox and bash that only a shell's interpreter has. */
const SHELL_COMMANDS = new Set(
  [
    'awk base64 basename bash cat chmod comm cp cut date diff dirname du echo egrep env expr false fgrep find fold grep head hostname',
    'ls md5sum mkdir mv nice nl nohup od paste printenv printf pwd readlink rm rmdir sed seq setsid sh sha256sum sort stat strings su tac tail',
    'tar tee timeout touch tr true uniq wc which xargs',
  ].flatMap((line) => line.split(' ')),
);

/** Whether a command's name, without directories, is one of them. */
export function isShellCommand(name: string): boolean {
  return SHELL_COMMANDS.has(name);
}

/** The program of a command line whose name is `name`: a shell that runs it. */
export function shellCommand(name: string, argv: readonly string[], runShell: RunShell): Program {
  return function* run(process) {
    if (isScriptOfInput(name, argv)) yield* awaitInput(process);
    const line = isScriptOfInput(name, argv) ? process.stdin : commandLine(name, argv);
    return yield* runShell(process.place, process, line);
  };
}

/** Whether a shell reads its script from standard input. */
function isScriptOfInput(name: string, [, ...words]: readonly string[]): boolean {
  return (name === 'sh' || name === 'bash') && words.every((word) => /^-[ils]*$/.test(word));
}

/** `sh -c LINE` as it is; other commands as a shell would read them, which find their input untouched. */
function commandLine(name: string, argv: readonly string[]): string {
  const isLine = (name === 'sh' || name === 'bash') && argv[1] === '-c' && argv.length === 3;
  return isLine ? (argv[2] ?? '') : [name, ...argv.slice(1)].map(quote).join(' ');
}

function quote(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
