/**
 * The path of each packet through the real host's tables, by the TRACE target. It needs a rule in the raw table, which is
 * why it is for a run of its own: tables and listings show that rule. The log comes through nfnetlink_log, as the
 * kernel's own log is not open to namespaces.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type NflogPacket, readNflog } from '../packet';
import type { RealLab } from './lab';
import { Listener } from './listener';

/**
 * Packets to it stand between those of one command and those of the next: what is logged comes late, but in order. They go no
 * further than the raw table, as matches that count or limit would notice them.
 */
const MARK_ADDRESS = '127.254.254.254';
/** The same in a packet's header. */
const MARK = MARK_ADDRESS.split('.').map(Number);
/** nfnetlink_log hands over what it has after a second. */
const FLUSH = 1500;

/** The log of one host, from its start to its end. */
export class Tracer {
  readonly #lab: RealLab;
  readonly #listener: Listener;
  #marks = 0;

  private constructor(lab: RealLab, listener: Listener) {
    this.#lab = lab;
    this.#listener = listener;
  }

  /** Begins to trace all packets of the host. Throws a `RealMachineError`, for example if this kernel cannot. */
  static async start(lab: RealLab): Promise<Tracer> {
    await lab.host.runScript('trace.sh', MARK_ADDRESS);
    const tcpdump = lab.host.enter('tcpdump', '-i', 'nflog:0', '-n', '-Z', 'root', '-U', '-w', '-');
    return new Tracer(lab, await Listener.start(tcpdump, join(lab.folder, 'trace.pcap')));
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
    return commands;
  }
}

/** The number of a mark: its destination port. */
function markOf({ payload }: NflogPacket): number | undefined {
  if (MARK.some((byte, index) => payload[16 + index] !== byte)) return undefined;
  const [high = 0, low = 0] = payload.subarray(22, 24);
  return high * 256 + low;
}
