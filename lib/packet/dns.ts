/** DNS messages (RFC 1035, RFC 6891 for OPT), as values and as bytes. Names are written out in full, and read with pointers too. */
import { DecodeError } from './decodeError';
import { decodeLatin1, encodeLatin1 } from './text';
import { readIpv6, viewOf, writeIpv6 } from './wire';

/** Numbers of the types of records that are read here. */
export const DNS_TYPES = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  OPT: 41,
} as const;
/** How a server answers. */
export const DNS_CODES = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;
/** Where name servers listen. */
export const DNS_PORT = 53;
/** What a UDP message may take unless OPT says more, in bytes. */
export const DNS_UDP_SIZE = 512;
const CLASS_IN = 1;
const HEADER = 12;
const POINTER = 0xc0;
const LONGEST_LABEL = 63;
const LONGEST_NAME = 255;

/** What is asked; the name is without the last dot. */
export interface DnsQuestion {
  readonly name: string;
  readonly type: number;
}

/** A record: an address (a number for A, a bigint for AAAA), a name (PTR, CNAME, NS), or what else it carries as bytes. */
export interface DnsRecord {
  readonly name: string;
  readonly type: number;
  /** In seconds. */
  readonly ttl: number;
  readonly data: number | bigint | string | Uint8Array;
  /** 1 (IN) unless given; of OPT the size of messages that the sender takes. */
  readonly class?: number;
}

/** A question or an answer. */
export interface DnsMessage {
  /** By which an answer is known. */
  readonly id: number;
  /** An answer, not a question. */
  readonly response: boolean;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recursionDesired: boolean;
  readonly recursionAvailable: boolean;
  /** RFC 4035: AD, which dig sets. */
  readonly authenticData: boolean;
  readonly code: number;
  readonly questions: readonly DnsQuestion[];
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
  readonly additionals: readonly DnsRecord[];
}

/** A question as most programs send it: one name, recursion desired. */
export function dnsQuery(id: number, question: DnsQuestion): DnsMessage {
  const sections = { questions: [question], answers: [], authorities: [], additionals: [] };
  return { id, response: false, ...NO_FLAGS, recursionDesired: true, code: DNS_CODES.NOERROR, ...sections };
}

/** An answer to a question, with no records yet. */
export function dnsAnswer(
  { id, recursionDesired, questions }: DnsMessage,
  code: number = DNS_CODES.NOERROR,
): DnsMessage {
  const sections = { questions, answers: [], authorities: [], additionals: [] };
  return { id, response: true, ...NO_FLAGS, recursionDesired, recursionAvailable: true, code, ...sections };
}

const NO_FLAGS = {
  authoritative: false,
  truncated: false,
  recursionDesired: false,
  recursionAvailable: false,
  authenticData: false,
};

/** The name under which an IPv4 address has its PTR record. */
export function reverseName(address: number): string {
  const bytes = [address & 255, (address >>> 8) & 255, (address >>> 16) & 255, address >>> 24];
  return `${bytes.join('.')}.in-addr.arpa`;
}

/** Whether a name can stand in a message: labels of 1 to 63 bytes, 255 together. */
export function isDnsName(name: string): boolean {
  const bare = name.replace(/\.$/, '');
  return (
    bare.length <= LONGEST_NAME - 2 && bare.split('.').every((label) => label !== '' && label.length <= LONGEST_LABEL)
  );
}

/** The bytes of a message. */
export function encodeDns(message: DnsMessage): Uint8Array {
  const { id, questions, answers, authorities, additionals } = message;
  const bytes: number[] = [];
  const put16 = (value: number) => bytes.push((value >>> 8) & 255, value & 255);
  const putName = (name: string) => {
    for (const label of name.split('.')) if (label !== '') bytes.push(label.length, ...encodeLatin1(label));
    bytes.push(0);
  };
  put16(id);
  put16(flagsOf(message));
  for (const section of [questions, answers, authorities, additionals]) put16(section.length);
  for (const { name, type } of questions) {
    putName(name);
    put16(type);
    put16(CLASS_IN);
  }
  for (const record of [...answers, ...authorities, ...additionals]) {
    const { name, type, ttl, data } = record;
    putName(name);
    put16(type);
    put16(record.class ?? CLASS_IN);
    put16(ttl >>> 16);
    put16(ttl);
    const lengthAt = bytes.length;
    put16(0);
    if (typeof data === 'string') putName(data);
    else if (typeof data === 'number') bytes.push(data >>> 24, (data >>> 16) & 255, (data >>> 8) & 255, data & 255);
    else if (typeof data === 'bigint') bytes.push(...ipv6Bytes(data));
    else bytes.push(...data);
    const length = bytes.length - lengthAt - 2;
    bytes[lengthAt] = length >>> 8;
    bytes[lengthAt + 1] = length & 255;
  }
  return Uint8Array.from(bytes);
}

function flagsOf(message: DnsMessage): number {
  const bit = (isSet: boolean, place: number) => (isSet ? 1 << place : 0);
  return (
    bit(message.response, 15) |
    bit(message.authoritative, 10) |
    bit(message.truncated, 9) |
    bit(message.recursionDesired, 8) |
    bit(message.recursionAvailable, 7) |
    bit(message.authenticData, 5) |
    message.code
  );
}

function ipv6Bytes(address: bigint): Uint8Array {
  const bytes = new Uint8Array(16);
  writeIpv6(viewOf(bytes), 0, address);
  return bytes;
}

/** The message of the bytes. Throws a `DecodeError` if they are none. */
export function decodeDns(bytes: Uint8Array): DnsMessage {
  const view = viewOf(bytes);
  if (bytes.length < HEADER) throw cutShort();
  const [questionCount = 0, answerCount = 0, authorityCount = 0, additionalCount = 0] = [4, 6, 8, 10].map((at) =>
    view.getUint16(at),
  );
  const reader = new DnsReader(bytes, view);
  const questions = repeat(questionCount, () => reader.question());
  const [answers, authorities, additionals] = [
    repeat(answerCount, () => reader.record()),
    repeat(authorityCount, () => reader.record()),
    repeat(additionalCount, () => reader.record()),
  ];
  const flags = view.getUint16(2);
  const has = (place: number) => ((flags >>> place) & 1) === 1;
  return {
    id: view.getUint16(0),
    response: has(15),
    authoritative: has(10),
    truncated: has(9),
    recursionDesired: has(8),
    recursionAvailable: has(7),
    authenticData: has(5),
    code: flags & 15,
    questions,
    answers,
    authorities,
    additionals,
  };
}

function repeat<T>(times: number, read: () => T): readonly T[] {
  return Array.from({ length: times }, read);
}

function cutShort(): DecodeError {
  return new DecodeError('DECODE_TRUNCATED', 'A DNS message ends before what it announces.');
}

/** Reads one part after another. */
class DnsReader {
  #at = HEADER;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly view: DataView,
  ) {}

  question(): DnsQuestion {
    const name = this.#name();
    const type = this.#uint16();
    this.#uint16();
    return { name, type };
  }

  record(): DnsRecord {
    const name = this.#name();
    const type = this.#uint16();
    const recordClass = this.#uint16();
    const ttl = this.#uint16() * 0x1_0000 + this.#uint16();
    const length = this.#uint16();
    const end = this.#at + length;
    if (end > this.bytes.length) throw cutShort();
    const data = this.#data(type, length);
    this.#at = end;
    return { name, type, ttl, data, ...(recordClass === CLASS_IN ? {} : { class: recordClass }) };
  }

  #data(type: number, length: number): DnsRecord['data'] {
    if (type === DNS_TYPES.A && length === 4) return this.view.getUint32(this.#at);
    if (type === DNS_TYPES.AAAA && length === 16) return readIpv6(this.view, this.#at);
    if (type === DNS_TYPES.PTR || type === DNS_TYPES.CNAME || type === DNS_TYPES.NS) return this.#name();
    return this.bytes.slice(this.#at, this.#at + length);
  }

  #uint16(): number {
    if (this.#at + 2 > this.bytes.length) throw cutShort();
    this.#at += 2;
    return this.view.getUint16(this.#at - 2);
  }

  /** A pointer leads back, and so to an end. */
  #name(): string {
    const labels: string[] = [];
    let at = this.#at;
    let after: number | undefined;
    for (;;) {
      const length = this.bytes[at];
      if (length === undefined) throw cutShort();
      if (length >= POINTER) {
        const target = ((length - POINTER) << 8) | (this.bytes[at + 1] ?? 0);
        if (target >= at) throw new DecodeError('DECODE_UNSUPPORTED', 'A name in a DNS message points ahead.');
        after ??= at + 2;
        at = target;
        continue;
      }
      if (length > LONGEST_LABEL)
        throw new DecodeError('DECODE_UNSUPPORTED', `A label of a DNS name says that it takes ${length} bytes.`);
      at += 1 + length;
      if (length === 0) break;
      if (at > this.bytes.length) throw cutShort();
      labels.push(decodeLatin1(this.bytes.subarray(at - length, at)));
    }
    this.#at = after ?? at;
    return labels.join('.');
  }
}
