/** Records and their types as bind9's programs write them. bind 9.18: lib/dns/masterdump.c, rdata.c; RFC 3597 for types without a form of their own. */
import { formatIp } from '../../packet';
import { DNS_CODES, DNS_TYPES, type DnsMessage, type DnsQuestion, type DnsRecord } from '../../packet/dns';

const NUMBERS: Readonly<Record<string, number>> = {
  ...DNS_TYPES,
  ANY: 255,
  CAA: 257,
  HINFO: 13,
  NAPTR: 35,
  SVCB: 64,
  HTTPS: 65,
};
const NAMES = new Map(Object.entries(NUMBERS).map(([name, number]) => [number, name]));
const CODES: ReadonlyMap<number, string> = new Map(Object.entries(DNS_CODES).map(([name, code]) => [code, name]));
/** Columns of a record, and between their stops. */
const COLUMNS = { ttl: 24, class: 32, type: 40, data: 48 };
const TAB = 8;

/** The number of a type, whatever its letters are; undefined if there is none of that name. */
export function typeNumber(name: string): number | undefined {
  const upper = name.toUpperCase();
  const [, number] = /^TYPE(\d+)$/.exec(upper) ?? [];
  return number === undefined ? (Object.hasOwn(NUMBERS, upper) ? NUMBERS[upper] : undefined) : Number(number);
}

/** `AAAA` */
export function typeName(type: number): string {
  return NAMES.get(type) ?? `TYPE${type}`;
}

/** `NXDOMAIN` */
export function codeName(code: number): string {
  return CODES.get(code) ?? `RESERVED${code}`;
}

/** `ng2.` */
export function absolute(name: string): string {
  return `${name.replace(/\.$/, '')}.`;
}

/** What a record carries. */
export function dataText({ type, data }: DnsRecord): string {
  if (typeof data === 'number' || typeof data === 'bigint') return formatIp(data);
  if (typeof data === 'string') return absolute(data);
  if (type === DNS_TYPES.TXT) return strings(data).join(' ');
  const hex = [...data].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase());
  return `\\# ${data.length}${hex.length === 0 ? '' : ` ${hex.join('')}`}`;
}

function strings(data: Uint8Array): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < data.length; at += 1 + (data[at] ?? 0)) {
    const text = String.fromCharCode(...data.subarray(at + 1, at + 1 + (data[at] ?? 0)));
    found.push(`"${text.replace(/["\\]/g, '\\$&')}"`);
  }
  return found;
}

/** `ng2.			600	IN	A	172.18.0.3` */
export function recordLine(record: DnsRecord, withTtl = true): string {
  const line = new Line(absolute(record.name));
  if (withTtl) line.add(COLUMNS.ttl, `${record.ttl}`);
  return line.add(COLUMNS.class, 'IN').add(COLUMNS.type, typeName(record.type)).add(COLUMNS.data, dataText(record))
    .text;
}

/** `;ng2.				IN	A` */
export function questionLine({ name, type }: DnsQuestion): string {
  return new Line(`;${absolute(name)}`).add(COLUMNS.class, 'IN').add(COLUMNS.type, typeName(type)).text;
}

/** `;; ->>HEADER<<- …` and `;; flags: …` */
export function headerLines(message: DnsMessage): string {
  const { id, code, questions, answers, authorities, additionals } = message;
  const flags = [
    ...(message.response ? ['qr'] : []),
    ...(message.authoritative ? ['aa'] : []),
    ...(message.truncated ? ['tc'] : []),
    ...(message.recursionDesired ? ['rd'] : []),
    ...(message.recursionAvailable ? ['ra'] : []),
    ...(message.authenticData ? ['ad'] : []),
  ];
  const counts = `QUERY: ${questions.length}, ANSWER: ${answers.length}, AUTHORITY: ${authorities.length}, ADDITIONAL: ${additionals.length}`;
  return `;; ->>HEADER<<- opcode: QUERY, status: ${codeName(code)}, id: ${id}\n;; flags: ${flags.join(' ')}; ${counts}\n`;
}

/** The line that OPT is, and its options. */
export function optLines({ class: size = 0, ttl, data }: DnsRecord): string {
  const bytes = data instanceof Uint8Array ? [...data] : [];
  const cookie = bytes.slice(4).map((byte) => byte.toString(16).padStart(2, '0'));
  const flags = (ttl & 0x8000) === 0 ? '' : ' do';
  const shown = bytes[1] === 10 ? `; COOKIE: ${cookie.join('')}\n` : '';
  return `;; OPT PSEUDOSECTION:\n; EDNS: version: ${(ttl >>> 16) & 255}, flags:${flags}; udp: ${size}\n${shown}`;
}

/** Text with tabs as far as they go. masterdump.c: indent. */
class Line {
  text: string;
  #column: number;

  constructor(text: string) {
    this.text = text;
    this.#column = text.length;
  }

  add(column: number, text: string): this {
    const to = Math.max(column, this.#column + 1);
    const tabs = Math.max(0, Math.floor(to / TAB) - Math.floor(this.#column / TAB));
    const from = tabs > 0 ? Math.floor(to / TAB) * TAB : this.#column;
    this.text += '\t'.repeat(tabs) + ' '.repeat(to - from) + text;
    this.#column = to + text.length;
    return this;
  }
}
