/** What the files of the commands have in common. */
import { relative } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_ENGINE, findRelease } from '../docker/release';
import type { LabOptions } from '../lab';

/** Adds a command to the command line. `finish` takes the exit code when the command has ended. */
export type AddCommand = (cli: Command, finish: (exitCode: number) => void) => void;

/** What the user has to mend; the message is one sentence. The exit code is 2. */
export class UsageError extends Error {
  readonly code = 'ERR_USAGE';
  override readonly name = 'UsageError';
}

/** Seconds, for an option. */
export function seconds(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value > 1e6) throw new InvalidArgumentError('It takes seconds, such as 1 or 0.5.');
  return value;
}

/** A whole number of at most ten digits, for an option. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new InvalidArgumentError('It takes a whole number.');
  return Number(text);
}

/** The number of a TCP port, for an option. */
export function portNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('It takes a number from 0 to 65535.');
  return Number(text);
}

/** The options that say what the simulated machines are like. */
export function withLabOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--iptables-version <version>', 'how listings look').choices(['1.4.21', '1.8.9']).default('1.4.21'),
    )
    .addOption(engineOption())
    .addOption(firewallBackendOption())
    .option('--pause <seconds>', 'time from the end of a command to the start of the next', seconds, 1)
    .option('--seed <number>', 'what ports, identifiers and MAC addresses are drawn from', wholeNumber, 1);
}

/** Which Docker engine the host has. */
export function engineOption(): Option {
  return new Option(
    '--engine <version>',
    'the host’s Docker engine: a version from 20.10 to 29.7, or a line of versions, 28.5; the article’s is 20.10.24; on real machines 20.10, and 26.1 and 28.5 once `chainwalk kernel build --engine` fetched them',
  ).argParser(engineVersion);
}

/** Where that engine makes its rules. */
export function firewallBackendOption(): Option {
  return new Option(
    '--firewall-backend <backend>',
    'where the Docker engine makes its rules; with nftables, from 29, it starts only where net.ipv4.ip_forward is 1',
  ).choices(['iptables', 'nftables']);
}

/** Refuses a backend that the engine has not. */
export function checkBackend({ engine, firewallBackend }: Pick<LabOptions, 'engine' | 'firewallBackend'>): void {
  if (firewallBackend === 'nftables' && !findRelease(engine ?? DEFAULT_ENGINE).changes.has('nftablesBackend'))
    throw new UsageError('the nftables backend came with Docker 29: --engine 29 --firewall-backend nftables');
}

/** A version of an engine, for an option. */
export function engineVersion(text: string): string {
  try {
    return findRelease(text).version;
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

/** A path as people are told it: from the working directory, which is `.` itself, or whole where it leads out of that. */
export function sayPath(path: string): string {
  const shorter = relative(process.cwd(), path);
  return /^\.\.(?:[/\\]|$)/.test(shorter) ? path : shorter || '.';
}

/** Writes to standard output. */
export function print(text: string): void {
  process.stdout.write(text);
}

/** Writes a line to standard output. */
export function printLine(line: string): void {
  print(`${line}\n`);
}
