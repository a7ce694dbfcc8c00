/** Where a process runs: a machine, or a container on it, each with its own network, process numbers and files. */
import type { NetNamespace } from '../network';
import type { Ipv4Address } from '../packet';
import type { FileTree } from './files';
import type { Machine } from './machine';
import type { PidNamespace } from './pids';

/** A machine or a container, as programs see it. */
export interface Place {
  /** As a session names it: `host`, `client`, a container's name. */
  readonly name: string;
  readonly machine: Machine;
  readonly net: NetNamespace;
  readonly pids: PidNamespace;
  readonly hostname: string;
  readonly files: FileTree;
  /** The name server's answers to this place; absent if it uses none. */
  readonly addressesOfName?: (host: string) => readonly Ipv4Address[];
}
