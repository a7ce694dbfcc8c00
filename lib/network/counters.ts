/** What a namespace counts of its IPv4, ICMP, TCP and UDP, by the names of /proc/net/snmp. Linux: struct netns_mib, net/ipv4/proc.c; RFC 4293, 4022, 4113. */

/** From its beginning on. Not modelled: wrong checksums, which nobody has here, and what is lost for want of memory. */
export class Counters {
  ipInReceives = 0;
  ipInHdrErrors = 0;
  ipInAddrErrors = 0;
  ipForwDatagrams = 0;
  ipInUnknownProtos = 0;
  ipInDelivers = 0;
  ipOutRequests = 0;
  ipOutDiscards = 0;
  ipOutNoRoutes = 0;
  ipOutTransmits = 0;
  ipReasmTimeout = 0;
  ipReasmReqds = 0;
  ipReasmOKs = 0;
  ipReasmFails = 0;
  ipFragOKs = 0;
  ipFragFails = 0;
  ipFragCreates = 0;
  /** In bytes. */
  ipInOctets = 0;
  ipOutOctets = 0;
  /** By type. */
  readonly icmpIn: number[] = [];
  readonly icmpOut: number[] = [];
  tcpActiveOpens = 0;
  tcpPassiveOpens = 0;
  tcpAttemptFails = 0;
  tcpEstabResets = 0;
  tcpInSegs = 0;
  tcpOutSegs = 0;
  tcpRetransSegs = 0;
  tcpOutRsts = 0;
  udpInDatagrams = 0;
  udpNoPorts = 0;
  udpOutDatagrams = 0;
}
