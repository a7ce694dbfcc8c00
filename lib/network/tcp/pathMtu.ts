/**
 * A router said that a packet is too long: segments become smaller, and what was too long goes out again (RFC 1191). Linux:
 * tcp_v4_mtu_reduced. Not modelled: probing for more (net.ipv4.tcp_mtu_probing).
 */
import type { TcpConnection } from './connection';
import { repeatTooLong } from './retransmit';
import { fitPath } from './window';

/** `told`: the longest packet that the router could have passed on, in bytes. */
export function reduceMtu(socket: TcpConnection, told: number): void {
  const { namespace, output, send } = socket;
  if (output.route?.kind !== 'ipv4') return;
  namespace.pathMtus.learn(output.route, told);
  const before = send.fitting;
  fitPath(socket);
  if (send.fitting < before) repeatTooLong(socket);
}
