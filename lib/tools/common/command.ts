/** Commands: programs that a person types. Most look at their place once, print, and end. */
import type { Place, Process, Program, Thread } from '../../machine';
import type { CommandResult } from './result';

/** A command that takes no time: it looks or changes, prints and ends. `argv` is without the command's own name. */
export type Tool = (place: Place, argv: readonly string[], stdin: string) => CommandResult;

/** Makes a program of a tool. */
export function program(tool: Tool): Program {
  return immediate((process) => {
    const { stdout, stderr, exitCode } = tool(process.place, process.argv.slice(1), process.stdin);
    process.stdout += stdout;
    process.stderr += stderr;
    return exitCode;
  });
}

/** A program that never waits, but needs to know itself; it returns its exit code. */
export function immediate(body: (process: Process) => number): Program {
  return function* run(process: Process): Thread {
    return body(process);
  };
}

/** Ends a program that could not do what it was asked: what it says on standard error, with its line ends, and its exit code. */
export function failProcess(process: Process, text: string, exitCode = 1): number {
  process.stderr += text;
  return exitCode;
}
