/** `wait`, `jobs`, `fg`, `bg`, `disown`, and `kill` of a job: builtins of bash. bash: builtins/wait.def, jobs.def, fg_bg.def. */
import type { Program, Wait } from '../machine';
import { type CommandResult, failure, success } from '../tools/common/result';
import type { Job, Jobs } from './jobs';

/** An answer, or a command line to run, by the command's own program unless another is given. */
type Answer = CommandResult | { readonly argv: readonly string[]; readonly program?: Program };

/** A command; `isWatched`: a person sits at the terminal. */
type JobCommand = (jobs: Jobs, argv: readonly string[], isWatched: boolean) => Answer;

export const JOB_COMMANDS: ReadonlyMap<string, JobCommand> = new Map<string, JobCommand>([
  ['wait', wait],
  ['jobs', (jobs, [, ...words]) => list(jobs, words)],
  ['fg', toForeground],
  ['bg', (jobs, [, ...words], isWatched) => (isWatched ? alreadyThere(jobs, words) : noControl('bg'))],
  ['disown', (jobs, [, ...words]) => disown(jobs, words)],
  ['kill', kill],
]);

function wait(jobs: Jobs, argv: readonly string[]): Answer {
  const isAny = argv.includes('-n');
  const words = argv.slice(1).filter((word) => word !== '-n' && word !== '-f' && word !== '--');
  const option = words.find((word) => word.startsWith('-'));
  if (option !== undefined) return failure(`bash: wait: option "${option}" is not modelled by chainwalk\n`, 2);
  const found: Job[] = [];
  let stderr = '';
  for (const word of words) {
    const job = jobs.find(word);
    if (job !== undefined) found.push(job);
    else if (word.startsWith('%')) stderr += `bash: wait: ${word}: no such job\n`;
    else if (/^\d+$/.test(word)) stderr += `bash: wait: pid ${word} is not a child of this shell\n`;
    else stderr += `bash: wait: \`${word}': not a pid or valid job spec\n`;
  }
  const meant = words.length === 0 ? jobs.list : found;
  if (isAny && meant.length === 0) return failure(stderr, 127);
  return { argv, program: waiting(jobs, meant, { isAny, stderr, saysCode: words.length > 0 || isAny }) };
}

interface Waiting {
  readonly isAny: boolean;
  readonly stderr: string;
  /** Whether it ends as the last job that was named did. */
  readonly saysCode: boolean;
}

function waiting(jobs: Jobs, meant: readonly Job[], { isAny, stderr, saysCode }: Waiting): Program {
  return function* wait(process) {
    process.stderr += stderr;
    const ran = meant.filter(({ exitCode }) => exitCode === undefined || saysCode);
    yield all(
      meant.map(({ ended }) => ended),
      isAny,
    );
    const last = isAny ? meant.find(({ exitCode }) => exitCode !== undefined) : meant.at(-1);
    for (const job of ran) if (job.exitCode !== undefined && (!isAny || job === last)) jobs.remove(job);
    return saysCode ? (stderr === '' ? (last?.exitCode ?? 0) : 127) : 0;
  };
}

/** The wait for all of several, or for any. */
function all(waits: readonly Wait[], isAny: boolean): Wait {
  const isOver = () => (isAny ? waits.some(({ ready }) => ready()) : waits.every(({ ready }) => ready()));
  return {
    ready: isOver,
    subscribe: (wake) => {
      const unsubscribe = waits.map(({ subscribe }) => subscribe(wake));
      return () => {
        for (const one of unsubscribe) one();
      };
    },
  };
}

function list(jobs: Jobs, words: readonly string[]): Answer {
  const option = words.find((word) => !/^-[lpr]$/.test(word));
  if (option !== undefined) return failure(`bash: jobs: "${option}" is not modelled by chainwalk\n`, 2);
  if (words.includes('-p')) return success(jobs.list.map(({ leader }) => `${jobs.pidOf(leader)}\n`).join(''));
  return success(jobs.describe(words.includes('-l')));
}

function noControl(name: string): CommandResult {
  return failure(`bash: ${name}: no job control\n`);
}

function toForeground(jobs: Jobs, [, word = '%+']: readonly string[], isWatched: boolean): Answer {
  if (!isWatched) return noControl('fg');
  const job = jobs.find(word.startsWith('%') ? word : `%${word}`);
  if (job === undefined) return failure(`bash: fg: ${word === '%+' ? 'current' : word}: no such job\n`);
  const waits = waiting(jobs, [job], { isAny: false, stderr: '', saysCode: true });
  return {
    argv: ['fg', word],
    program: function* foreground(process) {
      process.stdout += `${job.text}\n`;
      process.handlers.set('SIGINT', () => {
        job.leader?.kill('SIGINT');
      });
      return yield* waits(process);
    },
  };
}

function alreadyThere(jobs: Jobs, [word = '%+']: readonly string[]): Answer {
  const job = jobs.find(word.startsWith('%') ? word : `%${word}`);
  if (job === undefined) return failure(`bash: bg: ${word === '%+' ? 'current' : word}: no such job\n`);
  return { stdout: '', stderr: `bash: bg: job ${job.number} already in background\n`, exitCode: 0 };
}

function disown(jobs: Jobs, words: readonly string[]): Answer {
  for (const word of words.filter((one) => !one.startsWith('-'))) {
    const job = jobs.find(word);
    if (job === undefined) return failure(`bash: disown: ${word}: no such job\n`);
    jobs.remove(job);
  }
  if (words.length === 0) {
    const job = jobs.list.at(-1);
    if (job === undefined) return failure('bash: disown: current: no such job\n');
    jobs.remove(job);
  }
  return success('');
}

/** Jobs are processes by another name. */
function kill(jobs: Jobs, argv: readonly string[]): Answer {
  return {
    argv: argv.map((word) => {
      const job = word.startsWith('%') ? jobs.find(word) : undefined;
      return job === undefined ? word : String(jobs.pidOf(job.leader));
    }),
  };
}
