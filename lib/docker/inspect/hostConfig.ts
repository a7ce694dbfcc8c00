/** `HostConfig` of `docker inspect`: what a container asks of the machine. Limits and devices are not modelled and have their defaults. */

import type { ContainerConfig, ContainerLimits } from '../container/container';
import { shownLink } from '../container/links';
import { type GoMap, type GoStruct, type GoValue, goMap } from '../format/goValue';
import { type PortBinding, portKey } from '../network/portSpec';
import type { EngineRelease } from '../release';

const MASKED_PATHS = [
  'asound',
  'acpi',
  'kcore',
  'keys',
  'latency_stats',
  'timer_list',
  'timer_stats',
  'sched_debug',
  'scsi',
];
const MASKED_PATHS_28 = MASKED_PATHS.flatMap((name) => (name === 'kcore' ? ['interrupts', name] : [name]));
const READONLY_PATHS = ['bus', 'fs', 'irq', 'sys', 'sysrq-trigger'];

/** The fields of `HostConfig`. */
export function hostConfig(release: EngineRelease, config: ContainerConfig, name: string): GoStruct {
  const { changes } = release;
  const isNewer = changes.has('dnsNames');
  const consoleFirst = changes.has('inspectsConsoleFirst');
  const consoleSize = { ConsoleSize: [0, 0] };
  return {
    Binds: orNull(config.mounts.flatMap(({ text, isBind }) => (isBind && text !== undefined ? [text] : []))),
    ContainerIDFile: '',
    LogConfig: { Type: 'json-file', Config: goMap() },
    NetworkMode: isNewer && config.networkMode === 'default' ? 'bridge' : config.networkMode,
    PortBindings: portBindings(config.portBindings),
    RestartPolicy: { Name: config.restartPolicy.name, MaximumRetryCount: config.restartPolicy.maximumRetryCount },
    AutoRemove: config.autoRemove,
    VolumeDriver: '',
    VolumesFrom: null,
    ...(consoleFirst ? consoleSize : {}),
    CapAdd: orNull(config.capAdd),
    CapDrop: orNull(config.capDrop),
    CgroupnsMode: 'host',
    Dns: changes.has('inspectsLess') ? orNull(config.dns) : config.dns,
    DnsOptions: config.dnsOptions,
    DnsSearch: config.dnsSearch,
    ExtraHosts: orNull(config.extraHosts),
    GroupAdd: null,
    IpcMode: 'private',
    Cgroup: '',
    Links: orNull(config.links.map((link) => shownLink(link, name))),
    OomScoreAdj: 0,
    PidMode: '',
    Privileged: config.privileged,
    PublishAllPorts: config.publishAll,
    ReadonlyRootfs: false,
    SecurityOpt: config.privileged ? ['label=disable'] : null,
    UTSMode: '',
    UsernsMode: '',
    ShmSize: 64 * 1024 * 1024,
    ...(config.sysctls.size === 0 ? {} : { Sysctls: goMap(config.sysctls) }),
    Runtime: 'runc',
    ...(consoleFirst ? {} : consoleSize),
    Isolation: '',
    ...defaultLimits(isNewer, consoleFirst),
    ...limitsOf(config.limits),
    ...mountsOf(config),
    MaskedPaths: config.privileged ? null : maskedPaths(release),
    ReadonlyPaths: config.privileged ? null : READONLY_PATHS.map((path) => `/proc/${path}`),
  };
}

/** `--mount`. */
function mountsOf({ mounts }: ContainerConfig): GoStruct {
  const asked = mounts.filter(({ text }) => text === undefined);
  if (asked.length === 0) return {};
  return {
    Mounts: asked.map(({ type, source, target, isReadOnly }) => ({
      Type: type,
      ...(source === '' ? {} : { Source: source }),
      Target: target,
      ...(isReadOnly ? { ReadOnly: true } : {}),
    })),
  };
}

function orNull(list: readonly string[]): GoValue {
  return list.length === 0 ? null : list;
}

function portBindings(bindings: readonly PortBinding[]): GoMap {
  const byPort = new Map<string, GoStruct[]>();
  for (const binding of bindings) {
    const key = portKey(binding);
    byPort.set(key, [...(byPort.get(key) ?? []), { HostIp: binding.hostIp, HostPort: binding.hostPort }]);
  }
  return goMap(byPort);
}

function maskedPaths({ changes }: EngineRelease): readonly string[] {
  const masked = changes.has('handsOverSockets') ? MASKED_PATHS_28 : MASKED_PATHS;
  const paths = [
    ...masked.map((name) => `/proc/${name}`),
    '/sys/firmware',
    ...(changes.has('dnsNames') ? ['/sys/devices/virtual/powercap'] : []),
  ];
  return changes.has('inspectsLess') ? paths.sort() : paths;
}

function limitsOf({ memory, memorySwap, nanoCpus, cpuShares }: ContainerLimits): Readonly<Record<string, GoValue>> {
  return { CpuShares: cpuShares, Memory: memory, NanoCpus: nanoCpus, MemorySwap: memorySwap };
}

function defaultLimits(isNewer: boolean, hasNoKernelMemory: boolean): Readonly<Record<string, GoValue>> {
  const none = isNewer ? [] : null;
  return {
    CpuShares: 0,
    Memory: 0,
    NanoCpus: 0,
    CgroupParent: '',
    BlkioWeight: 0,
    BlkioWeightDevice: [],
    BlkioDeviceReadBps: none,
    BlkioDeviceWriteBps: none,
    BlkioDeviceReadIOps: none,
    BlkioDeviceWriteIOps: none,
    CpuPeriod: 0,
    CpuQuota: 0,
    CpuRealtimePeriod: 0,
    CpuRealtimeRuntime: 0,
    CpusetCpus: '',
    CpusetMems: '',
    Devices: [],
    DeviceCgroupRules: null,
    DeviceRequests: null,
    ...(hasNoKernelMemory ? {} : { KernelMemory: 0, KernelMemoryTCP: 0 }),
    MemoryReservation: 0,
    MemorySwap: 0,
    MemorySwappiness: null,
    OomKillDisable: false,
    PidsLimit: null,
    Ulimits: none,
    CpuCount: 0,
    CpuPercent: 0,
    IOMaximumIOps: 0,
    IOMaximumBandwidth: 0,
  };
}
