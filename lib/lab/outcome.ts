/** What a command line of a session left behind. */

/** What a command line left behind, as plain data. */
export interface OutcomeRecord {
  /** Where it ran: `host`, `client`, or a container. */
  readonly place: string;
  /** The command line as typed. */
  readonly command: string;
  /** What it printed. */
  readonly stdout: string;
  /** What it printed as errors. */
  readonly stderr: string;
  /** 0 for success. */
  readonly exitCode: number;
  /** Seconds of the machines' clock when it began. */
  readonly startedAt: number;
  /** Seconds of the machines' clock when it ended. */
  readonly endedAt: number;
}

/** How tools and the engine refuse by name what is not modelled. */
const REFUSAL = /not modelled by chainwalk|chainwalk does not model/;

/** What a command line left behind. Prints as a terminal shows it. */
export class Outcome implements OutcomeRecord {
  /** Where it ran: `host`, `client`, or a container. */
  readonly place: string;
  /** The command line as typed. */
  readonly command: string;
  /** What it printed. */
  readonly stdout: string;
  /** What it printed as errors. */
  readonly stderr: string;
  /** 0 for success. */
  readonly exitCode: number;
  /** Seconds of the machines' clock when it began. */
  readonly startedAt: number;
  /** Seconds of the machines' clock when it ended. */
  readonly endedAt: number;

  /** The same as the record. */
  constructor(record: OutcomeRecord) {
    this.place = record.place;
    this.command = record.command;
    this.stdout = record.stdout;
    this.stderr = record.stderr;
    this.exitCode = record.exitCode;
    this.startedAt = record.startedAt;
    this.endedAt = record.endedAt;
  }

  /** Whether all that it asked for is modelled. If not, it says so among its errors, and left behind less than on real machines. */
  get isModelled(): boolean {
    return !REFUSAL.test(this.stderr);
  }

  /** As a terminal shows it: the line as typed, then what it printed. */
  get transcript(): string {
    return `${this.place}# ${this.command}\n${this.stdout}${this.stderr}`;
  }

  /** How a notebook's cell prints it. @internal */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.transcript.trimEnd();
  }
}
