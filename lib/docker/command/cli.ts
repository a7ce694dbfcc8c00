/** What all docker commands have: a client process, arguments, and an end with an exit code. docker/cli: cli/command. */
import type { Process, Wait } from '../../machine';
import type { DockerEngine } from '../engine';

export interface Client {
  readonly engine: DockerEngine;
  /** The process of `docker` itself: what it prints is the command's output. */
  readonly process: Process;
}

/** A command that was typed: its arguments follow its name. What it returns is the exit code. */
export type Command = (client: Client, argv: readonly string[]) => Generator<Wait, number, void>;

/** Ends the command: what it says on standard error, and its exit code. */
export class CliError extends Error {
  constructor(
    /** Without the line end; nothing is printed for an empty one. */
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
    this.name = 'CliError';
  }
}

/** Asks the engine for something that takes no time. */
export function* ask<T>({ engine }: Client, question: () => T): Generator<Wait, T, void> {
  // biome-ignore lint/correctness/useYield: it never waits
  return yield* engine.request(function* () {
    return question();
  });
}

/** Writes lines to standard output. */
export function print({ process }: Client, ...lines: readonly string[]): void {
  for (const line of lines) process.stdout += `${line}\n`;
}

/** Does one thing for each argument; errors are printed and the others done all the same. The exit code is 1 if any failed. */
export function* forEach(
  client: Client,
  names: readonly string[],
  act: (name: string) => Generator<Wait, void, void>,
  describe: (error: Error) => string,
): Generator<Wait, number, void> {
  const failures: string[] = [];
  for (const name of names) {
    try {
      yield* act(name);
    } catch (error) {
      failures.push(describe(error as Error));
    }
  }
  for (const failure of failures) client.process.stderr += `${failure}\n`;
  return failures.length > 0 ? 1 : 0;
}
