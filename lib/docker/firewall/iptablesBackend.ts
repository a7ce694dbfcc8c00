/** Rules in the tables of iptables, by a generation's rule book. libnetwork: drivers/bridge/internal/iptabler. */
import type { FirewallBackend } from './backend';
import { arrangeUserChain, removeChains, setUpChains } from './chains';
import type { Firewall } from './firewall';
import type { RuleBook } from './ruleBook';

/** libnetwork: drivers/bridge/setup_ip_tables.go (setupIPTables). */
const SETTING_UP = 'Failed to Setup IP tables: ';

/** `clearOther` clears away what the other backend of the same release left. */
export function iptablesBackend(
  firewall: Firewall,
  book: RuleBook,
  { userlandProxy, clearOther }: { readonly userlandProxy: boolean; readonly clearOther: () => void },
): FirewallBackend {
  return {
    family: firewall.family,
    start() {
      clearOther();
      removeChains(firewall, book);
      setUpChains(firewall, book, userlandProxy);
    },
    dropForwarded: () => firewall.run('-t', 'filter', '-P', 'FORWARD', 'DROP'),
    arrangeUserChain() {
      if (book.arrangesUserChainAgain) arrangeUserChain(firewall, book);
    },
    addNetwork: (network) => firewall.apply(book.network(network), SETTING_UP),
    removeNetwork: (network) => firewall.undo(book.network(network)),
    addOtherNetwork: (network) => firewall.apply(book.otherNetwork(network), SETTING_UP),
    removeOtherNetwork: (network) => firewall.undo(book.otherNetwork(network)),
    addEndpoint: (endpoint) => firewall.apply(book.endpoint(endpoint)),
    removeEndpoint: (endpoint) => firewall.undo(book.endpoint(endpoint)),
    addPorts: (ports) => {
      for (const port of ports) firewall.apply(book.port(port));
    },
    removePorts: (ports) => {
      for (const port of ports) firewall.undo(book.port(port));
    },
    addsPortsTogether: false,
  };
}
