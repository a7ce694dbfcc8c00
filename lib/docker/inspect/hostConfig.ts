/** `HostConfig` of `docker inspect`: what a container asks of the machine. Limits and devices are not modelled and have their defaults. */

import type { ContainerConfig } from '../container/container';
import { type GoMap, type GoStruct, type GoValue, goMap } from '../format/goValue';
import { type PortBinding, portKey } from '../network/portSpec';

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
const READONLY_PATHS = ['bus', 'fs', 'irq', 'sys', 'sysrq-trigger'];

/** The fields of `HostConfig`. */
export function hostConfig(config: ContainerConfig): GoStruct {
  return {
    Binds: null,
    ContainerIDFile: '',
    LogConfig: { Type: 'json-file', Config: goMap() },
    NetworkMode: config.networkMode,
    PortBindings: portBindings(config.portBindings),
    RestartPolicy: { Name: config.restartPolicy.name, MaximumRetryCount: config.restartPolicy.maximumRetryCount },
    AutoRemove: config.autoRemove,
    VolumeDriver: '',
    VolumesFrom: null,
    CapAdd: null,
    CapDrop: null,
    CgroupnsMode: 'host',
    Dns: [],
    DnsOptions: [],
    DnsSearch: [],
    ExtraHosts: null,
    GroupAdd: null,
    IpcMode: 'private',
    Cgroup: '',
    Links: null,
    OomScoreAdj: 0,
    PidMode: '',
    Privileged: false,
    PublishAllPorts: config.publishAll,
    ReadonlyRootfs: false,
    SecurityOpt: null,
    UTSMode: '',
    UsernsMode: '',
    ShmSize: 64 * 1024 * 1024,
    Runtime: 'runc',
    ConsoleSize: [0, 0],
    Isolation: '',
    ...defaultLimits(),
    MaskedPaths: [...MASKED_PATHS.map((name) => `/proc/${name}`), '/sys/firmware'],
    ReadonlyPaths: READONLY_PATHS.map((name) => `/proc/${name}`),
  };
}

function portBindings(bindings: readonly PortBinding[]): GoMap {
  const byPort = new Map<string, GoStruct[]>();
  for (const binding of bindings) {
    const key = portKey(binding);
    byPort.set(key, [...(byPort.get(key) ?? []), { HostIp: binding.hostIp, HostPort: binding.hostPort }]);
  }
  return goMap(byPort);
}

function defaultLimits(): Readonly<Record<string, GoValue>> {
  return {
    CpuShares: 0,
    Memory: 0,
    NanoCpus: 0,
    CgroupParent: '',
    BlkioWeight: 0,
    BlkioWeightDevice: [],
    BlkioDeviceReadBps: null,
    BlkioDeviceWriteBps: null,
    BlkioDeviceReadIOps: null,
    BlkioDeviceWriteIOps: null,
    CpuPeriod: 0,
    CpuQuota: 0,
    CpuRealtimePeriod: 0,
    CpuRealtimeRuntime: 0,
    CpusetCpus: '',
    CpusetMems: '',
    Devices: [],
    DeviceCgroupRules: null,
    DeviceRequests: null,
    KernelMemory: 0,
    KernelMemoryTCP: 0,
    MemoryReservation: 0,
    MemorySwap: 0,
    MemorySwappiness: null,
    OomKillDisable: false,
    PidsLimit: null,
    Ulimits: null,
    CpuCount: 0,
    CpuPercent: 0,
    IOMaximumIOps: 0,
    IOMaximumBandwidth: 0,
  };
}
