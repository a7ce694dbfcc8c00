/** Machines on which lines were typed already, made anew whenever somebody needs them. */
import { lab } from '../createLab';
import type { Lab } from '../lab';
import type { LabOptions } from '../machines';

/** A line of a session, or the lines of a session's file up to the first that contains `before`. */
export type PreparedStep = string | Replay;

/** The lines of a session's file. */
export interface Replay {
  /** The file's name. */
  readonly replay: string;
  /** The first line that is not typed any more has this in it; without it all are typed. */
  readonly before?: string;
}

/** Makes machines and types the lines. Rejects with an `ExperimentError` when one of them fails. */
export interface Prepared {
  (): Promise<Lab>;
  /** The same with further lines. */
  and(...steps: readonly PreparedStep[]): Prepared;
  /** The same lines on machines of another kind, such as with another engine: `{ engine: '29' }`. */
  on(options: LabOptions): Prepared;
}

/** A command that should prepare an experiment failed, so that there is nothing to conclude. */
export class ExperimentError extends Error {
  readonly code = 'EXPERIMENT_FAILED';
  override readonly name = 'ExperimentError';
}

/**
 * What makes new machines and types the same lines on them each time that it is called: `PLACE# COMMAND`, or a session's
 * file to replay.
 *
 * @example
 * ```ts
 * import { observe, prepared } from 'chainwalk';
 *
 * const published = prepared('host# systemctl start docker', 'host# docker run --name ng1 -d -p 8001:80 lkarrie/nginx1');
 * const killed = published.and('host# kill -9 $(pgrep docker-proxy)');
 * const seen = await observe(await killed(), 'client# curl -sS http://192.168.70.6:8001');
 * seen.outcome.exitCode; // → 0
 * ```
 */
export function prepared(...steps: readonly PreparedStep[]): Prepared {
  return preparedOn({}, steps);
}

function preparedOn(options: LabOptions, steps: readonly PreparedStep[]): Prepared {
  async function make(): Promise<Lab> {
    const machines = await lab(options);
    for (const step of steps) {
      if (typeof step === 'string') await typeLine(machines, step);
      else await machines.replay(step.replay, step.before === undefined ? {} : { before: step.before });
    }
    return machines;
  }
  return Object.assign(make, {
    and: (...further: readonly PreparedStep[]) => preparedOn(options, [...steps, ...further]),
    on: (others: LabOptions) => preparedOn({ ...options, ...others }, steps),
  });
}

/** Types a line without which `experiment` means nothing. Rejects with an `ExperimentError` when its command fails. */
export async function typeLine(machines: Lab, line: string, experiment = 'this experiment'): Promise<void> {
  const { exitCode, transcript } = await machines.sh(line);
  if (exitCode !== 0)
    throw new ExperimentError(`"${experiment}" cannot be tried: exit code ${exitCode} of\n${transcript}`);
}
