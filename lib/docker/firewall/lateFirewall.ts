/** What 28.0.0, which makes IP sets, and 29, which can use nft, need to make their rules: its code is loaded before such an engine starts, and by no page that shows older ones. */
import type { Machine, Process, Program } from '../../machine';
import type { ipset } from '../../tools/ipset';
import { loadIptablesNft } from '../../tools/loadNft';
import type { nft } from '../../tools/nft';
import { loadDaemonJson } from '../lateDaemonJson';
import type { EngineRelease } from '../release';
import { ruleBookOf } from './books/ruleBooks';
import type { RunIpset } from './firewall';
import type { deleteTable, nftBackend } from './nftables/nftBackend';
import type { RunNft } from './nftables/nftTable';

interface LateFirewall {
  readonly ipset: typeof ipset;
  readonly nft: typeof nft;
  readonly nftBackend: typeof nftBackend;
  readonly deleteTable: typeof deleteTable;
}

let loaded: LateFirewall | undefined;

/** Loads it, once. */
export async function loadFirewall(): Promise<void> {
  if (loaded !== undefined) return;
  const [sets, tables, backend] = await Promise.all([
    import('../../tools/ipset/index.js'),
    import('../../tools/nft/nft.js'),
    import('./nftables/nftBackend.js'),
    loadIptablesNft(),
  ]);
  loaded = { ...sets, ...tables, ...backend };
}

/** Throws an `Error` before it is loaded. */
export function lateFirewall(): LateFirewall {
  if (loaded === undefined)
    throw new Error('dockerd makes rules before its code is there: wait for loadFirewall() first');
  return loaded;
}

/** The program nft of a machine. */
export function nftOf(machine: Machine): RunNft {
  return (argv, stdin = '') => lateFirewall().nft(machine, argv, stdin);
}

/** The program ipset of a machine. */
export function ipsetOf(machine: Machine): RunIpset {
  return (argv) => lateFirewall().ipset(machine, argv, '');
}

/** Whether a release makes IP sets, or can make rules with nft. */
export function needsLateFirewall(release: EngineRelease): boolean {
  return release.changes.has('nftablesBackend') || ruleBookOf(release).sets('ipv4').length > 0;
}

/** A program that may start dockerd. */
export function withFirewall(program: Program, isNeeded: () => boolean): Program {
  const load = async () => {
    await Promise.all([program.load?.(), loadDaemonJson(), isNeeded() ? loadFirewall() : undefined]);
  };
  return Object.assign((process: Process) => program(process), { load });
}
