/** What all docker commands have: a client process, arguments, and an end with an exit code. docker/cli: cli/command. */
import type { Process, Wait } from '../../machine';
import type { Container } from '../container/container';
import { DockerError } from '../dockerError';
import type { DockerEngine } from '../engine';
import { sayMissing } from './sayDaemon';

/** The caller of the engine. */
export interface Client {
  readonly engine: DockerEngine;
  /** The process of `docker` itself: what it prints is the command's output. */
  readonly process: Process;
}

/** A command that was typed: its arguments follow its name. What it returns is the exit code. */
export type Command = (client: Client, argv: readonly string[]) => Generator<Wait, number, void>;

/** Ends the command: what it says on standard error, or with exit code 0 on standard output. */
export class CliError extends Error {
  constructor(
    /** Without the line end. */
    message: string,
    readonly exitCode = 1,
    /** As clients from 28 say it, if otherwise. */
    readonly newerMessage = message,
  ) {
    super(message);
    this.name = 'CliError';
  }
}

/** Asks the engine for something that takes no time. */
export function* ask<T>({ engine }: Client, question: () => T): Generator<Wait, T, void> {
  return yield* engine.request(function* () {
    return question();
  });
}

/** Writes lines to standard output. */
export function print(client: Client, ...lines: readonly string[]): void {
  printLines(client, lines);
}

/** The same for any number of lines: arguments of a function have their place on the stack. */
export function printLines({ process }: Client, lines: Iterable<string>): void {
  for (const line of lines) process.stdout += `${line}\n`;
}

/** What became of one argument: an error, or nothing to say of it. */
export type Outcome = Error | undefined;
type Act = (name: string) => Generator<Wait, void, void>;

/** Does one thing for each argument, one after the other; an error does not keep it from the next. */
export function* actInTurn(names: readonly string[], act: Act): Generator<Wait, readonly Outcome[], void> {
  const outcomes: Outcome[] = [];
  for (const name of names) outcomes.push(yield* attempt(act(name)));
  return outcomes;
}

/** Does one thing for all arguments at the same time. */
export function* actAtOnce(
  { process }: Client,
  names: readonly string[],
  act: Act,
): Generator<Wait, readonly Outcome[], void> {
  const outcomes = new Map<number, Outcome>();
  let wakeUp = () => {};
  for (const [index, name] of names.entries()) {
    process.spawn(
      (function* () {
        outcomes.set(index, yield* attempt(act(name)));
        wakeUp();
        return 0;
      })(),
    );
  }
  yield {
    ready: () => outcomes.size === names.length,
    subscribe: (wake) => {
      wakeUp = wake;
      return () => {};
    },
  };
  return names.map((_, index) => outcomes.get(index));
}

/** Prints the names of what was done, then the errors. The exit code is 1 if there was one. */
export function report(
  client: Client,
  names: readonly string[],
  outcomes: readonly Outcome[],
  describe: (error: Error, name: string) => string,
): number {
  for (const [index, name] of names.entries()) if (outcomes[index] === undefined) print(client, name);
  return reportErrors(client, names, outcomes, describe);
}

/** Prints the errors. The exit code is 1 if there was one. */
export function reportErrors(
  { process }: Client,
  names: readonly string[],
  outcomes: readonly Outcome[],
  describe: (error: Error, name: string) => string,
): number {
  for (const [index, name] of names.entries()) {
    const error = outcomes[index];
    if (error !== undefined) process.stderr += `${describe(error, name)}\n`;
  }
  return outcomes.some((outcome) => outcome !== undefined) ? 1 : 0;
}

function* attempt(work: Generator<Wait, void, void>): Generator<Wait, Outcome, void> {
  try {
    yield* work;
    return undefined;
  } catch (error) {
    if (error instanceof DockerError) return error;
    throw error;
  }
}

/** The container of a name, for commands of which the client looks it up first. */
export function* lookUp(client: Client, name: string): Generator<Wait, Container, void> {
  try {
    return yield* ask(client, () => client.engine.container(name));
  } catch (error) {
    if (error instanceof DockerError && error.code === 'not-found')
      throw new CliError(sayMissing(client.engine.release, error.message));
    throw error;
  }
}

/** Lets dockerd do something with the container of a name. */
export function onContainer({ engine }: Client, act: (container: Container) => Generator<Wait, void, void>) {
  return (name: string) => engine.request(() => act(engine.container(name)));
}
