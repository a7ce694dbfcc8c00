/** What dockerd has to say to the journal: what happened, in short. `command/journalctl.ts` makes the lines of it. */
import type { Machine } from '../machine';
import type { Microseconds } from '../network';

/** What happened to the service or in it. */
export interface JournalRecord {
  readonly at: Microseconds;
  /** Of dockerd; 0 of systemd. */
  readonly pid: number;
  readonly kind: 'starting' | 'ready' | 'failed' | 'stopping' | 'stopped' | 'start' | 'force' | 'end';
  /** A container's id. */
  readonly id: string;
  /** What is said of it. */
  readonly text: string;
}

/** The journal of one engine, since the machine started. */
export class Journal {
  readonly records: JournalRecord[] = [];

  constructor(private readonly machine: Machine) {}

  note(kind: JournalRecord['kind'], pid: number, id = '', text = ''): void {
    this.records.push({ at: this.machine.clock.now, pid, kind, id, text });
  }
}
