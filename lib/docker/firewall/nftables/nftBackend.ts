/** Rules in nf_tables, by the program nft: `--firewall-backend=nftables`. libnetwork: drivers/bridge/internal/nftabler. */

import { DockerError } from '../../dockerError';
import type { FirewallBackend } from '../backend';
import type { IptablesCleaner } from '../iptablesCleaner';
import type { NetworkFacts } from '../ruleBook';
import { DOCKER_TABLE, endpointChanges, networkChanges, portChanges, tableChanges } from './bridgeRules';
import type { NftChange } from './nftChange';
import { NftTable, type RunNft } from './nftTable';

/** For which families there is a table: `iptables` and `ip6tables` of daemon.json mean both backends. */
export interface NftOptions {
  readonly userlandProxy: boolean;
  readonly iptables: boolean;
  readonly ip6tables: boolean;
}

/** `cleaner` takes away what an engine with iptables left. */
export function nftBackend(
  run: RunNft,
  cleaner: IptablesCleaner,
  { userlandProxy, iptables, ip6tables }: NftOptions,
): FirewallBackend {
  const table = new NftTable('ip', DOCKER_TABLE, run);
  const make = (changes: readonly NftChange[], { bridge }: Pick<NetworkFacts, 'bridge'>) => {
    if (iptables) say(`adding rules for bridge ${bridge}`, () => table.make(changes));
  };
  const unmake = (changes: readonly NftChange[]) => {
    if (iptables) table.unmake(changes);
  };
  return {
    start() {
      if (iptables) table.make(tableChanges('ip', userlandProxy));
      if (ip6tables) new NftTable('ip6', DOCKER_TABLE, run).make(tableChanges('ip6', userlandProxy));
      if (iptables) cleaner.start();
    },
    dropForwarded: () => {},
    arrangeUserChain: () => {},
    addNetwork(network) {
      cleaner.removeNetwork(network);
      make(networkChanges(network), network);
    },
    removeNetwork: (network) => unmake(networkChanges(network)),
    addEndpoint(endpoint) {
      cleaner.removeEndpoint(endpoint);
      make(endpointChanges(endpoint), endpoint);
    },
    removeEndpoint: (endpoint) => unmake(endpointChanges(endpoint)),
    addPorts(ports) {
      const [port] = ports;
      if (port === undefined) return;
      cleaner.removePorts(ports);
      make(portChanges(ports), port);
    },
    removePorts: (ports) => unmake(portChanges(ports)),
    addsPortsTogether: true,
  };
}

/** Deletes both tables, as a release does that could have made them, and now makes its rules with iptables. */
export function deleteTables(run: RunNft): void {
  for (const family of ['ip', 'ip6']) run(['delete', 'table', family, DOCKER_TABLE]);
}

function say(what: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
    throw new DockerError(error.code, `${what}: ${error.message}`);
  }
}
