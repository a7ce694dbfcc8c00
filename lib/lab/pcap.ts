/** What every interface carried, as capture files with comments: one file for each machine and container, as if each ran dumpcap. */
import type { Machine } from '../machine';
import type { NetNamespace } from '../network';
import { encodePcapng } from '../packet';
import { platform } from '../platform';
import type { Lab } from './lab';
import { FrameLog } from './observe/frameLog';

/**
 * Writes down what all interfaces of a lab carry from `start` to `stop`, also those that are made meanwhile, as pcapng files.
 *
 * @example
 * ```ts
 * import { Lab, PcapRecorder } from 'chainwalk/lab';
 *
 * const machines = new Lab();
 * const recorder = new PcapRecorder(machines);
 * recorder.start();
 * await machines.sh('client# ping -c 1 192.168.70.6');
 * recorder.stop();
 * [...recorder.files('one ping').keys()]; // → ["host.pcapng","client.pcapng"]
 * ```
 */
export class PcapRecorder {
  readonly #lab: Lab;
  readonly #logs = new Map<NetNamespace, FrameLog>();
  readonly #newNamespace = (net: NetNamespace) => this.#listen(net, this.#lab.host);
  readonly #restored = () => {
    this.stop();
    this.start();
  };

  /** Nothing is heard before `start`. */
  constructor(lab: Lab) {
    this.#lab = lab;
  }

  /** Listens from now on. */
  start(): void {
    for (const { net, machine } of this.#lab.places) this.#listen(net, machine);
    this.#lab.host.namespaceListeners.add(this.#newNamespace);
    this.#lab.restoreListeners.add(this.#restored);
  }

  /** Listens no longer; what was heard stays. */
  stop(): void {
    this.#lab.host.namespaceListeners.delete(this.#newNamespace);
    this.#lab.restoreListeners.delete(this.#restored);
    for (const log of this.#logs.values()) log.stop();
  }

  /** How many frames were written down so far, on all interfaces together. @internal */
  get frames(): number {
    return [...this.#logs.values()].reduce((sum, { frames }) => sum + frames.length, 0);
  }

  /** The files by name, such as `host.pcapng`; `comment` stands in each file's header. A container that was started twice has both its times in one file. */
  files(comment: string): ReadonlyMap<string, Uint8Array> {
    const places = new Map<string, [FrameLog, ...FrameLog[]]>();
    for (const log of this.#logs.values()) {
      const place = `${log.isMachine} ${log.name}`;
      const logs = places.get(place);
      if (logs) logs.push(log);
      else places.set(place, [log]);
    }
    const files = new Map<string, Uint8Array>();
    for (const logs of places.values()) {
      const { name } = logs[0];
      files.set(freeName(name, files), encodeLogs(`${name}; ${comment}`, logs));
    }
    return files;
  }

  /** Writes the files into a folder, which is made if need be; their paths. Throws what the file system throws. */
  save(folder: string, comment: string): readonly string[] {
    return [...this.files(comment)].map(([name, bytes]) => {
      const path = folder === '' || folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;
      platform().writeFile(path, bytes);
      return path;
    });
  }

  #listen(net: NetNamespace, machine: Machine): void {
    if (this.#logs.has(net)) return;
    const log = new FrameLog(net, machine);
    this.#logs.set(net, log);
    log.start();
  }
}

/** File systems may not tell `NG1` from `ng1`, and a container may be called `host`. */
function freeName(place: string, files: ReadonlyMap<string, unknown>): string {
  const taken = new Set([...files.keys()].map((name) => name.toLowerCase()));
  let name = `${place}.pcapng`;
  for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${place}-${number}.pcapng`;
  return name;
}

/** One file; `named`: interfaces are called by their places' names as well, for there are several. */
export function encodeLogs(comment: string, logs: readonly FrameLog[], named = false): Uint8Array {
  const interfaces = logs.flatMap((log) => [...log.interfaces.values()].sort((a, b) => a.ifindex - b.ifindex));
  const places = logs.flatMap((log) => [...log.interfaces.keys()].map(() => log.name));
  return encodePcapng({
    application: 'chainwalk',
    comment,
    interfaces: named ? interfaces.map((one, index) => ({ ...one, name: `${places[index]} ${one.name}` })) : interfaces,
    packets: logs
      .flatMap(({ frames }) => frames)
      .sort((a, b) => a.packet.at - b.packet.at)
      .map((frame) => ({
        ...frame.packet,
        interface: interfaces.indexOf(frame.interface),
        comments: frame.story?.comments ?? [],
      })),
  });
}
