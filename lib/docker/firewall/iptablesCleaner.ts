/**
 * What an engine with iptables left, taken away by one with nftables: Docker's chains at once, rules in the builtin chains as
 * networks and ports come back. FORWARD's policy and DOCKER-USER stay. libnetwork: drivers/bridge/internal/iptabler/cleaner.go.
 */

import { BOOK_29 } from './books/book29';
import { DOCKER, ESTABLISHED, STAGE_1 } from './books/pieces';
import { FORWARD_CHAIN } from './books/pieces28';
import { removeChains } from './chains';
import type { Firewall } from './firewall';
import type { EndpointFacts, Family, NetworkFacts, PortFacts } from './ruleBook';
import { gone, type RuleStep } from './step';

const JUMPS = [FORWARD_CHAIN, STAGE_1].map((chain): RuleStep => gone('filter', 'FORWARD', ['-j', chain]));

export class IptablesCleaner {
  readonly #firewall: Firewall;
  #hasFound = false;

  constructor(firewall: Firewall) {
    this.#firewall = firewall;
  }

  get family(): Family {
    return this.#firewall.family;
  }

  /** Looks whether an engine with iptables was there; if not, nothing is done now or later. */
  start(): void {
    this.#hasFound = JUMPS.some((jump) => this.#firewall.has(jump));
    if (!this.#hasFound) return;
    this.#firewall.apply(JUMPS);
    removeChains(this.#firewall, BOOK_29);
  }

  /** Of engines before 28, what lets containers out stays in FORWARD. */
  removeNetwork(network: NetworkFacts): void {
    if (!this.#hasFound || network.internal) return;
    const { bridge } = network;
    const older = [
      ['-o', bridge, ...ESTABLISHED],
      ['-o', bridge, '-j', DOCKER],
    ];
    this.#firewall.apply(older.map((rule) => gone('filter', 'FORWARD', rule)));
    this.#firewall.undo(BOOK_29.network(network));
  }

  removeEndpoint(endpoint: EndpointFacts): void {
    if (this.#hasFound) this.#firewall.undo(BOOK_29.endpoint(endpoint));
  }

  removePorts(ports: readonly PortFacts[]): void {
    if (this.#hasFound) for (const port of ports) this.#firewall.undo(BOOK_29.port(port));
  }
}
