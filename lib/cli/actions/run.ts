/** A session as a transcript or as JSON, what its interfaces carried, and a report of its requests. */
import { basename, dirname } from 'node:path';
import { Lab, type LabOptions, type Outcome, PcapRecorder, topology } from '../../lab';
import type { IptablesVersion } from '../../machine';
import { makeFolder } from '../../node/makeFolder';
import type { SessionReportOptions } from '../../view/session/sessionReport';
import type { ObservedCommand } from '../../view/session/sessionRequests';
import { UsageError } from '../command';
import { describeCommand, type LineStream, WaitingLine } from '../waitingLine';
import { readSessionFile, reasonOf, type SessionFile } from './sessionFile';
import { checkSessionReport, writeSessionReport } from './sessionReportFile';

/** The exit code of a session that asked for what is not modelled. */
const NOT_MODELLED = 1;

/** Options of `chainwalk run`. */
export interface RunOptions {
  readonly format: 'text' | 'json';
  readonly world: 'simulated' | 'kernel';
  readonly iptablesVersion: IptablesVersion;
  /** The host's Docker engine. */
  readonly engine?: string;
  /** Where that engine makes its rules. */
  readonly firewallBackend?: 'iptables' | 'nftables';
  /** Seconds. */
  readonly pause: number;
  readonly seed: number;
  /** Folder for a capture file of each machine and container. */
  readonly pcap?: string;
  /** File for a document about the requests. */
  readonly report?: string;
}

/** Runs the session in a file, or from standard input for `-`; the exit code, not 0 if something in it is not modelled. What takes long is told to `errors` if that is a terminal. Throws a `UsageError` and a `RealMachineError`. */
export async function runSession(
  file: string,
  options: RunOptions,
  print: (text: string) => void,
  errors: LineStream = process.stderr,
): Promise<number> {
  const session = await readSessionFile(file);
  const outcomes: Outcome[] = [];
  const finish = (outcome: Outcome) => {
    outcomes.push(outcome);
    if (options.format === 'text') print(outcome.transcript);
  };
  await (options.world === 'kernel'
    ? runReal(session, options, finish)
    : runSimulated(session, options, finish, errors));
  if (options.format === 'json') print(`${JSON.stringify(outcomes, undefined, 1)}\n`);
  return tellRefusals(outcomes, errors);
}

/** Says how much of the session is not what real machines would have done; the exit code. */
function tellRefusals(outcomes: readonly Outcome[], errors: Pick<LineStream, 'write'>): number {
  const refused = outcomes.filter(({ isModelled }) => !isModelled);
  const [first] = refused;
  if (first === undefined) return 0;
  const others = refused.length > 1 ? `, and ${refused.length - 1} more` : '';
  errors.write(
    `chainwalk: not modelled, so that the session went on without it: ${first.place}# ${first.command}${others}\n`,
  );
  return NOT_MODELLED;
}

type Finish = (outcome: Outcome) => void;

async function runSimulated(
  { name, commands }: SessionFile,
  options: RunOptions,
  finish: Finish,
  errors: LineStream,
): Promise<void> {
  const { pcap, report, seed } = options;
  await prepare(options);
  const lab = new Lab(options satisfies LabOptions);
  const recorder = pcap === undefined ? undefined : new PcapRecorder(lab);
  recorder?.start();
  const observed: ObservedCommand[] = [];
  const waiting = new WaitingLine(errors);
  for (const { place, command } of commands) {
    const startedAt = lab.now;
    const describe = (seconds: number) => describeCommand(place, command, seconds, lab.now - startedAt);
    if (report === undefined) finish(await waiting.during(describe, () => lab.run(place, command)));
    else {
      const observation = await waiting.during(describe, () => lab.observe(place, command));
      observed.push({ observation, topology: topology(lab) });
      finish(observation.outcome);
    }
  }
  await lab.settle();
  recorder?.stop();
  const failures: string[] = [];
  const write = async (path: string, save: () => Promise<unknown>) => {
    await save().catch((error: unknown) => failures.push(`cannot write ${path}: ${reasonOf(error)}`));
  };
  if (pcap !== undefined) await write(pcap, async () => recorder?.save(pcap, `${name}, seed ${seed}`));
  if (report !== undefined) await write(report, async () => writeSessionReport(report, observed, about(name, options)));
  // Commands of the command line tell one sentence each, after `chainwalk: `.
  if (failures.length > 0) throw new UsageError(failures.join('\nchainwalk: '));
}

function about(
  name: string,
  { seed, pause, iptablesVersion, engine, firewallBackend }: RunOptions,
): SessionReportOptions {
  const facts = {
    seed,
    ...(engine !== undefined && { 'Docker engine': engine }),
    ...(firewallBackend !== undefined && { 'firewall backend': firewallBackend }),
    'iptables listings': iptablesVersion,
    'pause in s': pause,
  };
  return { name: basename(name), facts };
}

async function runReal(
  { commands }: SessionFile,
  { pause, pcap, report, engine, firewallBackend }: RunOptions,
  finish: Finish,
): Promise<void> {
  if (firewallBackend !== undefined)
    throw new UsageError(
      '--firewall-backend is for the simulated machines; the real dockerd makes its rules with iptables',
    );
  if (pcap !== undefined) throw new UsageError('--pcap is for the simulated machines; on the real ones, run tcpdump');
  if (report !== undefined) throw new UsageError('--report is for the simulated machines, whose packets it can follow');
  const { withRealLab } = await import('../../real/index.js');
  await withRealLab({ pause, ...(engine !== undefined && { engine }) }, async (lab) => {
    for (const { place, command } of commands) finish(await lab.run(place, command));
  });
}

/** Makes the folders of what is to be written, before anything runs. */
async function prepare({ pcap, report }: RunOptions): Promise<void> {
  if (report !== undefined) await checkSessionReport(report);
  if (pcap !== undefined) makeFolderFor('--pcap', pcap);
  if (report !== undefined) makeFolderFor('--report', dirname(report));
}

function makeFolderFor(option: string, folder: string): void {
  try {
    makeFolder(folder);
  } catch (error) {
    throw new UsageError(`cannot make the folder ${folder} for ${option}: ${reasonOf(error)}`);
  }
}
