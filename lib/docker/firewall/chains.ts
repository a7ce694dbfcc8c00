/**
 * Docker's own chains: removed and made anew when dockerd starts. libnetwork: drivers/bridge/setup_ip_tables.go
 * (setupIPChains, removeIPChains) and firewall_linux.go (arrangeUserFilterRule).
 */
import { DOCKER, DOCKER_USER, loopbackOf, OLD_ISOLATION, TO_LOCAL } from './books/pieces';
import type { Firewall } from './firewall';
import type { RuleBook } from './ruleBook';
import { gone } from './step';

/** Empties the chains that an earlier run left, and removes those that nothing jumps to. */
export function removeChains(firewall: Firewall, { oldChains }: RuleBook): void {
  firewall.try('-L', '-n');
  firewall.apply([gone('filter', 'FORWARD', ['-j', OLD_ISOLATION])]);
  firewall.try('-t', 'nat', '-D', 'PREROUTING', ...TO_LOCAL, '-j', DOCKER);
  firewall.try('-t', 'nat', '-D', 'OUTPUT', ...TO_LOCAL, '!', '--dst', loopbackOf(firewall.family), '-j', DOCKER);
  firewall.try('-t', 'nat', '-D', 'OUTPUT', ...TO_LOCAL, '-j', DOCKER);
  firewall.try('-t', 'nat', '-D', 'PREROUTING');
  firewall.try('-t', 'nat', '-D', 'OUTPUT');
  for (const [table, chain] of oldChains) {
    firewall.try('-t', table, '-F', chain);
    firewall.try('-t', table, '-X', chain);
  }
}

/** Makes sets and chains, and what leads to them or ends them. */
export function setUpChains(firewall: Firewall, book: RuleBook, userlandProxy: boolean): void {
  const { family } = firewall;
  for (const name of book.sets(family)) firewall.makeSet(name);
  for (const [table, chain] of book.chains) firewall.makeChain(table, chain);
  firewall.apply(book.start({ family, userlandProxy }));
  if (!book.arrangesUserChainAgain) arrangeUserChain(firewall, book);
}

/** DOCKER-USER, for rules of the administrator, comes first in FORWARD. */
export function arrangeUserChain(firewall: Firewall, { userChain }: RuleBook): void {
  firewall.makeChain('filter', DOCKER_USER);
  firewall.apply(userChain);
}
