/** What each interface carried, as rows: like tcpdump's lines, from the interface's own point of view. */

/** A frame that an interface carried. */
export interface CapturedPacket {
  /** Milliseconds since the command began. */
  readonly time: number;
  readonly direction: 'in' | 'out';
  readonly source: string;
  readonly destination: string;
  readonly protocol: string;
  /** For ARP: `who-has` or `is-at`. */
  readonly operation?: 'who-has' | 'is-at';
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  /** As tcpdump prints them. */
  readonly flags?: string;
  /** IP total length and transport payload, in bytes. */
  readonly length?: number;
  readonly ttl?: number;
  readonly payload?: number;
  /** The first line of a payload that begins an HTTP message: `GET / HTTP/1.1`, `HTTP/1.1 200 OK`. */
  readonly info?: string;
  /** The window field as it stands in the header. */
  readonly window?: number;
  /** `mss 1460`, `sackOK`, `ts`, `nop`, `wscale 10`, in their order on the wire. */
  readonly options?: readonly string[];
}

/** Packets by interface: `NAMESPACE DEVICE`. */
export type Captures = Readonly<Record<string, readonly CapturedPacket[]>>;
