/** What a command line of a session left behind. */

/** A command line and its outcome, as plain data. */
export interface OutcomeRecord {
  readonly place: string;
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  /** Seconds of the machines' clock. */
  readonly startedAt: number;
  readonly endedAt: number;
}

export class Outcome implements OutcomeRecord {
  readonly place: string;
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly startedAt: number;
  readonly endedAt: number;

  constructor(record: OutcomeRecord) {
    this.place = record.place;
    this.command = record.command;
    this.stdout = record.stdout;
    this.stderr = record.stderr;
    this.exitCode = record.exitCode;
    this.startedAt = record.startedAt;
    this.endedAt = record.endedAt;
  }

  /** As a terminal shows it: the line as typed, then what it printed. */
  get transcript(): string {
    return `${this.place}# ${this.command}\n${this.stdout}${this.stderr}`;
  }

  /** How a notebook's cell prints it. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.transcript.trimEnd();
  }
}
