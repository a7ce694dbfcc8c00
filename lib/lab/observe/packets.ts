/** What each interface carried, as rows: like tcpdump's lines, from the interface's own point of view. */

/** A frame that an interface carried. */
export interface CapturedPacket {
  /** Milliseconds since the command began. */
  readonly time: number;
  /** As the interface sees it: `in` is received, `out` sent. */
  readonly direction: 'in' | 'out';
  /** The IP address, or the sender's of an ARP packet. */
  readonly source: string;
  /** The IP address, or the one that an ARP packet asks for. */
  readonly destination: string;
  /** `tcp`, `udp`, `icmp`, `icmpv6`, `arp`, or the protocol's number. */
  readonly protocol: string;
  /** For ARP: `who-has` or `is-at`. */
  readonly operation?: 'who-has' | 'is-at';
  /** Of TCP and UDP. */
  readonly sourcePort?: number;
  /** Of TCP and UDP. */
  readonly destinationPort?: number;
  /** TCP's, as tcpdump prints them: `S`, `S.`, `P.`, `.`, `F.`, `R.` */
  readonly flags?: string;
  /** IP total length in bytes. */
  readonly length?: number;
  /** Time to live, or hop limit. */
  readonly ttl?: number;
  /** Bytes behind the transport header. */
  readonly payload?: number;
  /** Of a fragment. */
  readonly fragment?: {
    /** Where its bytes lie in what the packet carries. */
    readonly offset: number;
    /** Whether others follow. */
    readonly more: boolean;
  };
  /** The first line of a payload that begins an HTTP message: `GET / HTTP/1.1`, `HTTP/1.1 200 OK`. */
  readonly info?: string;
  /** The window field as it stands in the header. */
  readonly window?: number;
  /** `mss 1460`, `sackOK`, `ts`, `nop`, `wscale 10`, in their order on the wire. */
  readonly options?: readonly string[];
}

/** Packets by interface: `NAMESPACE DEVICE`. */
export type Captures = Readonly<Record<string, readonly CapturedPacket[]>>;
