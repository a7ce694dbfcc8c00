/** How dockerd is configured: its flags, and the same in /etc/docker/daemon.json. moby: daemon/config. */
import { notModelled } from './dockerError';

/** Settings of dockerd that change what it does to the machine. */
export interface EngineOptions {
  /** A docker-proxy for each published port; without it bridge ports are hairpins and loopback is routed. */
  readonly userlandProxy: boolean;
  /** Containers of the default bridge may talk to each other. */
  readonly icc: boolean;
  /** Containers of the default bridge reach the outside under the machine's address. */
  readonly ipMasquerade: boolean;
  /** dockerd turns on ip_forward, and then sets FORWARD's policy to DROP. */
  readonly ipForward: boolean;
  /** It turns on ip_forward and leaves the policy; from 28. */
  readonly ipForwardNoDrop: boolean;
  /** dockerd makes rules. */
  readonly iptables: boolean;
  /** What ports bind to when nothing is said. */
  readonly ip: string;
  /** Containers' own addresses may be reached from outside; from 28.2. */
  readonly allowDirectRouting: boolean;
  /** No rules in the table raw: DOCKER_INSECURE_NO_IPTABLES_RAW of dockerd's environment; from 28.0.2. */
  readonly withoutRaw: boolean;
  /** Packets with this mark enter any network, `0x1` or `0x1/0xff`; from 29. */
  readonly acceptMark: string | undefined;
  /** Where dockerd keeps its state. */
  readonly dataRoot: string;
}

/** dockerd's settings without any configuration. */
export const DEFAULT_ENGINE_OPTIONS: EngineOptions = {
  userlandProxy: true,
  icc: true,
  ipMasquerade: true,
  ipForward: true,
  ipForwardNoDrop: false,
  iptables: true,
  ip: '0.0.0.0',
  allowDirectRouting: false,
  withoutRaw: false,
  acceptMark: undefined,
  dataRoot: '/var/lib/docker',
};

/** Keys of daemon.json that change nothing that is simulated. */
const WITHOUT_EFFECT = new Set([
  'debug',
  'exec-opts',
  'insecure-registries',
  'log-driver',
  'log-level',
  'log-opts',
  'registry-mirrors',
  'storage-driver',
]);

const BOOLEANS: ReadonlyMap<string, 'userlandProxy' | 'icc' | 'ipMasquerade' | 'ipForward'> = new Map([
  ['userland-proxy', 'userlandProxy'],
  ['icc', 'icc'],
  ['ip-masq', 'ipMasquerade'],
  ['ip-forward', 'ipForward'],
]);

/** Reads daemon.json over the given options. Throws a `DockerError` for text that is not JSON and for keys that are not modelled. */
export function readDaemonJson(text: string, options: EngineOptions): EngineOptions {
  let settings: unknown;
  try {
    settings = JSON.parse(text);
  } catch {
    throw notModelled('a /etc/docker/daemon.json that is not JSON');
  }
  if (typeof settings !== 'object' || settings === null)
    throw notModelled('a /etc/docker/daemon.json that is no object');
  let result = options;
  for (const [key, value] of Object.entries(settings)) {
    if (WITHOUT_EFFECT.has(key)) continue;
    const option = BOOLEANS.get(key);
    if (option !== undefined && typeof value === 'boolean') result = { ...result, [option]: value };
    else if (key === 'data-root' && typeof value === 'string') result = { ...result, dataRoot: value };
    else throw notModelled(`the setting ${key} of /etc/docker/daemon.json`);
  }
  return result;
}
