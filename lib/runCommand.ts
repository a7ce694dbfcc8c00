/** `chainwalk run FILE`: a session, as a transcript or as JSON, and what its interfaces carried. */
import { mkdir } from 'node:fs/promises';
import { Lab, type LabOptions, type Outcome, PcapRecorder } from './lab';
import type { IptablesVersion } from './machine';
import { readSessionFile, reasonOf, type SessionFile, UsageError } from './sessionFile';

export interface RunOptions {
  readonly format: 'text' | 'json';
  readonly world: 'simulated' | 'kernel';
  readonly iptablesVersion: IptablesVersion;
  /** Seconds. */
  readonly pause: number;
  readonly seed: number;
  /** Folder for a capture file of each machine and container. */
  readonly pcap?: string;
}

/** Runs the session in a file, or from standard input for `-`; the exit code. Throws a `UsageError` and a `KernelError`. */
export async function runCommand(file: string, options: RunOptions, print: (text: string) => void): Promise<number> {
  const session = await readSessionFile(file);
  const outcomes: Outcome[] = [];
  const finish = (outcome: Outcome) => {
    outcomes.push(outcome);
    if (options.format === 'text') print(outcome.transcript);
  };
  await (options.world === 'kernel' ? runReal(session, options, finish) : runSimulated(session, options, finish));
  if (options.format === 'json') print(`${JSON.stringify(outcomes, undefined, 1)}\n`);
  return 0;
}

type Finish = (outcome: Outcome) => void;

async function runSimulated({ name, commands }: SessionFile, options: RunOptions, finish: Finish): Promise<void> {
  if (options.pcap !== undefined) await makeFolder(options.pcap);
  const lab = new Lab(options satisfies LabOptions);
  const recorder = options.pcap === undefined ? undefined : new PcapRecorder(lab);
  recorder?.start();
  for (const { place, command } of commands) finish(await lab.run(place, command));
  lab.settle();
  recorder?.stop();
  if (options.pcap !== undefined) recorder?.save(options.pcap, `${name}, seed ${options.seed}`);
}

async function runReal({ commands }: SessionFile, { pause, pcap }: RunOptions, finish: Finish): Promise<void> {
  if (pcap !== undefined) throw new UsageError('--pcap is for the simulated machines; on the real ones, run tcpdump');
  const { withKernelLab } = await import('./kernel/index.js');
  await withKernelLab({ pause }, async (lab) => {
    for (const { place, command } of commands) finish(await lab.run(place, command));
  });
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new UsageError(`cannot make the folder ${folder} for --pcap: ${reasonOf(error)}`);
  });
}
