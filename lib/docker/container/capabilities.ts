/** What a container's root may do. moby: oci/caps/utils.go, defaults.go. */
import { DockerError } from '../dockerError';

const KNOWN = words(
  `AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID
  IPC_LOCK IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST NET_RAW
  PERFMON SETFCAP SETGID SETPCAP SETUID SYSLOG SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO
  SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG WAKE_ALARM`,
);
const USUAL = words(
  `CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP SETPCAP NET_BIND_SERVICE SYS_CHROOT KILL AUDIT_WRITE`,
);

interface Wishes {
  readonly privileged: boolean;
  /** `net_admin` or `CAP_NET_ADMIN`. */
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
}

function nameOf(text: string): string {
  return text.toUpperCase().replace(/^CAP_/, '');
}

/** Throws a `DockerError` for names that Linux does not know. */
export function checkCapabilities({ capAdd, capDrop }: Wishes): void {
  const options: readonly (readonly [string, readonly string[]])[] = [
    ['CapAdd', capAdd],
    ['CapDrop', capDrop],
  ];
  for (const [option, texts] of options)
    for (const name of texts.map(nameOf))
      if (name !== 'ALL' && !KNOWN.has(name))
        throw new DockerError('failed', `invalid ${option}: unknown capability: "CAP_${name}"`);
}

/** Those of a container; `undefined` for one with all of them and without walls. */
export function capabilitiesOf({ privileged, capAdd, capDrop }: Wishes): ReadonlySet<string> | undefined {
  if (privileged) return undefined;
  const [added, dropped] = [capAdd.map(nameOf), capDrop.map(nameOf)];
  const begins = added.includes('ALL') ? KNOWN : dropped.includes('ALL') ? [] : USUAL;
  const all = new Set([...begins, ...added]);
  for (const name of dropped) if (name !== 'ALL') all.delete(name);
  return all;
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}
