/** Which firewalls dockerd uses, one of each family in which it makes rules, by its options and its release. */
import type { DockerEngine } from '../engine';
import type { FirewallBackend } from './backend';
import { iptablesBackend } from './iptablesBackend';
import { IptablesCleaner } from './iptablesCleaner';
import { deleteTable, nftBackend } from './nftables/nftBackend';

export function chooseBackends({ options, release, firewalls, runNft }: DockerEngine): readonly FirewallBackend[] {
  const { firewallBackend, userlandProxy } = options;
  return firewalls.map((firewall) => {
    if (firewallBackend === 'nftables') return nftBackend(runNft, new IptablesCleaner(firewall), userlandProxy);
    const clearOther = () => {
      if (release.changes.has('nftablesBackend')) deleteTable(runNft, firewall.family);
    };
    return iptablesBackend(firewall, release.ruleBook, { userlandProxy, clearOther });
  });
}
