/** The programs that come with the engine, and those that exchange it. */
import type { Program } from '../../machine';
import { latePrograms } from '../../tools/common/late';
import type { DockerEngine } from '../engine';
import { packagePrograms } from './installEngine';

const dockerProgram = latePrograms(() => import('./docker.js'));

/**
 * Programs of a machine on which the engine is installed, by name: `docker`, whose code is to be loaded before it runs, `yum` and `apt-get`.
 *
 * @example
 * ```ts
 * import { dockerPrograms, installDocker } from 'chainwalk/docker';
 * import { Machine, Process } from 'chainwalk/machine';
 * import { Clock, Random } from 'chainwalk/network';
 *
 * const clock = new Clock();
 * const machine = new Machine({ name: 'm', hostname: 'm', clock, random: new Random(1), startedAt: 0 });
 * const engine = installDocker(machine);
 * const docker = dockerPrograms(engine).get('docker');
 * if (docker === undefined) throw new Error('there is no such command');
 * await docker.load?.();
 * const process = new Process({ place: machine, argv: ['docker', 'ps'], program: docker });
 * clock.runUntil(() => !process.running);
 * process.exitCode; // → 1
 * ```
 */
export function dockerPrograms(engine: DockerEngine): ReadonlyMap<string, Program> {
  const docker = dockerProgram('docker', (module) => (process) => module.docker({ engine, process }));
  return new Map([['docker', docker], ...packagePrograms(engine)]);
}
