/** `docker inspect` of a container: types.ContainerJSON, with the fields in their order. moby: daemon/inspect.go. */

import { type Container, type ContainerConfig, type MountPoint, stateOf } from '../container/container';
import type { DockerEngine } from '../engine';
import { timestamp, ZERO_TIME } from '../format/duration';
import { type GoStruct, type GoValue, goMap } from '../format/goValue';
import { hostConfig } from './hostConfig';
import { networkSettings } from './networkSettings';

/** All fields of a container, running or not. */
export function inspectContainer(engine: DockerEngine, container: Container): GoStruct {
  const { config, id } = container;
  const [path = '', ...args] = container.argv;
  const directory = `${engine.options.dataRoot}/containers/${id}`;
  return {
    Id: id,
    Created: timestamp(engine.machine, container.createdAt),
    Path: path,
    Args: args,
    State: inspectState(engine, container),
    Image: `sha256:${config.image.id}`,
    ResolvConfPath: container.startedAt === undefined ? '' : `${directory}/resolv.conf`,
    HostnamePath: container.startedAt === undefined ? '' : `${directory}/hostname`,
    HostsPath: container.startedAt === undefined ? '' : `${directory}/hosts`,
    LogPath: container.startedAt === undefined ? '' : `${directory}/${id}-json.log`,
    Name: `/${container.name}`,
    RestartCount: container.restartCount,
    Driver: 'overlay2',
    Platform: 'linux',
    MountLabel: '',
    ProcessLabel: '',
    AppArmorProfile: '',
    ExecIDs: null,
    HostConfig: hostConfig(engine.release, config, container.name),
    GraphDriver: graphDriver(engine, id, config.image.id),
    Mounts: (container.storage?.points ?? []).map(inspectPoint),
    Config: inspectConfig(engine, container),
    NetworkSettings: networkSettings(engine.release, container),
  };
}

function inspectState(engine: DockerEngine, container: Container): GoStruct {
  const { running, paused, exitCode, error, startedAt, finishedAt, process } = container;
  return {
    Status: stateOf(container),
    Running: running,
    Paused: paused,
    Restarting: false,
    OOMKilled: false,
    Dead: false,
    Pid: process?.pid ?? 0,
    ExitCode: exitCode,
    Error: error,
    StartedAt: startedAt === undefined ? ZERO_TIME : timestamp(engine.machine, startedAt),
    FinishedAt: finishedAt === undefined ? ZERO_TIME : timestamp(engine.machine, finishedAt),
  };
}

function inspectConfig({ release }: DockerEngine, container: Container): GoStruct {
  const { config, hostname } = container;
  const exposed: Record<string, GoValue> =
    config.exposedPorts.length === 0
      ? {}
      : { ExposedPorts: goMap([...config.exposedPorts].map((port) => [port, goMap()])) };
  const struct: GoStruct = {
    Hostname: hostname,
    Domainname: config.domainname,
    User: config.user,
    AttachStdin: config.attached && config.openStdin,
    AttachStdout: config.attached,
    AttachStderr: config.attached,
    ...exposed,
    Tty: config.tty,
    OpenStdin: config.openStdin,
    StdinOnce: config.attached && config.openStdin,
    Env: [...config.environment, ...config.image.environment],
    Cmd: config.command.length === 0 ? null : config.command,
    Image: config.imageReference,
    Volumes: inspectVolumes(config),
    WorkingDir: config.workingDirectory,
    Entrypoint: config.entrypoint ?? null,
    ...(release.changes.has('inspectsLess') ? {} : { OnBuild: null }),
    Labels: goMap(config.labels),
    ...(config.macAddress === undefined ? {} : { MacAddress: config.macAddress }),
    ...stopSettings(container),
  };
  return struct;
}

/** Those without a source. */
function inspectVolumes({ mounts }: ContainerConfig): GoValue {
  const volumes = mounts.filter(({ text, isBind }) => text !== undefined && !isBind);
  return volumes.length === 0 ? null : goMap(volumes.map(({ target }) => [target, goMap()]));
}

function inspectPoint({ type, name, source, destination, mode, isWritable }: MountPoint): GoStruct {
  const isVolume = name !== undefined;
  return {
    Type: type,
    ...(isVolume ? { Name: name } : {}),
    Source: source,
    Destination: destination,
    ...(isVolume ? { Driver: 'local' } : {}),
    Mode: mode,
    RW: isWritable,
    Propagation: isVolume ? '' : 'rprivate',
  };
}

function stopSettings({ config: { image, stopSignal, stopTimeout } }: Container): GoStruct {
  const signal = stopSignal ?? image.stopSignal;
  return {
    ...(signal === undefined ? {} : { StopSignal: signal }),
    ...(stopTimeout === undefined ? {} : { StopTimeout: stopTimeout }),
  };
}

/** Layers are not modelled: the names of their directories are made from the container's id and the image's. */
function graphDriver({ options }: DockerEngine, id: string, imageId: string): GoStruct {
  const directory = `${options.dataRoot}/overlay2/${id}`;
  return {
    Data: goMap([
      ['LowerDir', `${directory}-init/diff:${options.dataRoot}/overlay2/${imageId}/diff`],
      ['MergedDir', `${directory}/merged`],
      ['UpperDir', `${directory}/diff`],
      ['WorkDir', `${directory}/work`],
    ]),
    Name: 'overlay2',
  };
}
