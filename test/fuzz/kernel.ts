/** The real side: a Python process with raw sockets in network namespaces of its own (agent.py). */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Tuple, USUAL_TABLES } from '../../lib/netfilter';
import { encodeFrame, encodeIpv4 } from '../../lib/packet';
import { type FuzzSession, type Outcome, type Program, restoreText } from './case';
import type { Argv } from './commands';
import { describeConntrackLine, describeCounters, describeFrame } from './describe';
import { DrawnNumbers } from './drawnNumbers';
import { type CommandOutcome, withoutRemarks } from './fuzzCommands';
import { type PacketSpec, sentOf } from './packetSpec';
import { furnishing, MEMBERS, SETTINGS, type World, world } from './world';

/** From the project's root, where npm starts its scripts. */
const AGENT = 'test/fuzz/agent.py';

/** Why the real kernel cannot be asked here; `undefined` if it can. */
export function whyNoKernel(): string | undefined {
  if (process.platform !== 'linux') return `this is ${process.platform}, not Linux`;
  if (process.getuid?.() !== 0) return 'only root may make network namespaces';
  for (const program of ['python3', 'ip', 'bridge', 'ethtool', 'iptables-legacy-restore', 'conntrack']) {
    if (spawnSync('which', [program]).status !== 0) return `there is no ${program}`;
  }
  if (spawnSync(process.env.IPSET ?? 'ipset', ['--version']).status !== 0) return 'there is no ipset';
  if (!existsSync('/proc/sys/net/bridge/bridge-nf-call-iptables')) return 'the module br_netfilter is not loaded';
  return undefined;
}

/** Why rules of nft cannot be asked about; NFT may name the program. */
export function whyNoNft(): string | undefined {
  return (
    whyNoKernel() ?? (spawnSync(process.env.NFT ?? 'nft', ['--version']).status === 0 ? undefined : 'there is no nft')
  );
}

interface Answer {
  readonly refused?: string;
  readonly saved?: string;
  readonly listed?: string;
  readonly connections?: string;
  /** The tuples, original and reply, of each connection that was entered into the table. */
  readonly entered?: readonly (readonly [Tuple, Tuple])[];
  readonly packets?: readonly (readonly [string, string, string])[];
}

export class Kernel {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #machines: World = world();
  #stopping = false;

  private constructor() {
    this.#process = spawn('python3', [AGENT], { stdio: ['pipe', 'pipe', 'inherit'] });
    // That it has ended shows in the answer that does not come.
    this.#process.stdin!.on('error', () => {});
    this.#lines = createInterface({ input: this.#process.stdout! })[Symbol.asyncIterator]();
  }

  /** Starts the agent and has it build the network; about a second. Rejects if it cannot. */
  static async start(): Promise<Kernel> {
    const kernel = new Kernel();
    await kernel.#ask(furnishing());
    return kernel;
  }

  /** Runs a case on the real kernel. */
  async run({ settings, rules, program = 'iptables-legacy', nft, steps }: FuzzSession): Promise<Outcome> {
    const answer = (await this.#ask({
      settings: [
        ...Object.entries({ ...SETTINGS, ...settings }),
        // Turning ip_forward off lets redirects in.
        ['net.ipv4.conf.all.accept_redirects', '0'],
      ],
      program,
      members: [...MEMBERS],
      rules: restoreText(rules),
      ...(nft === undefined ? {} : { nft: `flush ruleset\n${nft}` }),
      packets: steps.map((step) => this.#encode(step)),
    })) as Answer;
    if (answer.refused !== undefined) {
      const refused = answer.refused.replaceAll(`${program}-restore`, 'iptables-restore');
      return { refused, counters: [], packets: {}, connections: [] };
    }
    const drawn = new DrawnNumbers();
    for (const tuples of answer.entered!) drawn.note(...tuples);
    const packets: Record<string, string[]> = {};
    for (const [name, direction, hex] of answer.packets!) {
      packets[name] ??= [];
      packets[name].push(`${direction} ${describeFrame(hex, drawn)}`);
    }
    const connections = answer.connections!.split('\n').filter((line) => line !== '');
    return {
      counters: describeCounters(answer.saved!),
      ...(answer.listed === undefined ? {} : { listed: answer.listed }),
      packets,
      connections: connections.map(describeConntrackLine).sort(),
    };
  }

  /** Runs command lines of iptables, one after the other, on tables filled from `furnished`. */
  async runCommands(furnished: string, commands: readonly Argv[], program: Program): Promise<CommandOutcome> {
    const answer = (await this.#ask({ program, furnished, commands, tables: USUAL_TABLES })) as {
      readonly said: readonly (readonly [number, string, string])[];
      readonly saved: string;
      readonly listed: readonly string[];
    };
    return {
      said: answer.said.map(([exitCode, stdout, stderr]) => ({
        exitCode,
        stdout,
        // The network is furnished with tables of iptables-legacy.
        stderr: stderr.replaceAll('iptables-legacy:', 'iptables:').replace(/^# Warning: iptables-legacy .*\n/gm, ''),
      })),
      saved: withoutRemarks(answer.saved),
      listed: answer.listed,
    };
  }

  /** Ends the agent, which removes its namespaces. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('close', resolve));
    this.#stopping = true;
    this.#process.stdin!.end();
    await ended;
  }

  #encode(spec: PacketSpec): unknown {
    const packet = sentOf(spec);
    const isn = spec.isn ? { isn: (spec as { acknowledgement: number }).acknowledgement } : {};
    if (spec.at === 'router')
      return { at: spec.at, to: spec.destination, mark: spec.mark ?? 0, packet: hex(encodeIpv4(packet)), ...isn };
    const source = this.#machines.device(spec.at).mac;
    const destination = this.#machines.station(spec);
    return { at: spec.at, frame: hex(encodeFrame({ source, destination, payload: packet })), ...isn };
  }

  async #ask(question: unknown): Promise<unknown> {
    // Whoever still asks while all ends waits for an answer in vain.
    if (this.#stopping) return new Promise(() => {});
    this.#process.stdin!.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await this.#lines.next();
    if (done && this.#stopping) return new Promise(() => {});
    if (done) throw new Error('the agent on the real kernel ended early');
    return JSON.parse(value);
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
