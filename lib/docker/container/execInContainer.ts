/** `docker exec`: one more process in a container. moby: daemon/exec.go. */
import { type Pipe, Process } from '../../machine';
import { DockerError } from '../dockerError';
import type { DockerEngine } from '../engine';
import type { Container } from './container';
import { findProgram } from './findProgram';
import { findUser } from './user';

/** What of an exec its command line does not say. */
export interface ExecOptions {
  readonly input: Pipe;
  /** Told what it prints, as it prints it. */
  readonly printed: Process['printed'];
  /** Besides those of the container. */
  readonly variables: readonly string[];
  /** The container's if absent. */
  readonly directory: string | undefined;
  /** As `--user` says it; the container's if absent. */
  readonly user: string | undefined;
}

/** Starts the process. Throws a `DockerError` if the container does not run, is paused or has no such program. */
export function execInContainer(
  engine: DockerEngine,
  container: Container,
  argv: readonly string[],
  { input, printed, variables, directory, user: asked }: ExecOptions,
): Process {
  const { places, shim, process, config } = container;
  if (places === undefined || shim === undefined || process?.running !== true) {
    throw new DockerError('conflict', `Container ${container.id} is not running`);
  }
  if (container.paused)
    throw new DockerError('conflict', `Container ${container.name} is paused, unpause the container before exec`);
  const user = findUser(container.files, asked ?? config.user);
  const place = places.of(user);
  const cwd = directory ?? (config.workingDirectory || '/');
  if (!cwd.startsWith('/')) throw new DockerError('failed', 'Cwd must be an absolute path: unknown');
  if (container.files.find(cwd)?.kind !== 'directory')
    throw new DockerError(
      'failed',
      `unable to start container process: chdir to cwd (${JSON.stringify(cwd)}) set in config.json failed: no such file or directory: unknown`,
    );
  const executable = findProgram(container, argv, engine.runShell);
  const environment = container.environmentOf(user, variables);
  const [program = '', ...words] = argv;
  const execID = engine.execIds.hex(64);
  const tell = (action: string, more: Readonly<Record<string, string>> = {}) =>
    engine.events.tellOfContainer(container, action, { execID, ...more });
  tell(`exec_create: ${program} ${words.join(' ')}`);
  tell(`exec_start: ${program} ${words.join(' ')}`);
  const child = new Process({ ...executable, place, parent: shim, input, environment, cwd });
  child.printed = printed;
  child.onExit(() => tell('exec_die', { exitCode: `${child.exitCode ?? 0}` }));
  return child;
}
