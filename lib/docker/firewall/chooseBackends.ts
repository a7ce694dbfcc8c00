/** Which firewalls dockerd uses, one of each family in which it makes rules, by its options and its release. */
import type { DockerEngine } from '../engine';
import type { FirewallBackend } from './backend';
import { ruleBookOf } from './books/ruleBooks';
import { iptablesBackend } from './iptablesBackend';
import { IptablesCleaner } from './iptablesCleaner';
import { lateFirewall } from './lateFirewall';
import { DOCKER_TABLE } from './nftables/nftChange';

export function chooseBackends(engine: DockerEngine): readonly FirewallBackend[] {
  const { machine, options, release, firewalls, runNft } = engine;
  const { firewallBackend, userlandProxy } = options;
  return firewalls.map((firewall) => {
    if (firewallBackend === 'nftables')
      return lateFirewall().nftBackend(runNft, new IptablesCleaner(firewall), userlandProxy);
    const clearOther = () => {
      // Where there is none, nft would only say so.
      const isThere = machine.net.netfilter.nf.tables.some(({ name }) => name === DOCKER_TABLE);
      if (isThere && release.changes.has('nftablesBackend')) lateFirewall().deleteTable(runNft, firewall.family);
    };
    return iptablesBackend(firewall, ruleBookOf(release), { userlandProxy, clearOther });
  });
}
