/** Filter expressions as pcap-filter(7) has them. Not modelled: gateway, vlan, mpls, pppoe, wlan, and names of nets. libpcap: grammar.y. */
import {
  contains,
  formatIpv4,
  type IpAddress,
  lengthOfMask,
  maskOfLength,
  parseIp,
  parseIpv4,
  parseMac,
} from '../../../packet';
import { refuse, ToolError } from '../../common/toolError';
import { portOfService } from '../../netstat/services';
import type { Captured } from '../captured';
import { type Layers, layersOf } from '../layers';
import { isArithmetic, readRelation } from './arithmetic';
import { syntaxError, tokensOf } from './lexer';
import {
  type Direction,
  ETHER_TYPES,
  hasIpv6,
  hasMac,
  hasPort,
  hasProtocol,
  inBlock,
  isGroup,
  isProtocol,
  PROTOCOLS,
} from './primitives';
import { Reader } from './reader';

/** Where the packets come from. */
export interface FilterSource {
  /** Of Ethernet, files do not say which way a packet went. */
  readonly live: boolean;
  /** All devices: the receiver's hardware address is not known. */
  readonly cooked: boolean;
}

const BROADCAST_ERROR = 'tcpdump: not a broadcast link\n';
const LINK_ERROR = 'ethernet/FDDI/token ring/ARCNET/802.11/ATM LANE/Fibre Channel';

/** Whether a packet is wanted. */
export type Filter = (packet: Captured) => boolean;

type Condition = (layers: Layers, packet: Captured) => boolean;

/** What stands before a name or number, and holds for those that follow without any: `port 80 or 443`. */
interface Qualifiers {
  readonly protocol: string | undefined;
  readonly direction: Direction | undefined;
  readonly kind: 'host' | 'net' | 'port' | 'portrange' | 'proto' | undefined;
}

const NONE: Qualifiers = { protocol: undefined, direction: undefined, kind: undefined };
const KINDS = ['host', 'net', 'port', 'portrange', 'proto'] as const;
const REFUSED = ['gateway', 'vlan', 'mpls', 'pppoed', 'pppoes', 'geneve', 'wlan', 'llc', 'decnet', 'iso', 'stp', 'lat'];
const MOST_PORT = 65_535;

/** Compiles an expression; an empty one takes every packet. `resolve` finds hosts by name. Throws a `ToolError` with tcpdump's words. */
export function compileFilter(
  text: string,
  resolve: (name: string) => readonly IpAddress[],
  source: FilterSource,
): Filter {
  const reader = new Reader(tokensOf(text));
  if (reader.done) return () => true;
  const compiler = new Compiler(reader, resolve, source);
  const condition = compiler.expression();
  if (!reader.done) throw syntaxError();
  return (packet) => condition(layersOf(packet.frame), packet);
}

class Compiler {
  /** Of the last primitive. */
  #qualifiers = NONE;

  constructor(
    readonly reader: Reader,
    readonly resolve: (name: string) => readonly IpAddress[],
    readonly source: FilterSource,
  ) {}

  /** `and` and `or` bind alike, from the left. */
  expression(): Condition {
    let left = this.#term();
    for (;;) {
      const isAnd = this.reader.takeIf('and', '&&');
      if (!isAnd && !this.reader.takeIf('or', '||')) return left;
      const [a, b] = [left, this.#term()];
      left = isAnd
        ? (layers, packet) => a(layers, packet) && b(layers, packet)
        : (layers, packet) => a(layers, packet) || b(layers, packet);
    }
  }

  #term(): Condition {
    const { reader } = this;
    if (reader.takeIf('not', '!')) {
      const inner = this.#term();
      return (layers, packet) => !inner(layers, packet);
    }
    if (isArithmetic(reader)) return readRelation(reader);
    if (reader.peek()?.text === '(') return this.#bracket();
    return this.#primitive();
  }

  /** A bracket around an expression, or around the beginning of arithmetic. */
  #bracket(): Condition {
    const { reader } = this;
    const start = reader.position;
    try {
      reader.take();
      const inner = this.expression();
      if (!reader.takeIf(')')) throw syntaxError();
      return inner;
    } catch (error) {
      const problem = error;
      reader.position = start;
      try {
        return readRelation(reader);
      } catch {
        throw problem;
      }
    }
  }

  #primitive(): Condition {
    const { reader } = this;
    const word = reader.peek();
    if (word === undefined) throw syntaxError();
    if (REFUSED.includes(word.text)) throw refuse('tcpdump', `filter "${word.text}"`);
    if ((word.text === 'inbound' || word.text === 'outbound') && !this.source.live && !this.source.cooked)
      throw new ToolError('tcpdump: inbound/outbound not supported on Ethernet when reading savefiles\n', 1);
    if (reader.takeIf('inbound')) return (_layers, { type }) => type !== 'Out';
    if (reader.takeIf('outbound')) return (_layers, { type }) => type === 'Out';
    if (reader.takeIf('ifindex')) {
      const ifindex = Number(reader.take().text);
      return (_layers, packet) => packet.ifindex === ifindex;
    }
    if (reader.takeIf('less', 'greater')) {
      const length = Number(reader.take().text);
      return ({ frame }) => (word.text === 'less' ? frame.length <= length : frame.length >= length);
    }
    const qualifiers = this.#readQualifiers();
    if (reader.takeIf('broadcast', 'multicast')) {
      const kind = reader.tokens[reader.position - 1]?.text === 'broadcast' ? 'broadcast' : 'multicast';
      if (this.source.cooked && qualifiers.protocol !== 'ip')
        throw new ToolError(
          kind === 'broadcast'
            ? BROADCAST_ERROR
            : `tcpdump: link-layer multicast filters supported only on ${LINK_ERROR}\n`,
          1,
        );
      return isGroup(kind, qualifiers.protocol);
    }
    const next = reader.peek();
    const isAlone =
      qualifiers.kind === undefined && qualifiers.direction === undefined && qualifiers.protocol !== undefined;
    if (isAlone && !isIdentifier(next)) {
      const { protocol } = qualifiers;
      if (protocol === undefined || protocol === 'ether') throw syntaxError();
      return (layers) => isProtocol(layers, protocol);
    }
    if (!isIdentifier(next)) throw syntaxError();
    // A lone name or number is of the kind of the one before.
    const isBare =
      qualifiers.kind === undefined && qualifiers.direction === undefined && qualifiers.protocol === undefined;
    if (isBare && next.kind === 'name' && this.#qualifiers.kind === undefined) throw syntaxError();
    if (isBare && next.kind === 'number' && this.#qualifiers.kind === undefined) throw syntaxError();
    this.#qualifiers = isBare ? this.#qualifiers : qualifiers;
    return this.#identifier(this.#qualifiers);
  }

  #readQualifiers(): Qualifiers {
    const { reader } = this;
    let protocol: string | undefined;
    const first = reader.peek();
    if (first?.kind === 'name' && (first.text in PROTOCOLS || first.text in ETHER_TYPES || first.text === 'ether')) {
      protocol = reader.take().text;
    }
    let direction: Direction | undefined;
    if (reader.takeIf('src')) direction = 'src';
    else if (reader.takeIf('dst')) direction = 'dst';
    if (direction !== undefined) {
      const [joint, other] = [reader.peek(), reader.peek(1)];
      const isOther = other?.text === 'src' || other?.text === 'dst';
      if (isOther && (joint?.text === 'or' || joint?.text === 'and')) {
        direction = joint.text === 'or' ? 'either' : 'both';
        reader.take();
        reader.take();
      }
    }
    const kind = KINDS.find((candidate) => reader.takeIf(candidate));
    return { protocol, direction, kind };
  }

  #identifier({ protocol, direction = 'either', kind }: Qualifiers): Condition {
    const { reader } = this;
    if (kind === 'port' || kind === 'portrange') return this.#port(protocol, direction, kind);
    if (kind === 'proto') return this.#protocol(protocol);
    if (protocol === 'ether' || reader.peek()?.kind === 'mac') return this.#mac(direction);
    return kind === 'net' ? this.#net(protocol, direction) : this.#host(protocol, direction);
  }

  #port(protocol: string | undefined, direction: Direction, kind: 'port' | 'portrange'): Condition {
    const { reader } = this;
    const text = reader.take().text;
    const range = /^(\w+)-(\w+)$/.exec(text);
    const from = portOf(range?.[1] ?? text);
    const to =
      range !== null
        ? portOf(range[2] ?? '')
        : kind === 'portrange' && reader.takeIf('-')
          ? portOf(reader.take().text)
          : from;
    return hasPort(Math.min(from, to), Math.max(from, to), direction, protocol);
  }

  #protocol(protocol: string | undefined): Condition {
    const { text } = this.reader.take();
    if (protocol === 'ether') {
      const etherType = ETHER_TYPES[text] ?? (/^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : undefined);
      if (etherType === undefined) throw new ToolError(`tcpdump: unknown ether proto '${text}'\n`, 1);
      return (layers) => layers.etherType === etherType;
    }
    const number = PROTOCOLS[text]?.number ?? (/^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : undefined);
    if (number === undefined) throw new ToolError(`tcpdump: unknown ip proto '${text}'\n`, 1);
    return hasProtocol(number, protocol === 'ip' ? 4 : protocol === 'ip6' ? 6 : undefined);
  }

  #mac(direction: Direction): Condition {
    if (this.source.cooked) throw new ToolError(`tcpdump: ethernet addresses supported only on ${LINK_ERROR}\n`, 1);
    const { text } = this.reader.take();
    const mac = parseMac(
      text
        .split(':')
        .map((part) => part.padStart(2, '0'))
        .join(':'),
    );
    if (mac === undefined) throw new ToolError(`tcpdump: unknown ether host '${text}'\n`, 1);
    return hasMac(mac, direction);
  }

  #host(protocol: string | undefined, direction: Direction): Condition {
    const { reader } = this;
    const token = reader.take();
    if (reader.peek()?.text === '/') {
      reader.position -= 1;
      return this.#net(protocol, direction);
    }
    if (token.kind === 'address' && !token.text.includes(':') && token.text.split('.').length < 4)
      return this.#block(token.text, undefined, protocol, direction);
    const literal = parseIp(token.text);
    const addresses = literal === undefined ? this.resolve(token.text) : [literal];
    if (addresses.length === 0) throw new ToolError(`tcpdump: unknown host '${token.text}'\n`, 1);
    const conditions = addresses.map((address) =>
      typeof address === 'bigint'
        ? hasIpv6(address, 128, direction)
        : inBlock({ address, mask: 0xffffffff }, direction, protocol),
    );
    return (layers) => conditions.some((condition) => condition(layers));
  }

  #net(protocol: string | undefined, direction: Direction): Condition {
    const { reader } = this;
    const { text } = reader.take();
    if (text.includes(':')) {
      const address = parseIp(text);
      if (typeof address !== 'bigint') throw syntaxError();
      return hasIpv6(address, reader.takeIf('/') ? Number(reader.take().text) : 128, direction);
    }
    if (reader.takeIf('/')) return this.#block(text, Number(reader.take().text), protocol, direction);
    if (reader.takeIf('mask')) {
      const mask = parseIpv4(reader.take().text);
      const length = mask === undefined ? undefined : lengthOfMask(mask);
      if (length === undefined) throw syntaxError();
      return this.#block(text, length, protocol, direction);
    }
    return this.#block(text, undefined, protocol, direction);
  }

  /** A net as it is written: what is not written of it is not asked, `10` means 10.0.0.0/8. */
  #block(text: string, length: number | undefined, protocol: string | undefined, direction: Direction): Condition {
    const parts = text.split('.');
    const address = parseIpv4([...parts, '0', '0', '0'].slice(0, 4).join('.'));
    if (address === undefined) throw new ToolError(`tcpdump: unknown network '${text}'\n`, 1);
    const mask = maskOfLength(length ?? parts.length * 8);
    const block = { address: (address & mask) >>> 0, mask };
    if (block.address !== address || !contains(block, address))
      throw new ToolError(`tcpdump: non-network bits set in "${formatIpv4(address)}/${length}"\n`, 1);
    return inBlock(block, direction, protocol);
  }
}

function isIdentifier(
  token: { readonly kind: string; readonly text: string } | undefined,
): token is NonNullable<typeof token> {
  if (token === undefined || token.kind === 'sign') return false;
  return !['and', 'or', 'not', 'broadcast', 'multicast'].includes(token.text);
}

function portOf(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : portOfService(text);
  if (port === undefined) throw new ToolError(`tcpdump: unknown port '${text}'\n`, 1);
  if (port > MOST_PORT) throw new ToolError(`tcpdump: illegal port number ${port} > ${MOST_PORT}\n`, 1);
  return port;
}
