/** The real side of random hosts: a Python process with namespaces and programs of its own (agent.py beside this file). */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { collectScript } from '../../../lib/host';
import { restoreText } from '../case';
import { furnishing, MEMBERS, NEIGHBOURS, SETTINGS } from '../world';
import type { HostCase, HostQuestion } from './hostCase';
import { type CounterGrowth, grownBetween } from './savedCounters';

const AGENT = 'test/fuzz/hosts/agent.py';

/** What the kernel answered. */
export interface RealAnswer {
  readonly outcome: 'answered' | 'refused' | 'silent' | 'pinged';
  readonly text: string;
  readonly grown: CounterGrowth;
}

export class KernelHosts {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor() {
    this.#process = spawn('python3', [AGENT], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#process.stdin?.on('error', () => {});
    if (this.#process.stdout === null) throw new Error('the agent has no output');
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /** Several can work side by side: most of the time they wait. */
  static async start(): Promise<KernelHosts> {
    const kernel = new KernelHosts();
    const { sets, routes, mtus } = furnishing() as Record<string, unknown>;
    const others = Object.entries(NEIGHBOURS).map(([node, { addresses }]) => [node, addresses.slice(1)]);
    await kernel.#ask({ collect: collectScript(), sets, routes, mtus, others });
    return kernel;
  }

  /** Builds a host, and returns what chainwalk collect prints there; `refused` if a program did not take its rules. */
  async build({ settings, rules, program = 'iptables-legacy', nft }: HostCase): Promise<{
    readonly dump?: string;
    readonly refused?: string;
  }> {
    return (await this.#ask({
      settings: Object.entries({ ...SETTINGS, ...settings }),
      program,
      members: [...MEMBERS],
      rules: restoreText(rules),
      ...(nft === undefined ? {} : { nft }),
    })) as { readonly dump?: string };
  }

  async ask({ node, source, address, port, protocol }: HostQuestion): Promise<RealAnswer> {
    const answer = (await this.#ask({ from: node, source, to: address, port, protocol })) as {
      readonly outcome: RealAnswer['outcome'];
      readonly text: string;
      readonly before: { readonly saved: string; readonly listed: string };
      readonly after: { readonly saved: string; readonly listed: string };
    };
    return { outcome: answer.outcome, text: answer.text, grown: grownBetween(answer.before, answer.after) };
  }

  /** Ends the agent, which removes its namespaces. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('close', resolve));
    this.#process.stdin?.end();
    await ended;
  }

  async #ask(question: unknown): Promise<unknown> {
    this.#process.stdin?.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('the agent on the real kernel ended early');
    return JSON.parse(value);
  }
}
