/**
 * The engine as a client of iptables: it knows no rule that it did not ask for with a command.
 * libnetwork: iptables/iptables.go. Not modelled: firewalld, ip6tables.
 */
import type { CommandResult } from '../../tools';
import { DockerError } from '../dockerError';

/** The tables in which dockerd has rules. */
export type FirewallTable = 'nat' | 'filter';

/** Runs the iptables program; `argv` is without the program's own name. */
export type RunIptables = (argv: readonly string[]) => CommandResult;

/** The commands of iptables that dockerd runs. */
export class Firewall {
  readonly #runIptables: RunIptables;

  constructor(runIptables: RunIptables) {
    this.#runIptables = runIptables;
  }

  /** Runs `iptables --wait ARGUMENTS`; true if it succeeded. */
  try(...args: readonly string[]): boolean {
    return this.#run(args).exitCode === 0;
  }

  /** The same, for commands that must succeed. Throws a `DockerError` with what iptables said. */
  run(...args: readonly string[]): void {
    const { exitCode, stdout, stderr } = this.#run(args);
    if (exitCode === 0) return;
    const output = `${stdout}${stderr}`;
    throw new DockerError(
      'failed',
      `iptables failed: iptables --wait ${args.join(' ')}: ${output} (exit status ${exitCode})`,
    );
  }

  /** Whether a chain has the rule (`-C`). */
  has(table: FirewallTable, chain: string, rule: readonly string[]): boolean {
    return this.try('-t', table, '-C', chain, ...rule);
  }

  /** Adds a rule that is not there yet, naming the table. */
  ensure(table: FirewallTable, action: '-A' | '-I', chain: string, rule: readonly string[]): void {
    if (!this.has(table, chain, rule)) this.run('-t', table, action, chain, ...rule);
  }

  /** Deletes a rule if it is there, naming the table. */
  remove(table: FirewallTable, chain: string, rule: readonly string[]): void {
    if (this.has(table, chain, rule)) this.run('-t', table, '-D', chain, ...rule);
  }

  /** Adds a rule of `filter` that is not there yet, without naming the table. */
  ensureFilter(action: '-A' | '-I', chain: string, rule: readonly string[]): void {
    if (!this.has('filter', chain, rule)) this.run(action, chain, ...rule);
  }

  /** Deletes a rule of `filter` if it is there, without naming the table. */
  removeFilter(chain: string, rule: readonly string[]): void {
    if (this.has('filter', chain, rule)) this.run('-D', chain, ...rule);
  }

  #run(args: readonly string[]): CommandResult {
    return this.#runIptables(['--wait', ...args]);
  }
}
