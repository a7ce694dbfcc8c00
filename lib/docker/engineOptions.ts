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
  /** Where dockerd keeps its state. */
  readonly dataRoot: string;
}

/** dockerd's settings without any configuration. */
export const DEFAULT_ENGINE_OPTIONS: EngineOptions = {
  userlandProxy: true,
  icc: true,
  ipMasquerade: true,
  ipForward: true,
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
