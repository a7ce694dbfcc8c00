/** Which firewall dockerd uses, by its options and its release. */
import type { DockerEngine } from '../engine';
import { type FirewallBackend, NO_FIREWALL } from './backend';
import { iptablesBackend } from './iptablesBackend';
import { IptablesCleaner } from './iptablesCleaner';
import { deleteTables, nftBackend } from './nftables/nftBackend';

export function chooseBackend({ options, release, firewall, runNft }: DockerEngine): FirewallBackend {
  if (options.firewallBackend === 'nftables') return nftBackend(runNft, new IptablesCleaner(firewall), options);
  if (!options.iptables) return NO_FIREWALL;
  const clearOther = () => {
    if (release.changes.has('nftablesBackend')) deleteTables(runNft);
  };
  return iptablesBackend(firewall, release.ruleBook, { userlandProxy: options.userlandProxy, clearOther });
}
