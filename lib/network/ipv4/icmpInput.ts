/** ICMP that reaches this machine: echoes are answered, errors told to the sockets they are about. Linux: icmp_rcv, net/ipv4/icmp.c. */
import type { SkBuff } from '../../netfilter';
import type { IcmpMessage, Ipv4Packet } from '../../packet';
import {
  ICMP_DESTINATION_UNREACHABLE,
  ICMP_ECHO_REPLY,
  ICMP_ECHO_REQUEST,
  ICMP_FRAGMENTATION_NEEDED,
  ICMP_HOST_UNREACHABLE,
  ICMP_REDIRECT,
  ICMP_TIMESTAMP,
  ICMP_TIMESTAMP_REPLY,
  isIcmpError,
} from '../../packet/icmp';
import { ipv4Packet, PROTOCOL_ICMP } from '../../packet/ipv4';
import { MILLISECOND } from '../clock';
import { errnoOfUnreachable, isHardError } from '../socket/errno';
import type { DeliveryHost } from '../socket/socketTable';
import { heedRedirect } from './heedRedirect';
import { sendIcmp } from './icmpSend';
import { routeOutput } from './ipOutput';

const LOWER_16 = 0xffff;
const DAY = 24 * 60 * 60 * 1000;

export function receiveIcmp(namespace: DeliveryHost, skb: SkBuff, message: IcmpMessage, group: boolean): void {
  const { icmpIn } = namespace.counters;
  icmpIn[message.type] = (icmpIn[message.type] ?? 0) + 1;
  skb.observer?.end(skb, { kind: 'delivered', to: 'icmp' });
  namespace.sockets.deliverIcmp(skb.packet);
  if (message.type === ICMP_ECHO_REQUEST && !group) replyToEcho(namespace, skb, message);
  else if (message.type === ICMP_TIMESTAMP && !group) replyToTimestamp(namespace, skb, message);
  else if (message.type === ICMP_REDIRECT && message.quoted !== undefined)
    heedRedirect(namespace, skb.packet.source, message, message.quoted.packet);
  else if (isIcmpError(message) && message.quoted !== undefined) {
    const unreachable = message.type === ICMP_DESTINATION_UNREACHABLE;
    const { transport } = message.quoted.packet;
    const tooLong = unreachable && message.code === ICMP_FRAGMENTATION_NEEDED;
    if (tooLong && !learnMtu(namespace, message.quoted.packet, message.rest & LOWER_16)) return;
    if (tooLong && transport.kind === 'tcp') return;
    const errno = unreachable ? errnoOfUnreachable(message.code) : 'EHOSTUNREACH';
    namespace.sockets.deliverError(
      message.quoted.packet,
      errno,
      tooLong || (unreachable && isHardError(message.code)),
      unreachable && message.code <= ICMP_HOST_UNREACHABLE,
      !unreachable || message.code <= ICMP_HOST_UNREACHABLE,
    );
  }
}

/**
 * A packet of ours was too long: what its protocol takes as its own, later packets to there are shorter; TCP sees to that by itself.
 * False if that is not to be believed. Linux: icmp_unreach, icmp_err, ipv4_sk_update_pmtu.
 */
function learnMtu(namespace: DeliveryHost, about: Ipv4Packet, mtu: number): boolean {
  const mode = namespace.sysctl.number('net.ipv4.ip_no_pmtu_disc');
  // 3: only protocols that tell by a number of their own whether the packet is theirs.
  if (mode === 2 || (mode === 3 && about.transport.kind !== 'tcp')) return false;
  const told = mode === 0 || mode === 3 ? mtu : 0;
  if (about.transport.kind === 'tcp') namespace.sockets.deliverMtu(about, told);
  if (about.transport.kind !== 'icmp' && !namespace.sockets.hasSender(about)) return true;
  const output = routeOutput(namespace, about.destination, about.source);
  if (typeof output !== 'string') namespace.pathMtus.learn(output, told);
  return true;
}

/** RFC 792; Linux: icmp_timestamp. It is midnight when the clock starts. */
function replyToTimestamp(namespace: DeliveryHost, skb: SkBuff, message: IcmpMessage): void {
  if (message.payload.length < 4) return;
  const payload = new Uint8Array(12);
  payload.set(message.payload.subarray(0, 4));
  const view = new DataView(payload.buffer);
  const now = Math.floor(namespace.clock.now / MILLISECOND) % DAY;
  view.setUint32(4, now);
  view.setUint32(8, now);
  reply(namespace, skb, { ...message, type: ICMP_TIMESTAMP_REPLY, code: 0, payload });
}

/** Linux: icmp_echo. */
function replyToEcho(namespace: DeliveryHost, skb: SkBuff, message: IcmpMessage): void {
  if (namespace.sysctl.number('net.ipv4.icmp_echo_ignore_all') === 1) return;
  reply(namespace, skb, { ...message, type: ICMP_ECHO_REPLY });
}

/** Linux: icmp_reply. */
function reply(namespace: DeliveryHost, { packet }: SkBuff, message: IcmpMessage): void {
  const output = routeOutput(namespace, packet.source, packet.destination);
  if (typeof output === 'string') return;
  if (
    output.device.kind !== 'loopback' &&
    !namespace.icmpRateLimit.allows(output.destination, message.type, message.code)
  )
    return;
  const header = {
    source: packet.destination,
    destination: packet.source,
    protocol: PROTOCOL_ICMP,
    ttl: namespace.defaultTtl,
    dontFragment: false,
    identification: namespace.identifications.next(packet.destination, packet.source, PROTOCOL_ICMP),
    typeOfService: packet.typeOfService,
  };
  sendIcmp(namespace, ipv4Packet(header, message), output);
}
