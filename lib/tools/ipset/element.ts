/** Elements of sets as `ipset` reads and writes them. */
import {
  type IpSet,
  networkOf,
  type SetElement,
  type SetEntry,
  type SetOptions,
  secondsLeft,
  widthOf,
} from '../../netfilter';
import { ToolError } from '../common/toolError';
import { syntaxError } from './error';
import { formatAddress, formatProtocolPort, parseAddress, parseNumber, parsePorts, parseProtocolPorts } from './words';

const LONGEST_INTERFACE = 15;
/** Elements that one word may stand for: a real kernel takes more, and takes its time. */
const MOST_ELEMENTS = 1_048_576;

/** The elements that a word means, one after the other. */
export function* parseElements(text: string, options: SetOptions): Generator<SetElement> {
  const [first = '', ...others] = text.split(',');
  const second = others.join(',');
  switch (options.type) {
    case 'list:set':
      yield { set: text };
      return;
    case 'bitmap:port': {
      const colon = text.indexOf(':');
      const { from, to } = colon < 0 ? parsePorts(text, 'tcp') : parseProtocolPorts(text);
      for (let port = from; port <= to; port++) yield { port };
      return;
    }
    case 'hash:ip':
      for (const address of addresses(text, options)) yield { address };
      return;
    case 'hash:net':
      yield* networks(text, options);
      return;
    case 'hash:ip,port': {
      if (others.length === 0) throw syntaxError(`Second element is missing from ${text}.`);
      const { protocol, from, to } = parseProtocolPorts(second);
      for (const address of addresses(first, options))
        for (let port = from; port <= to; port++) yield { address, protocol, port };
      return;
    }
    case 'hash:net,iface': {
      if (others.length === 0) throw syntaxError(`Second element is missing from ${text}.`);
      const physical = second.startsWith('physdev:');
      const name = physical ? second.slice('physdev:'.length) : second;
      if (name.length > LONGEST_INTERFACE)
        throw syntaxError(`interface name '${name}' is longer than ${LONGEST_INTERFACE} characters`);
      for (const network of networks(first, options)) yield { ...network, interface: name, physical };
    }
  }
}

/** `ADDRESS`, `ADDRESS/LENGTH`, `FROM-TO`: the first address and the last. */
function range(text: string, { family }: SetOptions): { readonly from: number | bigint; readonly to: number | bigint } {
  const slash = text.indexOf('/');
  const dash = text.indexOf('-');
  if (slash >= 0) {
    const address = parseAddress(text.slice(0, slash), family);
    const width = widthOf(address);
    const length = parseNumber(text.slice(slash + 1), 0, width);
    const from = networkOf(address, length);
    const last = BigInt(from) + 2n ** BigInt(width - length) - 1n;
    return { from, to: typeof from === 'number' ? Number(last) : last };
  }
  if (dash < 0 || family === 'inet6') {
    const address = parseAddress(text, family);
    return { from: address, to: address };
  }
  const from = parseAddress(text.slice(0, dash), family);
  const to = parseAddress(text.slice(dash + 1), family);
  return from <= to ? { from, to } : { from: to, to: from };
}

function* addresses(text: string, options: SetOptions): Generator<number | bigint> {
  const { from, to } = range(text, options);
  const cut = (address: number | bigint) => networkOf(address, options.netmask);
  if (typeof from === 'bigint' || typeof to === 'bigint') {
    yield cut(from);
    return;
  }
  if (to - from >= MOST_ELEMENTS)
    throw new ToolError(
      `ipset: more than ${MOST_ELEMENTS} addresses, as in ${text}, are not modelled by chainwalk\n`,
      2,
    );
  const step = 2 ** (32 - options.netmask);
  for (let address = Number(cut(from)); address <= to; address += step) yield address;
}

/** The networks that make up a range, from its beginning. Linux: ip_set_range_to_cidr. */
function* networks(text: string, options: SetOptions): Generator<SetElement> {
  const { from, to } = range(text, options);
  if (typeof from === 'bigint' || typeof to === 'bigint') {
    const slash = text.indexOf('/');
    yield { address: from, length: slash < 0 ? 128 : Number(text.slice(slash + 1)) };
    return;
  }
  for (let address = from; address <= to; ) {
    let length = 32;
    while (length > 0 && networkOf(address, length - 1) === address && address + 2 ** (33 - length) - 1 <= to) length--;
    yield { address, length };
    address += 2 ** (32 - length);
  }
}

/** An element as it is listed, without what is noted about it. */
export function formatElement(element: SetElement, { type }: SetOptions): string {
  const { address = 0, length = widthOf(address), protocol = 0, port = 0, physical, set = '' } = element;
  const network = `${formatAddress(address)}${length === widthOf(address) ? '' : `/${length}`}`;
  switch (type) {
    case 'hash:ip':
      return formatAddress(address);
    case 'hash:net':
      return network;
    case 'hash:ip,port':
      return `${formatAddress(address)},${formatProtocolPort(protocol, port)}`;
    case 'hash:net,iface':
      return `${network},${physical ? 'physdev:' : ''}${element.interface}`;
    case 'bitmap:port':
      return String(port);
    case 'list:set':
      return set;
  }
}

/** The same with what is noted, in the order in which it is listed. */
export function formatEntry(entry: SetEntry, { options }: IpSet, now: number): string {
  const { nomatch, packets, bytes, comment } = entry;
  return (
    formatElement(entry.element, options) +
    (nomatch ? ' nomatch' : '') +
    (options.timeout === undefined ? '' : ` timeout ${secondsLeft(entry, now)}`) +
    (options.counters ? ` packets ${packets} bytes ${bytes}` : '') +
    (comment === undefined ? '' : ` comment "${comment}"`)
  );
}
