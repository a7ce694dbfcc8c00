/** The programs that come with the engine, and those that exchange it. */
import type { Process, Program } from '../../machine';
import { immediate as program } from '../../tools/common/command';
import { latePrograms } from '../../tools/common/late';
import { programs } from '../../tools/programs';
import { loadCompose } from '../compose/lateCompose';
import type { LoadYaml } from '../compose/yaml';
import type { DockerEngine } from '../engine';
import { needsLateFirewall, withFirewall } from '../firewall/lateFirewall';
import { packagePrograms } from './installEngine';

const dockerProgram = latePrograms(async () => {
  // Its images begin with it: dockerd runs a container's first program, and waits for no code.
  const [module] = await Promise.all([import('./docker.js'), programs.get('nginx')?.load?.()]);
  return module;
});

/**
 * Programs of a machine on which the engine is installed, by name: `docker`, `systemctl`, `yum` and `apt-get`; `load()` what has it before it runs. With `loadYaml`, which
 * gets a reader of YAML, `docker compose` and `docker-compose` as well.
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
export function dockerPrograms(engine: DockerEngine, loadYaml?: LoadYaml): ReadonlyMap<string, Program> {
  const plain = dockerProgram('docker', (module) => (process) => module.docker({ engine, process }));
  const dockerCompose = dockerProgram(
    'docker-compose',
    (module) => (process) => module.dockerCompose({ engine, process }),
  );
  const journalctl = dockerProgram('journalctl', (module) => program((process) => module.journalctl(engine, process)));
  const docker = withCompose(plain, (argv) => argv.includes('compose'), loadYaml);
  const compose = withCompose(dockerCompose, () => true, loadYaml);
  const plainSystemctl = programs.get('systemctl');
  const systemctl =
    plainSystemctl === undefined
      ? []
      : [['systemctl', withFirewall(plainSystemctl, () => needsLateFirewall(engine.release))] as const];
  // Another release may need it.
  const packages = [...packagePrograms(engine)].map(
    ([name, program]) => [name, withFirewall(program, () => true)] as const,
  );
  return new Map([
    ['docker', docker],
    ...(loadYaml === undefined ? [] : [['docker-compose', compose] as const]),
    ['journalctl', journalctl],
    ...systemctl,
    ...packages,
  ]);
}

/** A program that also loads compose, if its command line asks for it. */
function withCompose(program: Program, isNeeded: (argv: readonly string[]) => boolean, loadYaml?: LoadYaml): Program {
  const load = async (argv: readonly string[] = []) => {
    await Promise.all([program.load?.(), isNeeded(argv) && loadYaml !== undefined ? loadCompose(loadYaml) : undefined]);
  };
  return Object.assign((process: Process) => program(process), { load });
}
