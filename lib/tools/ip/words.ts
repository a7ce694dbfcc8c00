/** The words of a command line, taken one after the other, with iproute2's complaints. Linux: iproute2, lib/utils.c. */
import type { NetDevice, NetNamespace } from '../../network';
import { type Ipv4Address, type Ipv4Prefix, maskOfLength, parseIpv4, parsePrefix } from '../../packet';
import { refuse, ToolError } from '../common/toolError';

/** A command line and how far it was read. */
export class Words {
  #index = 0;

  constructor(readonly all: readonly string[]) {}

  get done(): boolean {
    return this.#index >= this.all.length;
  }

  /** The next word without taking it. */
  get peek(): string | undefined {
    return this.all[this.#index];
  }

  /** Takes the next word; the line is not complete without it. */
  take(): string {
    const word = this.all[this.#index];
    if (word === undefined) throw new ToolError('Command line is not complete. Try option "help"\n', 255);
    this.#index += 1;
    return word;
  }

  /** Takes the next word if it begins one of the names, as iproute2 lets keywords be cut short. */
  takeIf(...names: readonly string[]): boolean {
    const word = this.peek;
    if (word === undefined || word === '' || !names.some((name) => name.startsWith(word))) return false;
    this.#index += 1;
    return true;
  }

  /** Takes the next word if it is exactly this. */
  takeExactly(name: string): boolean {
    if (this.peek !== name) return false;
    this.#index += 1;
    return true;
  }
}

/** The name whose beginning the word is; the first in the list wins, as in iproute2's tables of commands. */
export function complete<T extends string>(word: string, names: readonly T[]): T | undefined {
  return word === '' ? undefined : names.find((name) => name.startsWith(word));
}

/** `Error: argument "abc" is wrong: Invalid "mtu" value` */
export function invalidArgument(argument: string, message: string): ToolError {
  return new ToolError(`Error: argument "${argument}" is wrong: ${message}\n\n`, 255);
}

/** The complaint about a word that no keyword takes, or that repeats `keyword`. iproute2: duparg2. */
export function unknownWord(keyword: string, word: string): ToolError {
  return new ToolError(`Error: either "${keyword}" is duplicate, or "${word}" is a garbage.\n`, 255);
}

/** A refusal by the kernel in its own words (extended acknowledgement): `Error: ipv4: Address not found.` */
export function kernelError(message: string): ToolError {
  return new ToolError(`Error: ${message}\n`, 2);
}

/** An error number of the kernel in libc's words: `RTNETLINK answers: File exists`. iproute2: rtnl_talk_error. */
export function rtnetlink(answer: string): ToolError {
  return new ToolError(`RTNETLINK answers: ${answer}\n`, 2);
}

/** A device that has to be there. */
export function existingDevice(namespace: NetNamespace, name: string): NetDevice {
  const device = namespace.device(name);
  if (device === undefined) throw new ToolError(`Cannot find device "${name}"\n`, 1);
  return device;
}

/** An address with the length of its prefix: 32 if none is written. */
export function takePrefix(word: string): {
  readonly address: Ipv4Address;
  readonly length: number;
  readonly explicit: boolean;
} {
  refuseIpv6(word);
  const slash = word.indexOf('/');
  const address = parseIpv4(slash < 0 ? word : word.slice(0, slash));
  const text = slash < 0 ? '32' : word.slice(slash + 1);
  if (address === undefined || !/^\d{1,2}$/.test(text) || Number(text) > 32) {
    throw new ToolError(`Error: any valid prefix is expected rather than "${word}".\n`, 1);
  }
  return { address, length: Number(text), explicit: slash >= 0 };
}

/** A destination of routes: a prefix whose host bits the kernel refuses if they are set. */
export function takeDestination(word: string): Ipv4Prefix {
  if (word === 'default' || word === 'any' || word === 'all') return { address: 0, mask: 0 };
  const { address, length } = takePrefix(word);
  const mask = maskOfLength(length);
  if ((address & mask) >>> 0 !== address) throw kernelError('Invalid prefix for given prefix length.');
  return parsePrefix(`${word.replace(/\/.*/, '')}/${length}`) ?? { address, mask };
}

/** A lone IPv4 address. Throws a `ToolError` for any other word; IPv6 is not modelled. iproute2: get_addr. */
export function takeAddress(word: string): Ipv4Address {
  refuseIpv6(word);
  const address = parseIpv4(word);
  if (address === undefined) throw new ToolError(`Error: inet address is expected rather than "${word}".\n`, 1);
  return address;
}

function refuseIpv6(word: string): void {
  if (/^[0-9a-f]*:[0-9a-f:]*(\/\d+)?$/i.test(word)) throw refuse('ip', `IPv6 address "${word}"`);
}

/** A whole number from 0 to `most`. */
export function takeNumber(word: string, message: string, most = 0xffffffff): number {
  const value = /^(0x[0-9a-f]+|\d+)$/i.test(word) ? Number(word) : Number.NaN;
  if (!(value <= most)) throw invalidArgument(word, message);
  return value;
}
