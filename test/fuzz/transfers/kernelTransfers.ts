/** The real side of random transfers: Python processes with namespaces of their own (agent.py beside this file), many at a time, since each waits for its timers. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { decodeFrame, type Ipv4Packet } from '../../../lib/packet';
import { restoreText } from '../case';
import { describeCounters } from '../describe';
import { describeSegments, SETTINGS, type TransferCase, type TransferOutcome } from './transferCase';

const AGENT = 'test/fuzz/transfers/agent.py';

interface Answer {
  readonly refused?: string;
  readonly saved: string;
  readonly frames: readonly (readonly [number, string, string, string])[];
  readonly outcomes: readonly string[];
  readonly ended: boolean;
}

export interface RealTransfer {
  readonly outcome: TransferOutcome;
  /** It came to an end in time. */
  readonly ended: boolean;
  /** When the router's segments were read, in ms. */
  readonly times: readonly number[];
}

/** One network on the real kernel; made anew after a transfer that came to no end. */
class Lane {
  #process: ChildProcess | undefined;
  #lines: AsyncIterator<string> | undefined;

  async run({ settings, rules, client, server }: TransferCase, hindrance: number): Promise<RealTransfer> {
    if (this.#process === undefined) await this.#start();
    const request = {
      settings: Object.entries({ ...SETTINGS, ...settings }),
      rules: restoreText(rules),
      client,
      server,
      hindrance,
    };
    this.#process?.stdin?.write(`${JSON.stringify(request)}\n`);
    const answer = (await this.#next()) as Answer;
    if (answer.refused !== undefined) throw new Error(answer.refused);
    if (!answer.ended) await this.stop();
    const seen = answer.frames.map(([, name, direction, hex]) => ({
      at: `${name} ${direction}`,
      packet: decodeFrame(Buffer.from(hex, 'hex')).payload as Ipv4Packet,
    }));
    return {
      outcome: {
        programs: answer.outcomes,
        counters: describeCounters(answer.saved),
        segments: describeSegments(seen),
      },
      ended: answer.ended,
      times: answer.frames.map(([time]) => time),
    };
  }

  /** Ends the agent, which removes its namespaces. */
  async stop(): Promise<void> {
    const agent = this.#process;
    if (agent === undefined) return;
    this.#process = undefined;
    const ended = new Promise((resolve) => agent.once('close', resolve));
    agent.stdin?.end();
    await ended;
  }

  async #start(): Promise<void> {
    this.#process = spawn('python3', [AGENT], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#process.stdin?.on('error', () => {});
    if (this.#process.stdout === null) throw new Error('the agent has no output');
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
    await this.#next();
  }

  async #next(): Promise<unknown> {
    const next = await this.#lines?.next();
    if (next === undefined || next.done) throw new Error('the agent on the real kernel ended early');
    return JSON.parse(next.value);
  }
}

/** So many networks on the real kernel. */
export class KernelTransfers {
  readonly #idle: Lane[];
  readonly #lanes: readonly Lane[];
  readonly #waiting: ((lane: Lane) => void)[] = [];

  constructor(lanes: number) {
    this.#lanes = Array.from({ length: lanes }, () => new Lane());
    this.#idle = [...this.#lanes];
  }

  /** Runs a case as soon as a network is free; `hindrance` rules that do nothing keep each packet in the router for some microseconds. */
  async run(random: TransferCase, hindrance = 0): Promise<RealTransfer> {
    const lane = this.#idle.pop() ?? (await new Promise<Lane>((resolve) => this.#waiting.push(resolve)));
    try {
      return await lane.run(random, hindrance);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#idle.push(lane);
      else next(lane);
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.stop()));
  }
}
