/** Connections that a host knew, and sockets that waited. */
import type { SourceLine } from './sourceFacts';

/** One direction of a connection. */
export interface TupleFact {
  /** An address. */
  readonly source: string;
  /** An address. */
  readonly destination: string;
  /** 0 for ICMP. */
  readonly sourcePort: number;
  /** 0 for ICMP. */
  readonly destinationPort: number;
}

/** A line of `conntrack -L`. */
export interface ConnectionFact {
  /** By its name. */
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  /** Seconds until it is forgotten. */
  readonly timeout: number;
  /** Of TCP: `ESTABLISHED` … */
  readonly state?: string;
  /** As its first packet went. */
  readonly original: TupleFact;
  /** As answers come. */
  readonly reply: TupleFact;
  /** Whether no answer was seen. */
  readonly unreplied: boolean;
  /** Whether it is kept when the table is full. */
  readonly assured: boolean;
  /** Its own, 0 without one. */
  readonly mark: number;
  /** The whole line. */
  readonly text: string;
  /** Where it was said. */
  readonly at: SourceLine;
}

/** A socket that waits for packets. */
export interface ListenerFact {
  /** By its name. */
  readonly protocol: 'tcp' | 'udp';
  /** `0.0.0.0` or `::` for all. */
  readonly address: string;
  /** Its number. */
  readonly port: number;
  /** The program, if it was shown. */
  readonly program?: string;
  /** Of docker-proxy, if its command line was shown. */
  readonly container?: {
    /** Where it dials to. */
    readonly address: string;
    /** The port there. */
    readonly port: number;
  };
  /** Where it was said. */
  readonly at: SourceLine;
}
