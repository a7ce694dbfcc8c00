/** Signals by name and number, and their delivery. Linux: signal(7), kernel/signal.c. */
import { type Place, type Process, SIGNALS, type Signal } from '../../machine';

/** Names by number; 32 and 33 belong to libc. */
const NAMES =
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'.split(
    ' ',
  );
/** Signals that a process ignores unless it handles them. */
const IGNORED = [17, 18, 23, 28];
/** Signals that stop a process instead of ending it. */
const STOPPING = [19, 20, 21, 22];

/** Of `9`, `KILL`, `SIGKILL`, `sigkill`; 0 asks only whether the process is there. */
export function signalNumber(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) <= 64 ? Number(text) : undefined;
  const name = text.toUpperCase().replace(/^SIG/, '');
  if (name === 'EXIT') return 0;
  const index = NAMES.indexOf(name);
  return index < 0 ? undefined : index + 1;
}

/** `KILL` */
export function signalName(number: number): string | undefined {
  if (number === 0) return 'EXIT';
  if (number >= 34 && number <= 64)
    return number < 50
      ? `RTMIN${number === 34 ? '' : `+${number - 34}`}`
      : `RTMAX${number === 64 ? '' : `-${64 - number}`}`;
  return NAMES[number - 1];
}

/** All of them in five columns, as bash's `kill -l` has it. */
export function signalTable(): string {
  const numbers = [...Array(31).keys()]
    .map((index) => index + 1)
    .concat([...Array(31).keys()].map((index) => index + 34));
  let text = '';
  numbers.forEach((number, index) => {
    text += `${String(number).padStart(2)}) SIG${signalName(number)}${index % 5 === 4 ? '\n' : '\t'}`;
  });
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** Whether the simulation has this signal's effect. */
export function isModelled(number: number): boolean {
  return !STOPPING.includes(number);
}

/** Sends a signal from a place. A container's first process receives, from inside, only the signals that it handles. */
export function sendSignal(from: Place, target: Process, number: number): void {
  if (number === 0 || IGNORED.includes(number)) return;
  const name = `SIG${signalName(number)}` as Signal;
  if (from.pids.isInit(target) && !target.handlers.has(name)) return;
  if (Object.hasOwn(SIGNALS, name)) target.kill(name);
  else if (!target.place.pids.isInit(target)) target.exit(128 + number);
}
