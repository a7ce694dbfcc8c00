/** Under which names `host` and `nslookup` ask for one that was typed. bind 9.18: bin/dig/dighost.c (setup_lookup, next_origin). */
import type { Process } from '../../machine';
import { readResolverSettings } from '../common/nameServers';

/** The name itself, and the name in each domain of /etc/resolv.conf, in the order of asking. */
export function namesToAsk(process: Process, name: string): readonly string[] {
  if (name.endsWith('.')) return [name];
  const { search, ndots } = readResolverSettings(process);
  const inDomains = search.map((domain) => `${name}.${domain.replace(/\.$/, '')}`);
  return name.split('.').length - 1 >= ndots ? [name, ...inDomains] : [...inDomains, name];
}
