/** What is mounted in a container: directories and files of the machine, and volumes. moby: daemon/volumes_unix.go, volume/mounts. */

import { DockerError } from '../dockerError';
import type { DockerEngine, Volume } from '../engine';
import type { Container, ContainerStorage, MountPoint, MountRequest } from './container';
import { copyFiles, parentOf } from './copyFiles';

/** Where a volume's files are. moby: volume/local. */
export function mountpointOf({ options }: DockerEngine, name: string): string {
  return `${options.dataRoot}/volumes/${name}/_data`;
}

/** The volume of a name, made if there is none. Throws a `DockerError` if no volume can be called so. */
export function needVolume(
  engine: DockerEngine,
  name: string,
  labels: ReadonlyMap<string, string> | undefined,
): Volume {
  const known = engine.volumes.get(name);
  if (known !== undefined) return known;
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name))
    throw new DockerError(
      'invalid',
      name.length === 1
        ? `create ${name}: volume name is too short, names should be at least two alphanumeric characters`
        : `create ${name}: "${name}" includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`,
    );
  const { machine } = engine;
  const volume = { name, createdAt: machine.clock.now, labels };
  engine.volumes.set(name, volume);
  machine.files.makeDirectory(mountpointOf(engine, name), machine.date().getTime(), true);
  engine.events.tell('volume', 'create', name, { driver: 'local' });
  return volume;
}

/** Forgets a volume, and its files. */
export function dropVolume(engine: DockerEngine, name: string): void {
  engine.volumes.delete(name);
  engine.machine.files.remove(parentOf(mountpointOf(engine, name)));
  engine.events.tell('volume', 'destroy', name, { driver: 'local' });
}

/** Identifiers of the containers that have a volume. */
export function usersOf(engine: DockerEngine, name: string): readonly string[] {
  const users = [...engine.containers.values()].filter(({ storage }) =>
    storage?.points.some((point) => point.name === name),
  );
  return users.map(({ id }) => id);
}

/** Makes the volumes that a container asks for, and mounts what is there. Throws a `DockerError` if it cannot. */
export function addStorage(engine: DockerEngine, container: Container): void {
  const { mounts } = container.config;
  if (mounts.length === 0) return;
  const targets = mounts.map(({ target }) => target);
  const twice = targets.find((target, index) => targets.indexOf(target) < index);
  if (twice !== undefined) throw new DockerError('invalid', `Duplicate mount point: ${twice}`);
  const isThere = (path: string) => engine.machine.files.find(path) !== undefined;
  const missing = mounts.find(({ type, source, makesSource }) => type === 'bind' && !makesSource && !isThere(source));
  if (missing !== undefined)
    throw new DockerError(
      'invalid',
      `invalid mount config for type "bind": bind source path does not exist: ${missing.source}`,
    );
  const storage = new Storage(
    engine,
    container,
    mounts.map((mount) => pointOf(engine, mount)),
  );
  storage.fill();
  container.storage = storage;
}

function pointOf(engine: DockerEngine, { type, source, target, mode, isReadOnly }: MountRequest): MountPoint {
  const common = { destination: target, mode, isWritable: !isReadOnly };
  if (type === 'bind') return { ...common, type, source, name: undefined, isAnonymous: false };
  const name = source || engine.newId();
  needVolume(engine, name, undefined);
  return { ...common, type, source: mountpointOf(engine, name), name, isAnonymous: source === '' };
}

class Storage implements ContainerStorage {
  constructor(
    private readonly engine: DockerEngine,
    private readonly container: Container,
    readonly points: readonly MountPoint[],
  ) {}

  /** A volume without files begins with those that the image has at its place. moby: container/container_unix.go (CopyImagePathContent). */
  fill(): void {
    const { files } = this.engine.machine;
    for (const { type, source, destination } of this.points) {
      const [there, image] = [files.find(source), this.container.files.find(destination)];
      if (type !== 'volume' || there?.kind !== 'directory' || there.entries.size > 0) continue;
      if (image?.kind !== 'directory') continue;
      copyFiles({ files: this.container.files, path: `${destination}/.` }, { files, path: source });
    }
    for (const point of this.points) if (files.find(point.source) !== undefined) this.#mount(point);
  }

  start(): void {
    const { engine, container } = this;
    const { machine } = engine;
    for (const point of this.points) {
      if (machine.files.find(point.source) === undefined)
        machine.files.makeDirectory(point.source, machine.date().getTime(), true);
      this.#mount(point);
      if (point.name !== undefined)
        engine.events.tell('volume', 'mount', point.name, {
          ...{ container: container.id, destination: point.destination, driver: 'local', propagation: '' },
          'read/write': `${point.isWritable}`,
        });
    }
    for (const { source, destination } of this.points) this.#check(source, destination);
  }

  end(): void {
    for (const { name } of this.points)
      if (name !== undefined)
        this.engine.events.tell('volume', 'unmount', name, { container: this.container.id, driver: 'local' });
  }

  remove(withVolumes: boolean): void {
    if (!withVolumes) return;
    for (const { name, isAnonymous } of this.points)
      if (name !== undefined && isAnonymous && usersOf(this.engine, name).length === 0) dropVolume(this.engine, name);
  }

  /** A mount point comes into being in the container's own files, where `docker diff` shows it. runc: libcontainer/rootfs_linux.go (createMountpoint). */
  #mount({ source, destination, isWritable }: MountPoint): void {
    const { files } = this.container;
    if (files.isMountPoint(destination)) return;
    const { machine } = this.engine;
    const now = machine.date().getTime();
    if (files.find(destination) === undefined) {
      if (machine.files.find(source)?.kind === 'directory') files.makeDirectory(destination, now, true);
      else files.set(destination, { content: '', modifiedAt: now });
    }
    if (files.find(destination)?.kind === machine.files.find(source)?.kind)
      files.mount(destination, machine.files, source, !isWritable);
  }

  #check(source: string, destination: string): void {
    if (this.container.files.isMountPoint(destination)) return;
    throw new DockerError(
      'failed',
      `failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error mounting "${source}" to rootfs at "${destination}": mount ${source}:${destination} (via /proc/self/fd/6), flags: 0x5000: not a directory: unknown: Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type`,
    );
  }
}
