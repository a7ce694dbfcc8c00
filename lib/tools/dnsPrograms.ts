/** Programs of bind9 that ask name servers: loaded together, when the first of them is run. */
import type { Program } from '../machine';
import { dig } from './dns/dig';
import { host } from './dns/host';
import { nslookup } from './dns/nslookup';

export const dnsPrograms: ReadonlyMap<string, Program> = new Map([
  ['dig', dig],
  ['host', host],
  ['nslookup', nslookup],
]);
