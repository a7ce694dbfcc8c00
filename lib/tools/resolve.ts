/** Addresses by name, where there is no name server. */
import type { Process } from '../machine';
import { type Ipv4Address, parseIpv4 } from '../packet';

/** An address as it is written, `localhost`, or a name that /etc/hosts has. */
export function resolve(process: Process, host: string): Ipv4Address | undefined {
  const literal = parseIpv4(host);
  if (literal !== undefined) return literal;
  if (host === 'localhost') return 0x7f000001;
  for (const line of (process.place.files.get('/etc/hosts')?.content ?? '').split('\n')) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (names.includes(host) && parseIpv4(address) !== undefined) return parseIpv4(address);
  }
  return undefined;
}
