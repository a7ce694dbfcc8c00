/** Questions and answers of name servers. tcpdump: print-domain.c. */
import { formatIp } from '../../../packet';
import { readIpv6, viewOf } from '../../../packet/wire';

const TYPES: Readonly<Record<number, string>> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  12: 'PTR',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  33: 'SRV',
  41: 'OPT',
  255: 'ANY',
};
const CODES: Readonly<Record<number, string>> = {
  1: ' FormErr',
  2: ' ServFail',
  3: ' NXDomain',
  4: ' NotImp',
  5: ' Refused',
};
const HEADER = 12;

/** `1234+ A? example.com. (29)`, `1234 1/0/0 A 10.0.0.1 (45)`; `undefined` if it is no message. */
export function dnsText(bytes: Uint8Array, verbose: number): string | undefined {
  if (bytes.length < HEADER) return undefined;
  try {
    return new Message(bytes, verbose).text();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

class Message {
  readonly #view: DataView;
  #at = HEADER;

  constructor(
    readonly bytes: Uint8Array,
    readonly verbose: number,
  ) {
    this.#view = viewOf(bytes);
  }

  text(): string {
    const flags = this.#view.getUint16(2);
    const [questions = 0, answers = 0, authorities = 0, additionals = 0] = [4, 6, 8, 10].map((at) =>
      this.#view.getUint16(at),
    );
    const id = this.#view.getUint16(0);
    return (flags & 0x8000) === 0
      ? this.#question(id, flags, questions, [answers, authorities, additionals])
      : this.#answer(id, flags, questions, [answers, authorities, additionals]);
  }

  #question(id: number, flags: number, questions: number, counts: readonly number[]): string {
    const marks = `${(flags & 0x0100) !== 0 ? '+' : ''}${(flags & 0x0010) !== 0 ? '%' : ''}`;
    const others = counts.flatMap((count, index) => (count > 0 ? [`[${count}${['a', 'n', 'au'][index]}]`] : []));
    const asked = Array.from({ length: questions }, () => this.#asked());
    const extras = this.verbose > 1 && (counts[2] ?? 0) > 0 ? ` ar: ${this.#records(counts[2] ?? 0)}` : '';
    return `${id}${marks}${others.length > 0 ? ` ${others.join(' ')}` : ''}${asked.map((text) => ` ${text}`).join(',')}${extras} (${this.bytes.length})`;
  }

  #asked(): string {
    const name = this.#name();
    const type = this.#uint16();
    this.#uint16();
    return `${TYPES[type] ?? `Type${type}`}? ${name}`;
  }

  #answer(id: number, flags: number, questions: number, counts: readonly number[]): string {
    const code = flags & 0xf;
    const marks = `${(flags & 0x0400) !== 0 ? '*' : ''}${(flags & 0x0080) === 0 ? '-' : ''}${(flags & 0x0200) !== 0 ? '|' : ''}${(flags & 0x0020) !== 0 ? '$' : ''}`;
    const asked = Array.from({ length: questions }, () => this.#asked());
    const shown = this.verbose > 1 && asked.length > 0 ? ` q: ${asked.join(', ')}` : '';
    const [answers = 0, authorities = 0, additionals = 0] = counts;
    const records = answers > 0 ? ` ${this.#records(answers)}` : '';
    const authority = this.verbose > 1 && authorities > 0 ? ` ns: ${this.#records(authorities)}` : '';
    const additional = this.verbose > 1 && additionals > 0 ? ` ar: ${this.#records(additionals)}` : '';
    const name = code === 0 ? '' : (CODES[code] ?? ` Resp${code}`);
    return `${id}${name}${marks}${shown} ${counts.join('/')}${records}${authority}${additional} (${this.bytes.length})`;
  }

  #records(count: number): string {
    return Array.from({ length: count }, () => this.#record()).join(', ');
  }

  #record(): string {
    const name = this.#name();
    const type = this.#uint16();
    const size = this.#uint16();
    const ttl = this.#uint16() * 0x10000 + this.#uint16();
    const length = this.#uint16();
    const end = this.#at + length;
    const data = this.#data(type, length, size);
    this.#at = end;
    const owner =
      this.verbose > 0
        ? `${type === 41 ? '.' : name}${this.verbose > 2 && type !== 41 ? ` [${duration(ttl)}]` : ''} `
        : '';
    return `${owner}${TYPES[type] ?? `Type${type}`}${data}`;
  }

  #data(type: number, length: number, size: number): string {
    const at = this.#at;
    if (type === 1 && length === 4) return ` ${formatIp(this.#view.getUint32(at))}`;
    if (type === 28 && length === 16) return ` ${formatIp(readIpv6(this.#view, at))}`;
    if (type === 2 || type === 5 || type === 12) return ` ${this.#name()}`;
    return type === 41 ? ` UDPsize=${size}` : '';
  }

  #uint16(): number {
    this.#at += 2;
    return this.#view.getUint16(this.#at - 2);
  }

  #name(): string {
    let text = '';
    let at = this.#at;
    let after: number | undefined;
    for (let steps = 0; steps < 256; steps++) {
      const length = this.#view.getUint8(at);
      if (length >= 0xc0) {
        after ??= at + 2;
        at = this.#view.getUint16(at) & 0x3fff;
        continue;
      }
      at += 1 + length;
      if (length === 0) break;
      text += `${String.fromCharCode(...this.bytes.subarray(at - length, at))}.`;
    }
    this.#at = after ?? at;
    return text === '' ? '.' : text;
  }
}

/** `10m`, `1h5m`. tcpdump: unsigned_relts_print. */
function duration(seconds: number): string {
  const units: readonly (readonly [string, number])[] = [
    ['w', 604_800],
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
    ['s', 1],
  ];
  let rest = seconds;
  let text = '';
  for (const [letter, unit] of units) {
    const count = Math.floor(rest / unit);
    if (count > 0) text += `${count}${letter}`;
    rest -= count * unit;
  }
  return text === '' ? '0s' : text;
}
