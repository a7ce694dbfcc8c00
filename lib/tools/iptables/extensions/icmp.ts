/** icmp: type and code. Userspace: extensions/libipt_icmp.c, libxt_icmp.h. */
import { ICMP_ANY_TYPE, type IcmpMatch } from '../../../netfilter';
import type { Extension } from '../extension';
import { leadingNumber, parseUnsigned } from '../numbers';
import { parameterProblem } from '../program';

const ANY_CODE = 255;

/** A type, with one of its codes or with all. */
export type Named = readonly [name: string, type: number, code?: number];

/** Types, each followed by its codes and other names (RFC 792, RFC 1812, section 5.2.7). */
const NAMES: readonly Named[] = [
  ['any', ICMP_ANY_TYPE],
  ['echo-reply', 0],
  ['pong', 0],
  ['destination-unreachable', 3],
  ['network-unreachable', 3, 0],
  ['host-unreachable', 3, 1],
  ['protocol-unreachable', 3, 2],
  ['port-unreachable', 3, 3],
  ['fragmentation-needed', 3, 4],
  ['source-route-failed', 3, 5],
  ['network-unknown', 3, 6],
  ['host-unknown', 3, 7],
  ['network-prohibited', 3, 9],
  ['host-prohibited', 3, 10],
  ['TOS-network-unreachable', 3, 11],
  ['TOS-host-unreachable', 3, 12],
  ['communication-prohibited', 3, 13],
  ['host-precedence-violation', 3, 14],
  ['precedence-cutoff', 3, 15],
  ['source-quench', 4],
  ['redirect', 5],
  ['network-redirect', 5, 0],
  ['host-redirect', 5, 1],
  ['TOS-network-redirect', 5, 2],
  ['TOS-host-redirect', 5, 3],
  ['echo-request', 8],
  ['ping', 8],
  ['router-advertisement', 9],
  ['router-solicitation', 10],
  ['time-exceeded', 11],
  ['ttl-exceeded', 11],
  ['ttl-zero-during-transit', 11, 0],
  ['ttl-zero-during-reassembly', 11, 1],
  ['parameter-problem', 12],
  ['ip-header-bad', 12, 0],
  ['required-option-missing', 12, 1],
  ['timestamp-request', 13],
  ['timestamp-reply', 14],
  ['address-mask-request', 17],
  ['address-mask-reply', 18],
];

/** How a family calls its control messages. */
interface Words {
  readonly name: 'icmp' | 'icmp6';
  readonly option: 'icmp-type' | 'icmpv6-type';
  /** Before what a listing shows. */
  readonly shown: string;
  /** As errors spell it. */
  readonly title: 'ICMP' | 'ICMPv6';
  readonly names: readonly Named[];
  /** The type that means any, and is written so. */
  readonly any: number | undefined;
}

/** The match of a family's control messages. */
export function icmpMatch({ name, option, shown, title, names, any }: Words): Extension<IcmpMatch> {
  return {
    name,
    options: [{ name: option, argument: true, invertible: true, required: true }],
    initial: { kind: 'icmp', type: ICMP_ANY_TYPE, codes: { from: 0, to: ANY_CODE }, invert: false },

    parse: (_, { argument, invert }) => ({ kind: 'icmp', ...parseType(argument, names, title), invert }),

    save({ type, codes, invert }) {
      const code = isAnyCode(codes) ? '' : `/${codes.from}`;
      return `${invert ? ' !' : ''} --${option} ${type === any ? 'any' : `${type}${code}`}`;
    },

    print({ type, codes, invert }, numeric) {
      const known = names.find((named) => named[1] === type && sameCodes(codesOf(named), codes));
      if (!numeric && known !== undefined) return ` ${shown} ${invert ? '!' : ''}${known[0]}`;
      const code =
        codes.from === codes.to ? ` code ${codes.from}` : isAnyCode(codes) ? '' : ` codes ${codes.from}-${codes.to}`;
      return ` ${shown}${invert ? ' !' : ''}type ${type}${code}`;
    },
  };
}

/** What the tool knows of match icmp. */
export const icmp = icmpMatch({
  name: 'icmp',
  option: 'icmp-type',
  shown: 'icmp',
  title: 'ICMP',
  names: NAMES,
  any: ICMP_ANY_TYPE,
});

type Codes = IcmpMatch['codes'];

function codesOf([, , code]: Named): Codes {
  return code === undefined ? { from: 0, to: ANY_CODE } : { from: code, to: code };
}

function sameCodes(a: Codes, b: Codes): boolean {
  return a.from === b.from && a.to === b.to;
}

function isAnyCode({ from, to }: Codes): boolean {
  return from === 0 && to === ANY_CODE;
}

/** A name, or the beginning of just one name; `type`, `type/code` or `type/code:code`. */
function parseType(text: string, names: readonly Named[], title: string): Pick<IcmpMatch, 'type' | 'codes'> {
  const wanted = text.toLowerCase();
  const [first, second] = names.filter(([name]) => name.toLowerCase().startsWith(wanted));
  if (first !== undefined && second !== undefined) {
    throw parameterProblem(`Ambiguous ${title} type \`${text}': \`${first[0]}' or \`${second[0]}'?`);
  }
  if (first !== undefined) return { type: first[1], codes: codesOf(first) };
  const types = parseRange(text);
  if (types === undefined) throw parameterProblem(`Unknown ${title} type \`${text}'`);
  const { rest } = types;
  if (rest !== '' && !rest.startsWith('/')) throw parameterProblem(`unknown character ${rest[0]}`);
  const codes = rest === '' ? { from: 0, to: ANY_CODE, rest: '' } : parseRange(rest.slice(1));
  if (codes === undefined) throw parameterProblem(`Unknown ${title} code \`${text}'`);
  if (codes.rest !== '') throw parameterProblem(`unknown character ${codes.rest[0]}`);
  if (types.from !== types.to) throw parameterProblem(`${title} type range not supported`);
  return { type: types.from, codes: { from: codes.from, to: codes.to } };
}

/** `3`, or `3:5`, and what stands behind. */
function parseRange(text: string): { readonly from: number; readonly to: number; readonly rest: string } | undefined {
  const first = leadingNumber(text);
  const from = parseUnsigned(first, 255);
  const rest = text.slice(first.length);
  if (from === undefined || !rest.startsWith(':')) return from === undefined ? undefined : { from, to: from, rest };
  const second = leadingNumber(rest.slice(1));
  const to = parseUnsigned(second, 255);
  return to === undefined ? undefined : { from, to, rest: rest.slice(1 + second.length) };
}
