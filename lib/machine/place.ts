/** Where a process runs: a machine, or a container on it, each with its own network, process numbers and files. */
import type { NetNamespace } from '../network';
import type { FileTree } from './files';
import type { Machine } from './machine';
import type { PidNamespace } from './pids';
import type { User } from './user';

/** Where a process runs. */
export interface Place {
  /** As a session names it: `host`, `client`, a container's name. */
  readonly name: string;
  /** The machine; of a container, the one that it runs on. */
  readonly machine: Machine;
  /** Its network namespace. */
  readonly net: NetNamespace;
  /** @internal */
  readonly pids: PidNamespace;
  /** As it calls itself. */
  readonly hostname: string;
  /** @internal */
  readonly files: FileTree;
  /** What its processes may do of what is root's alone; absent: all of it. Linux: capabilities(7). @internal */
  readonly capabilities?: ReadonlySet<string>;
  /** Whom its processes run as; absent: root. @internal */
  readonly user?: User;
}
