/** The subnet that an address of a device is of. */
import type { Ipv4Address } from '../../packet';
import { contains, maskOfLength } from '../../packet/address';

/** Whether an address lies in the subnet of a device's. */
export function isInSubnet(
  { address, prefixLength }: { readonly address: Ipv4Address; readonly prefixLength: number },
  other: Ipv4Address,
): boolean {
  const mask = maskOfLength(prefixLength);
  return contains({ address: (address & mask) >>> 0, mask }, other);
}
