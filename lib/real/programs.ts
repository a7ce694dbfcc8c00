/** The programs that the real machines are made of, and the Debian packages that bring them. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import type { Cache } from './cache';

/** By program. */
export const PROGRAMS: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  'iptables-legacy': 'iptables',
  'iptables-nft': 'iptables',
  nft: 'nftables',
  ipset: 'ipset',
  'update-alternatives': 'dpkg',
  dockerd: 'docker.io',
  'docker-proxy': 'docker.io',
  docker: 'docker.io',
  containerd: 'containerd',
  runc: 'runc',
  nginx: 'nginx',
  curl: 'curl',
  conntrack: 'conntrack',
  tcpdump: 'tcpdump',
  ethtool: 'ethtool',
  brctl: 'bridge-utils',
  ifconfig: 'net-tools',
  ping: 'iputils-ping',
  'nc.openbsd': 'netcat-openbsd',
  jq: 'jq',
  sysctl: 'procps',
  pgrep: 'procps',
  perl: 'perl-base',
};

/** What enters and makes namespaces runs outside the machines, so that it cannot come from the cache. */
export const OWN_PROGRAMS: Readonly<Record<string, string>> = {
  bash: 'bash',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  taskset: 'util-linux',
  setpriv: 'util-linux',
  flock: 'util-linux',
  dmesg: 'util-linux',
  mountpoint: 'util-linux',
  pivot_root: 'util-linux',
  mount: 'mount',
  find: 'findutils',
  tar: 'tar',
};

const FOLDERS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Where a program is: in the cache, as the machines see it first, or on this computer. */
export function findProgram(name: string, cache?: Cache): string | undefined {
  const cached = cache === undefined ? [] : ['usr/sbin', 'usr/bin'].map((folder) => join(cache.root, folder, name));
  return [...cached, ...FOLDERS.map((folder) => join(folder, name))].find(isExecutable);
}

/** The engine's version as dockerd says it, such as `20.10.24`; `undefined` if it does not run here. */
export function engineVersion(dockerd: string): string | undefined {
  const { stdout = '' } = spawnSync(dockerd, ['--version'], { encoding: 'utf8' });
  return /version ([\d.]+)/.exec(stdout)?.[1];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
