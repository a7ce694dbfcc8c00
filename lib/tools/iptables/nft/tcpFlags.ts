/** TCP's flags as nft spells them. */
import { ACK, FIN, PSH, RST, SYN, URG } from '../../../packet';

const FLAGS = [
  ['fin', FIN],
  ['syn', SYN],
  ['rst', RST],
  ['psh', PSH],
  ['ack', ACK],
  ['urg', URG],
] as const;

/** `syn,ack`; `0x0` for none. */
export function flagNames(bits: number): string {
  const names = FLAGS.filter(([, flag]) => (bits & flag) !== 0).map(([name]) => name);
  return names.length === 0 ? '0x0' : names.join(',');
}
