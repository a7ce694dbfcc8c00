/** An answer that is a command, tried on machines: what it has to bring about, and what has to stay as it is. */
import type { Lab } from '../lab';
import type { HostPart } from './hostState';
import { splitCommands, tooManyCommands } from './splitCommands';

/** What a task asks of a command. All that it does not allow to change has to stay as it is. */
export interface Task {
  /** How many commands the answer may have; as many as it takes unless given. */
  readonly commands?: number;
  /** Where the answer is typed; at `host` unless given. */
  readonly at?: string;
  /** What of the host may become more: `rules`, or chains that may get more of them, such as `DOCKER-USER`. */
  readonly adds?: readonly (HostPart | (string & {}))[];
  /** What of the host may change in any way: parts of it, or chains. */
  readonly changes?: readonly (HostPart | (string & {}))[];
  /** Lines that have to end with exit code 0 afterwards, each with what to say if one does not. */
  readonly works?: Readonly<Record<string, string>>;
  /** Lines that must not, each with what to say if one does. */
  readonly fails?: Readonly<Record<string, string>>;
}

/**
 * Types a command at machines, and says whether it does what the task asks: true, or the condition that is broken, in a
 * sentence. The machines are changed by it. Throws a `SessionSyntaxError` for a line that is not `PLACE# COMMAND`.
 *
 * @example
 * ```ts
 * import { lab, tryCommand } from 'chainwalk';
 *
 * const task = {
 *   adds: ['INPUT'],
 *   works: { 'client# ping -c 1 192.168.70.6': 'Pings have to be answered.' },
 *   fails: { 'client# curl -m 1 192.168.70.6; test $? = 7': 'The port is still refused.' },
 * };
 * await tryCommand(await lab(), 'iptables -A INPUT -p tcp --dport 80 -j DROP', task); // → true
 * await tryCommand(await lab(), 'iptables -P INPUT DROP', task); // → 'A rule is gone, or stands elsewhere, that has to stay: -t filter -P INPUT ACCEPT'
 * ```
 */
export async function tryCommand(machines: Lab, command: string, task: Task): Promise<true | string> {
  if (typeof command !== 'string' || command.trim() === '')
    return 'The answer is a command line in quotes, such as ‘iptables -nvL’.';
  const { commands = Number.POSITIVE_INFINITY, at = 'host', adds = [], changes = [], works = {}, fails = {} } = task;
  const tooMany = tooManyCommands(splitCommands(command), commands);
  if (tooMany !== undefined) return tooMany;
  const { findBroken, readHostState } = await import('./hostState.js');
  const before = readHostState(machines);
  const { stderr, exitCode } = await machines.run(at, command);
  await machines.settle();
  const said = exitCode === 0 || stderr === '' ? '' : ` The command said: ${stderr.trim().split('\n').at(-1)}`;
  const broken = findBroken(before, readHostState(machines), { adds, changes });
  if (broken !== undefined) return `${broken}${said}`;
  for (const [line, sentence] of Object.entries(works))
    if ((await machines.sh(line)).exitCode !== 0) return `${sentence}${said} (${line})`;
  for (const [line, sentence] of Object.entries(fails))
    if ((await machines.sh(line)).exitCode === 0) return `${sentence}${said} (${line})`;
  return true;
}
