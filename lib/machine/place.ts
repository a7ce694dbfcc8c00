/** Where a process runs: a machine, or a container on it, each with its own network, process numbers and files. */
import type { NetNamespace } from '../network';
import type { Machine } from './machine';
import type { PidNamespace } from './pids';

/** A file: what is in it, and when it was last changed. */
export interface PlaceFile {
  readonly content: string;
  /** In ms since 1970. */
  readonly modifiedAt: number;
}

export interface Place {
  /** As a session names it: `host`, `client`, a container's name. */
  readonly name: string;
  readonly machine: Machine;
  readonly net: NetNamespace;
  readonly pids: PidNamespace;
  readonly hostname: string;
  /** By absolute path. */
  readonly files: Map<string, PlaceFile>;
}
