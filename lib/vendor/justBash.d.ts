/** What build.mjs writes: just-bash in a function. */
import type {
  Bash,
  CommandContext,
  defineCommand,
  ExecOptions,
  ExecResult,
  PipelineNode,
  ScriptNode,
  StatementNode,
} from 'just-bash';

/** A script's variables and what else belongs to it, and what it runs with: the interpreter's own. */
type State = { readonly signal?: ExecOptions['signal'] };
type Context = { readonly state: State };

/** What awk or sed has printed so far, and whether what it has read ends with a newline. */
type Printer = { output: string; isWhole?: boolean };

/** What just-bash has no option for; hooks.mjs says where it asks. */
export interface Hooks {
  /** What a script in a script counts as, such as that of `$(…)`, in commands and besides those in it. */
  readonly scriptPrice: number;
  /** What a command that is a program counts as, besides itself. */
  readonly programPrice: number;
  /** Milliseconds, for `time`. */
  now(): number;
  /** What a statement counts as. */
  statementPrice(state: State): number;
  /** Set by just-bash: its interpreter of a state. */
  Interpreter?: unknown;
  /** Asked before each statement of what runs with this signal; what it promises is waited for. */
  takeTurn(signal: ExecOptions['signal']): Promise<void> | undefined;
  /** What a signal that came meanwhile has the script do before its next statement. */
  takeTrap(context: Context): ScriptNode | undefined;
  /** A script begins with a state: the same one is returned, with what its shell remembers. */
  begin(state: State): State;
  /** Starts all stages of a pipeline; without an answer one runs after the other. */
  startPipeline(context: Context, pipeline: PipelineNode): Promise<ExecResult>[] | undefined;
  /** Starts a statement in the background; without an answer it is run as any other. */
  startJob(context: Context, statement: StatementNode): Promise<ExecResult> | undefined;
  /** The exit codes of a pipeline are known. */
  piped(state: State): void;
  /** What comes of a statement that only computes; without an answer it is run as any other. */
  compute(context: Context, statement: StatementNode): ExecResult | undefined;
  /** Whether a command ends at once. */
  isBrief(name: string): boolean;
  /** What a command is to read that is given `stdin`; without an answer just this. */
  awaitInput(state: State, name: string, words: readonly string[], stdin: string): Promise<string> | undefined;
  /**
   * Waits for lines of standard input when awk or sed has used up those that were there, adds them, and takes what was
   * printed; without more to come it answers no. `words` are awk's, or sed's commands.
   */
  readOn(context: CommandContext, words: readonly unknown[], lines: string[], printer: Printer): Promise<boolean>;
  /** Set by just-bash: what it throws to end a script. */
  ExitError?: unknown;
  /** What came of a command, in the words of its shell. */
  ended(context: Context, name: string, words: readonly string[], result: ExecResult): ExecResult;
  /** What is left of what a simple command has printed, behind its redirections. */
  written(state: State, result: ExecResult, producer: string | undefined): ExecResult | Promise<ExecResult>;
  /** Runs a command, `name` if it is a simple one, whose redirections are open: `routes` say where its descriptors lead. */
  redirected(
    context: Context,
    routes: ReadonlyMap<number, never>,
    name: string | undefined,
    run: () => Promise<ExecResult>,
  ): Promise<ExecResult>;
  /** Set by just-bash: what a command prints, as text, in `$(…)`. */
  substitute?: unknown;
  /** Runs a script in a substitution. */
  captured<T>(state: State, run: () => Promise<T>): Promise<T>;
  /** A signal ends with any of several. */
  join(joined: ExecOptions['signal'], signals: readonly ExecOptions['signal'][]): void;
  /** The text of `((…))`: the parser's, whose words are put together again, or as it was written, if that is the same but for blanks. */
  asWritten(joined: string, written: string): string;
  /** Set by just-bash: what is computed now, with its text and where its right side begins there if it is a division. */
  division?: { readonly text?: string; readonly at?: number } | undefined;
  /** What is said of a division by nothing. */
  sayDivision(): string;
  /** What `let` says of an expression that the parser complains of. */
  sayLet(expression: string, message: string): string;
  /** Whether the user may read, write or execute a file: `test -r`, `-w`, `-x`. */
  mayAccess(context: Context, operator: string, path: string): boolean;
  /** `$$` */
  pid(state: State): number;
  /** `$PPID` */
  parentPid(state: State): number;
  /** `$!` */
  lastJob(state: State): string;
  /** An expression of grep as the engine takes it. Throws if it is none. */
  expression(source: string, syntax: 'basic' | 'extended' | 'fixed'): string;
  /** What grep says of what was thrown at an expression. */
  expressionComplaint(error: unknown, source: string): string;
  /** Makes a sed script's expressions what the engine takes; what is wrong with it. */
  prepareSed(commands: readonly unknown[], isExtended: boolean, text: string): string | undefined;
  /** A number from 0 to 1, without 1, for a script: `$RANDOM`, awk's `rand()`. */
  random(): number;
  /** A variable that the shell itself computes. */
  variable(name: 'EPOCHSECONDS' | 'EPOCHREALTIME' | 'SRANDOM'): string;
}

/** An interpreter of its own. All that it takes from the clock, from chance and from the time zone comes from these. */
export function createInterpreter(
  date: DateConstructor,
  math: typeof Math,
  intl: typeof Intl,
  hooks: Hooks,
): {
  readonly Bash: typeof Bash;
  readonly defineCommand: typeof defineCommand;
  /** Commands that its build for browsers lacks. */
  readonly missing: readonly string[];
};
