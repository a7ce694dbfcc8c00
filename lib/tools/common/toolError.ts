/** The early end of a tool: its text on standard error and its exit code. */
import { type CommandResult, failure, success } from './result';

/** Thrown inside of a tool, and turned into its result at its top. */
export class ToolError extends Error {
  constructor(
    /** All of standard error, with its line ends. */
    readonly stderr: string,
    readonly exitCode = 1,
    /** What it had printed before. */
    readonly stdout = '',
  ) {
    super(stderr.trimEnd());
    this.name = 'ToolError';
  }
}

/** The refusal of something that the real tool knows. */
export function refuse(tool: string, what: string): ToolError {
  return new ToolError(`${tool}: ${what} is not modelled by chainwalk\n`, 2);
}

/** Runs a tool's body, which returns what it prints. */
export function runTool(body: () => string): CommandResult {
  try {
    return success(body());
  } catch (error) {
    if (error instanceof ToolError) return { ...failure(error.stderr, error.exitCode), stdout: error.stdout };
    throw error;
  }
}

/** The second line of coreutils' answer to bad options. */
export function helpHint(command: string): string {
  return `Try '${command} --help' for more information.\n`;
}
