/** `docker start`: networks first, then the process. moby: daemon/start.go; the shim and runc are containerd's. */
import { PidNamespace, Pipe, Process, pipeOf, type Thread } from '../../machine';
import { writeResolvConf } from '../dns/resolvConf';
import { DockerError } from '../dockerError';
import type { DockerEngine } from '../engine';
import { capabilitiesOf } from './capabilities';
import type { Container, Sandbox } from './container';
import { type Executable, findProgram, NOT_EXECUTABLE, NOT_FOUND } from './findProgram';
import { handleContainerEnd } from './handleContainerEnd';
import { shareHostFiles, writeHostFiles } from './hostsFile';
import { type Linked, resolveLinks } from './links';
import { connectAll, disconnectAll } from './networking';
import { networkOwner } from './networkMode';
import { findUser, UserPlaces } from './user';

/**
 * Starts a container that does not run. `input` is what a client that is attached passes on; without one a standard input
 * that was asked for stays open, as a terminal's does. Throws a `DockerError` if it cannot; then it has no network and no process.
 */
export function startContainer(engine: DockerEngine, container: Container, input?: Pipe): void {
  if (container.paused) throw new DockerError('conflict', 'cannot start a paused container, try unpause instead');
  if (container.running) return;
  container.stoppedByUser = false;
  container.restartsAfter = undefined;
  container.error = '';
  container.exitCode = 0;
  try {
    const linked = resolveLinks(engine, container);
    container.linkedEnvironment = linked.flatMap(({ environment }) => environment);
    const sandbox = connectAll(engine, container);
    try {
      container.storage?.start();
      applySysctls(container, sandbox);
      writeFiles(engine, container, sandbox, linked);
      startProcess(engine, container, sandbox, input);
    } catch (error) {
      disconnectAll(engine, container);
      throw error;
    }
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
    container.error = error.message;
    if (engine.dockerd !== undefined) engine.journal.note('start', engine.dockerd.pid, container.id, error.message);
    // The daemon looks for these words in all that runc says, the program's name included. moby: daemon/errors.go (translateContainerdStartErr).
    const isDenied = error.exitCode !== undefined && error.message.includes('permission denied');
    container.exitCode = isDenied ? NOT_EXECUTABLE : (error.exitCode ?? 128);
    throw error;
  }
}

function startProcess(engine: DockerEngine, container: Container, sandbox: Sandbox, attached: Pipe | undefined): void {
  const user = findUser(container.files, container.config.user);
  const { program, argv } = findExecutable(engine, container);
  const { openStdin, tty } = container.config;
  const input = openStdin ? (attached ?? new Pipe()) : tty ? new Pipe() : pipeOf('');
  const { machine } = engine;
  const capabilities = capabilitiesOf(container.config);
  const places = new UserPlaces({
    name: container.name,
    machine,
    net: sandbox.net,
    pids: new PidNamespace(machine.pids),
    hostname: container.hostname,
    files: container.files,
    ...(capabilities === undefined ? {} : { capabilities }),
  });
  const place = places.of(user);
  const shim = new Process({
    place: machine,
    argv: [
      '/usr/bin/containerd-shim-runc-v2',
      '-namespace',
      'moby',
      '-id',
      container.id,
      '-address',
      '/run/containerd/containerd.sock',
    ],
    program: idle,
  });
  const process = new Process({
    place,
    argv,
    program,
    parent: shim,
    input,
    environment: container.environmentOf(user),
    cwd: container.config.workingDirectory || '/',
  });
  process.printed = (stream, text) =>
    container.log.write(container.config.tty ? 'stdout' : stream, text, machine.clock.now);
  container.paused = false;
  container.places = places;
  container.place = place;
  container.shim = shim;
  container.process = process;
  container.status = 'running';
  container.startedAt = machine.clock.now;
  engine.events.tellOfContainer(container, 'start');
  process.onExit(() => {
    container.log.end(machine.clock.now);
    handleContainerEnd(engine, container, process, startContainer);
  });
}

function writeFiles(engine: DockerEngine, container: Container, sandbox: Sandbox, linked: readonly Linked[]): void {
  const { workingDirectory } = container.config;
  if (workingDirectory !== '') container.files.makeDirectory(workingDirectory, engine.machine.date().getTime(), true);
  const owner = networkOwner(engine, container);
  if (owner !== undefined) {
    shareHostFiles(engine, container, owner);
    return;
  }
  writeHostFiles(
    engine,
    container,
    sandbox,
    linked.map(({ hostsLine }) => hostsLine),
  );
  writeResolvConf(engine, container);
  engine.startNameServer?.(engine, container);
}

/** runc: libcontainer/rootfs_linux.go (writeSystemProperty). */
function applySysctls({ config: { sysctls } }: Container, { net }: Sandbox): void {
  for (const [name, value] of sysctls) {
    const path = `/proc/sys/${name.replaceAll('.', '/')}`;
    if (net.sysctl.get(name) === undefined)
      throw new DockerError(
        'failed',
        `failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: open ${path}: no such file or directory: unknown`,
        NOT_FOUND,
      );
    if (!net.sysctl.set(name, value))
      throw new DockerError(
        'failed',
        `failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: write ${path}: invalid argument: unknown`,
      );
  }
}

function findExecutable(engine: DockerEngine, container: Container): Executable {
  try {
    return findProgram(container, container.argv, engine.runShell);
  } catch (error) {
    if (!(error instanceof DockerError) || error.code !== 'failed') throw error;
    throw new DockerError(
      'failed',
      `failed to create shim task: OCI runtime create failed: runc create failed: ${error.message}`,
      error.exitCode,
    );
  }
}

/** Sleeps until it is killed. */
export function* idle(): Thread {
  yield { ready: () => false, subscribe: () => () => {} };
  return 0;
}
