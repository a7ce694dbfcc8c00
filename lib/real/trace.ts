/**
 * The path of each packet through the real host's tables, as the kernel traces it. It needs a table of nf_tables, which is
 * why it is for a run of its own: listings show that table. The log comes through nfnetlink_log, as the kernel's own log is
 * not open to namespaces.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type NflogPacket, readNflog } from '../packet';
import { RealMachineError } from './execute';
import type { RealLab } from './lab';
import { Listener } from './listener';
import { MACHINE_SCRIPTS } from './scripts';

/** Packets to it stand between those of one command and those of the next: what is logged comes late, but in order. */
const MARK_ADDRESS = '127.254.254.254';
/** The same in a packet's header. */
const MARK = MARK_ADDRESS.split('.').map(Number);
/** nfnetlink_log hands over what it has after a second. */
const FLUSH = 1500;

/** The log of one host, from its start to its end. */
export class Tracer {
  readonly #lab: RealLab;
  readonly #listener: Listener;
  /** Holds the table that lets packets be traced. */
  readonly #holder: ChildProcess;
  #marks = 0;

  private constructor(lab: RealLab, listener: Listener, holder: ChildProcess) {
    this.#lab = lab;
    this.#listener = listener;
    this.#holder = holder;
  }

  /** Begins to trace all packets of the host. Throws a `RealMachineError`, for example if this kernel cannot. */
  static async start(lab: RealLab): Promise<Tracer> {
    const reader = lab.host.enter('perl', `${MACHINE_SCRIPTS}/nflog.pl`);
    const listener = await Listener.start(reader, join(lab.folder, 'trace.pcap'));
    return new Tracer(lab, listener, await holdTable(lab));
  }

  /** A command ends here, and the next begins. */
  async mark(): Promise<void> {
    this.#marks += 1;
    await this.#lab.host.run(['bash', '-c', `echo > /dev/udp/${MARK_ADDRESS}/${this.#marks}`]);
  }

  /** Stops; what was logged between two marks, command by command. */
  async end(): Promise<readonly (readonly NflogPacket[])[]> {
    await sleep(FLUSH);
    const commands: NflogPacket[][] = [[]];
    for (const { bytes } of await this.#listener.end()) {
      const packet = readNflog(bytes);
      const mark = markOf(packet);
      if (mark === undefined) commands.at(-1)?.push(packet);
      else if (mark > commands.length - 1) commands.push([]);
    }
    this.#holder.stdin?.end();
    return commands;
  }
}

/** Lets packets be traced for as long as the process runs. Throws a `RealMachineError` if this kernel cannot. */
async function holdTable({ host }: RealLab): Promise<ChildProcess> {
  const [program = '', ...rest] = host.enter('bash', `${MACHINE_SCRIPTS}/trace.sh`, MARK_ADDRESS);
  const holder = spawn(program, rest, { stdio: ['pipe', 'pipe', 'pipe'] });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    // The listing, once the table is there.
    holder.stdout.on('data', (chunk: Buffer) => {
      said += chunk;
      if (said.includes('chain output')) resolve();
    });
    holder.stderr.on('data', (chunk: Buffer) =>
      reject(new RealMachineError(`no paths can be traced: ${String(chunk).trim()}`)),
    );
    holder.on('close', () => reject(new RealMachineError('no paths can be traced: nft ended')));
  });
  return holder;
}

/** The number of a mark: its destination port. */
function markOf({ payload }: NflogPacket): number | undefined {
  if (MARK.some((byte, index) => payload[16 + index] !== byte)) return undefined;
  const [high = 0, low = 0] = payload.subarray(22, 24);
  return high * 256 + low;
}
