/** Broken hosts to mend: how each came about, what is seen of it, and how the machines tell whether it is mended. Sessions' lines throughout. */

/** A line that shows, by its exit code, whether something holds. */
export interface Check {
  /** `PLACE# COMMAND` */
  readonly line: string;
  /** What is said if it fails: a sentence. */
  readonly otherwise: string;
}

export interface Fault {
  readonly id: string;
  readonly title: string;
  readonly level: 'easy' | 'middling' | 'hard';
  /** What happened to the host before. */
  readonly setup: readonly string[];
  /** What somebody reports. */
  readonly symptom: string;
  /** The line that shows it. */
  readonly look: string;
  readonly task: string;
  readonly hint: string;
  /** All have to exit with 0. */
  readonly checks: readonly Check[];
}

export const FAULTS: readonly Fault[] = [];
