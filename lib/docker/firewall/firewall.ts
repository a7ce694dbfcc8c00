/**
 * The engine as a client of iptables and ipset: it knows no rule that it did not ask for with a command.
 * libnetwork: iptables/iptables.go. Not modelled: firewalld.
 */
import type { CommandResult } from '../../tools';
import { DockerError } from '../dockerError';
import type { Family } from './ruleBook';
import type { ElementStep, FirewallTable, RuleStep, Step } from './step';

/** Runs the program iptables, or ip6tables; `argv` is without the program's own name. */
export type RunIptables = (argv: readonly string[]) => CommandResult;

/** Runs the ipset program; `argv` is without the program's own name. */
export type RunIpset = (argv: readonly string[]) => CommandResult;

/** The commands of iptables, or of ip6tables, and ipset that dockerd runs. */
export class Firewall {
  readonly #runIptables: RunIptables;
  readonly #runIpset: RunIpset;

  constructor(
    /** Whose rules it makes. */
    readonly family: Family,
    runIptables: RunIptables,
    runIpset: RunIpset,
  ) {
    this.#runIptables = runIptables;
    this.#runIpset = runIpset;
  }

  /** Takes the steps in their order. Throws a `DockerError` if iptables fails, which begins with what was being done. */
  apply(steps: readonly Step[], doing = ''): void {
    for (const step of steps) this.#take(step, doing);
  }

  /** Deletes, in the same order, those rules of the steps that are there and serve nothing else. */
  undo(steps: readonly Step[]): void {
    for (const step of steps) {
      if (step.action === 'element') {
        this.#element('del', step);
        continue;
      }
      if (step.action === 'gone' || step.shared === true) continue;
      // libnetwork runs -C twice: to choose its action, and again before it deletes.
      if (step.calls === 'twice' && !this.has(step)) continue;
      this.#delete(step);
    }
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
    const program = this.family === 'ipv6' ? 'ip6tables' : 'iptables';
    throw new DockerError(
      'failed',
      `${program} failed: ${program} --wait ${args.join(' ')}: ${output} (exit status ${exitCode})`,
    );
  }

  /** Makes a set of networks, or empties the one that is there. libnetwork asks the kernel itself, without the program. */
  makeSet(name: string): void {
    this.#ask('create', name, 'hash:net', 'family', this.family === 'ipv6' ? 'inet6' : 'inet');
    this.#ask('flush', name);
  }

  /** Makes a chain that is not there yet. */
  makeChain(table: FirewallTable, chain: string): void {
    if (!this.try('-t', table, '-n', '-L', chain)) this.run('-t', table, '-N', chain);
  }

  /** Whether a chain has the rule (`-C`). */
  has({ table, chain, rule }: Pick<RuleStep, 'table' | 'chain' | 'rule'>): boolean {
    return this.try('-t', table, '-C', chain, ...rule);
  }

  #take(step: Step, doing: string): void {
    if (step.action === 'element') {
      this.#element('add', step);
      return;
    }
    const { action, chain, rule } = step;
    switch (action) {
      case 'gone':
        // What libnetwork deletes without looking first, it tries to delete.
        if (step.calls === 'unnamed') this.try(...tableOf(step), '-D', chain, ...rule);
        else this.#delete(step);
        return;
      case 'top':
        this.#delete(step);
        this.#make(step, '-I', doing);
        return;
      case 'first':
      case 'last':
        if (!this.has(step)) this.#make(step, action === 'first' ? '-I' : '-A', doing);
        else if (step.calls === 'twice') this.has(step);
    }
  }

  #make(step: RuleStep, command: '-I' | '-A', doing: string): void {
    try {
      this.run(...tableOf(step), command, step.chain, ...step.rule);
    } catch (error) {
      if (!(error instanceof DockerError)) throw error;
      throw new DockerError(error.code, complaintAbout(step, doing, error.message));
    }
  }

  #delete(step: RuleStep): void {
    if (this.has(step)) this.run(...tableOf(step), '-D', step.chain, ...step.rule);
  }

  #element(command: 'add' | 'del', { set, element }: ElementStep): void {
    this.#ask(command, set, element);
  }

  #ask(...args: readonly string[]): void {
    const { exitCode, stderr } = this.#runIpset(['-exist', ...args]);
    if (exitCode !== 0) throw new DockerError('failed', `ipset ${args.join(' ')}: ${stderr.trim()}`);
  }

  #run(args: readonly string[]): CommandResult {
    return this.#runIptables(['--wait', ...args]);
  }
}

/** As libnetwork's functions say it: ProgramChain, and RawCombinedOutput under programChainRule. */
function complaintAbout({ table, calls, title }: RuleStep, doing: string, message: string): string {
  if (calls === 'twice') return `Failed to program ${table === 'nat' ? 'NAT' : 'FILTER'} chain: ${message}`;
  const what = title === undefined ? '' : `Unable to enable ${title} rule: `;
  return `${doing}${what} (${message})`;
}

function tableOf({ table, calls }: RuleStep): readonly string[] {
  return table === 'filter' && calls !== undefined ? [] : ['-t', table];
}
