/** A service of a machine, as systemctl starts and stops it. */
import type { Process, Wait } from './process';

/** A unit of systemd (systemd.service(5)). */
export interface Unit {
  /** `docker.service` */
  readonly name: string;
  readonly description: string;
  /** Its main process; `undefined` while it is stopped. */
  readonly mainProcess: Process | undefined;
  /** Starts it and waits until it is up; an error in one line if it is not. */
  start(caller: Process): Generator<Wait, string | undefined, void>;
  /** Stops it and waits until it has ended. */
  stop(caller: Process): Generator<Wait, string | undefined, void>;
}
