/** Whether a source may send by the device that it came in by. Linux: fib_validate_source, net/ipv4/fib_frontend.c. */
import type { Ipv4Address } from '../../packet';
import type { Interface } from '../../routing';
import type { IpHost } from '../ipHost';
import type { NetDevice } from '../link/device';

/**
 * Why a source may not send by this device to where the packet would go, which is `out` if it is to be forwarded. The route
 * back is that of an answer as the policy rules see it: from the packet's destination, and with its mark where src_valid_mark says so.
 */
export function sourceProblem(
  namespace: IpHost,
  source: Ipv4Address,
  destination: Ipv4Address,
  device: NetDevice,
  out?: Interface,
  mark = 0,
): string | undefined {
  if (device.kind === 'loopback') return undefined;
  if (namespace.isOwnAddress(source)) return 'martian source: it is this machine’s own';
  const filter = Math.max(namespace.sysctl.all.rp_filter, device.settings.rp_filter);
  if (filter === 0) return undefined;
  const counts = namespace.sysctl.all.src_valid_mark || device.settings.src_valid_mark;
  const flow = {
    source: destination,
    ...(counts !== 0 && { mark }),
    ...(out !== undefined && { input: out.name }),
  };
  const back = namespace.fib.lookup(source, undefined, flow);
  if (back?.type !== 'unicast' || (filter === 1 && back.device !== device)) return 'reverse-path filter';
  return undefined;
}
