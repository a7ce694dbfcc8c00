/** Targets of iptables in the words of nft, as `nft list` shows them. Userspace: the xlate functions of libxtables' extensions, of release 1.8.9. */
import type { ConnmarkTarget, ExtensionTarget, MarkTarget, NatRange, RejectWith, TosTarget } from '../../../netfilter';
import { formatIpv4 } from '../../../packet';
import { formatLog } from '../../nft/print/printLog';
import { ALL_BITS } from '../guided';

type Of<Kind extends ExtensionTarget['kind']> = Extract<ExtensionTarget, { readonly kind: Kind }>;
type Translations = { readonly [Kind in ExtensionTarget['kind']]: (target: Of<Kind>) => string | undefined };

/** `undefined` for what nft has no words for. */
const TRANSLATIONS: Translations = {
  CHECKSUM: () => undefined,
  CONNMARK: translateConnmark,
  CT: ({ notrack }) => (notrack ? 'notrack' : undefined),
  DNAT: ({ range }) => translateNat('dnat', range),
  DSCP: ({ value }) => `ip dscp set ${byte(value)}`,
  LOG: ({ level, prefix, flags }) =>
    formatLog({ prefix: prefix === '' ? undefined : prefix, level, flags, group: undefined }),
  MARK: translateMark,
  MASQUERADE: ({ range }) => translateNat('masquerade', range),
  NETMAP: () => undefined,
  NFLOG: () => undefined,
  REDIRECT: ({ range }) => translateNat('redirect', range),
  REJECT: ({ with: answer }) => translateReject(answer),
  SET: () => undefined,
  SNAT: ({ range }) => translateNat('snat', range),
  TCPMSS: ({ size }) => `tcp option maxseg size set ${size === 'clamp' ? 'rt mtu' : size}`,
  TOS: translateTos,
  TRACE: () => undefined,
  TTL: () => undefined,
};

/** A target as nft lists it. */
export function translateTarget(target: ExtensionTarget): string {
  // Each translation takes the kind that it is found by.
  const translate = TRANSLATIONS[target.kind] as (target: ExtensionTarget) => string | undefined;
  return translate(target) ?? `xt target ${target.kind}`;
}

function hexadecimal(value: number): string {
  return `0x${value.toString(16)}`;
}

function byte(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`;
}

function translateNat(word: string, { addresses, ports, ...flags }: NatRange): string | undefined {
  if (ports?.base !== undefined) return undefined;
  const address = addresses === undefined ? '' : ends(formatIpv4(addresses.from), formatIpv4(addresses.to));
  const port = ports === undefined ? '' : `:${ends(String(ports.from), String(ports.to))}`;
  const options = [
    ...(flags.random === true ? ['random'] : []),
    ...(flags.randomFully === true ? ['fully-random'] : []),
    ...(flags.persistent === true ? ['persistent'] : []),
  ].join(',');
  return `${word}${address + port === '' ? '' : ` to ${address}${port}`}${options === '' ? '' : ` ${options}`}`;
}

function ends(from: string, to: string): string {
  return from === to ? from : `${from}-${to}`;
}

const REJECT_CODES: Readonly<Record<RejectWith, string>> = {
  'icmp-net-unreachable': ' with icmp type net-unreachable',
  'icmp-host-unreachable': ' with icmp type host-unreachable',
  'icmp-proto-unreachable': ' with icmp type prot-unreachable',
  'icmp-port-unreachable': '',
  'icmp-net-prohibited': ' with icmp type net-prohibited',
  'icmp-host-prohibited': ' with icmp type host-prohibited',
  'icmp-admin-prohibited': ' with icmp type admin-prohibited',
  'tcp-reset': ' with tcp reset',
};

function translateReject(answer: RejectWith): string {
  return `reject${REJECT_CODES[answer]}`;
}

function translateMark({ mark, mask }: MarkTarget): string {
  return `meta mark set ${change('mark', mark, mask, ({ kept, turned }) => `mark and ${kept} xor ${turned}`)}`;
}

function translateConnmark(target: ConnmarkTarget): string | undefined {
  if (target.mode === 'set') {
    const { mark, mask } = target;
    return `ct mark set ${change('ct mark', mark, mask, ({ kept, turned }) => `ct mark xor ${turned} and ${kept}`)}`;
  }
  const { mode, packetMask, connectionMask } = target;
  if (packetMask !== connectionMask) return undefined;
  const masked = packetMask === ALL_BITS ? '' : ` and ${hexadecimal(packetMask)}`;
  return mode === 'save' ? `ct mark set mark${masked}` : `meta mark set ct mark${masked}`;
}

/** Bits that are cleared and then turned over, by the shortest of the spellings that there are. */
function change(
  name: string,
  mark: number,
  mask: number,
  both: (bits: { readonly kept: string; readonly turned: string }) => string,
): string {
  const kept = hexadecimal(~mask >>> 0);
  if (mask === ALL_BITS) return hexadecimal(mark);
  if (mark === 0) return `${name} and ${kept}`;
  if (mark === mask) return `${name} or ${hexadecimal(mark)}`;
  if (mask === 0) return `${name} xor ${hexadecimal(mark)}`;
  return both({ kept, turned: hexadecimal(mark) });
}

/** Bits of a class of service. */
const DSCP_SHIFT = 2;
const ALL_TOS = 0xff;
const LOW_BITS = 0x3f;

/** The real tool takes it for a field of IPv6. */
function translateTos({ value, mask }: TosTarget): string {
  const dscp = byte(value >> DSCP_SHIFT);
  const kept = byte((~mask & ALL_TOS) >> DSCP_SHIFT);
  const field = 'ip6 dscp';
  if ((mask & LOW_BITS) === LOW_BITS) return `${field} set ${dscp}`;
  if (value === 0) return `${field} set ${field} and ${kept}`;
  if (value === mask) return `${field} set ${field} or ${dscp}`;
  if (mask === 0) return `${field} set ${field} xor ${dscp}`;
  return `${field} set ${field} and ${kept} xor ${dscp}`;
}
