/** Rules in nf_tables, by the program nft: `--firewall-backend=nftables`. libnetwork: drivers/bridge/internal/nftabler. */

import { DockerError } from '../../dockerError';
import type { FirewallBackend } from '../backend';
import type { IptablesCleaner } from '../iptablesCleaner';
import type { Family, NetworkFacts } from '../ruleBook';
import { endpointChanges, FAMILIES, networkChanges, portChanges, tableChanges } from './bridgeRules';
import { DOCKER_TABLE, type NftChange } from './nftChange';
import { NftTable, type RunNft } from './nftTable';

/** `cleaner` takes away what an engine with iptables left, and says of which family the rules are. */
export function nftBackend(run: RunNft, cleaner: IptablesCleaner, userlandProxy: boolean): FirewallBackend {
  const { family } = cleaner;
  const table = new NftTable(FAMILIES[family], DOCKER_TABLE, run);
  const make = (changes: readonly NftChange[], { bridge }: Pick<NetworkFacts, 'bridge'>) =>
    say(`adding rules for bridge ${bridge}`, () => table.make(changes));
  return {
    family,
    start() {
      table.make(tableChanges(family, userlandProxy));
      cleaner.start();
    },
    dropForwarded: () => {},
    arrangeUserChain: () => {},
    addNetwork(network) {
      cleaner.removeNetwork(network);
      make(networkChanges(network), network);
    },
    removeNetwork: (network) => table.unmake(networkChanges(network)),
    addOtherNetwork: () => {},
    removeOtherNetwork: () => {},
    addEndpoint(endpoint) {
      cleaner.removeEndpoint(endpoint);
      make(endpointChanges(endpoint), endpoint);
    },
    removeEndpoint: (endpoint) => table.unmake(endpointChanges(endpoint)),
    addPorts(ports) {
      const [port] = ports;
      if (port === undefined) return;
      cleaner.removePorts(ports);
      make(portChanges(ports), port);
    },
    removePorts: (ports) => table.unmake(portChanges(ports)),
    addsPortsTogether: true,
  };
}

/** Deletes the table, as a release does that could have made it, and now makes its rules with iptables. */
export function deleteTable(run: RunNft, family: Family): void {
  run(['delete', 'table', FAMILIES[family], DOCKER_TABLE]);
}

function say(what: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
    throw new DockerError(error.code, `${what}: ${error.message}`);
  }
}
