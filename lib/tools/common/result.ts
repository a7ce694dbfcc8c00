/** What a finished command leaves behind. */
export interface CommandResult {
  /** What it printed. */
  readonly stdout: string;
  /** What it printed as errors. */
  readonly stderr: string;
  /** 0 for success; 127 for a command that does not exist. */
  readonly exitCode: number;
}

/** A command that succeeded. */
export function success(stdout = ''): CommandResult {
  return { stdout, stderr: '', exitCode: 0 };
}

/** A command that failed. */
export function failure(stderr: string, exitCode = 1): CommandResult {
  return { stdout: '', stderr, exitCode };
}
