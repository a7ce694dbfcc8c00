/** The programs that come with the engine, and those that exchange it. */
import type { Program } from '../../machine';
import { latePrograms } from '../../tools/common/late';
import { systemctl as systemctlProgram } from '../../tools/systemctl';
import type { DockerEngine } from '../engine';
import { needsLateFirewall, withFirewall } from '../firewall/lateFirewall';
import { packagePrograms } from './installEngine';

const dockerProgram = latePrograms(() => import('./docker.js'));

/**
 * Programs of a machine on which the engine is installed, by name: `docker`, `systemctl`, `yum` and `apt-get`; `load()` what has it before it runs.
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
  const systemctl = withFirewall(systemctlProgram, () => needsLateFirewall(engine.release));
  // Another release may need it.
  const packages = [...packagePrograms(engine)].map(
    ([name, program]) => [name, withFirewall(program, () => true)] as const,
  );
  return new Map([['docker', docker], ['systemctl', systemctl], ...packages]);
}
