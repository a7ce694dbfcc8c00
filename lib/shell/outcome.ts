/** What a command said, and what it exited with. */
export interface Outcome {
  readonly stderr: string;
  readonly exitCode: number;
}
