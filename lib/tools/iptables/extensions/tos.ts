/** tos and TOS: bits of the type of service. Userspace: extensions/libxt_tos.c, libxt_TOS.c, tos_values.c. */
import type { TosMatch, TosTarget } from '../../../netfilter';
import type { Extension } from '../extension';
import { parseInteger } from '../guided';
import { exclusive } from '../marks';
import { leadingNumber, parseUnsigned } from '../numbers';
import { parameterProblem } from '../program';

const ALL = 0xff;
/** What a name speaks of. */
const NAMED = 0x3f;
const NAMES: Readonly<Record<string, number>> = {
  'Minimize-Delay': 0x10,
  'Maximize-Throughput': 0x08,
  'Maximize-Reliability': 0x04,
  'Minimize-Cost': 0x02,
  'Normal-Service': 0x00,
};
const SETTERS = ['set-tos', 'and-tos', 'or-tos', 'xor-tos'];

/** What the tool knows of match tos. */
export const tos: Extension<TosMatch> = {
  name: 'tos',
  options: [{ name: 'tos', argument: true, invertible: true, required: true }],
  initial: { kind: 'tos', value: 0, mask: ALL, invert: false },
  parse: (_, { argument, invert }) => ({ kind: 'tos', ...parseTos(argument), invert }),
  save: ({ invert, ...bits }) => `${invert ? ' !' : ''} --tos ${formatTos(bits)}`,
  print({ invert, ...bits }, numeric) {
    const name = numeric ? undefined : nameOf(bits);
    return ` tos match${invert ? '!' : ''}${name === undefined ? formatTos(bits) : ` ${name}`}`;
  },
};

/** What the tool knows of target TOS. */
export const TOS: Extension<TosTarget> = {
  name: 'TOS',
  options: SETTERS.map((name) => exclusive(name, SETTERS)),
  initial: { kind: 'TOS', value: 0, mask: 0 },

  parse(_, { name, argument }) {
    if (name === 'set-tos') return { kind: 'TOS', ...parseTos(argument) };
    const bits = parseInteger('TOS', name, argument, { max: ALL });
    if (name === 'and-tos') return { kind: 'TOS', value: 0, mask: ~bits & ALL };
    return { kind: 'TOS', value: bits, mask: name === 'or-tos' ? bits : 0 };
  },

  finish(target, given) {
    if (given.size > 0) return target;
    throw parameterProblem('TOS: An action is required');
  },

  save: ({ value, mask }) => ` --set-tos ${formatTos({ value, mask })}`,

  print({ value, mask }, numeric) {
    const set = ` TOS set ${formatTos({ value, mask })}`;
    if (numeric) return set;
    const name = nameOf({ value, mask });
    if (name !== undefined) return `  TOS set${name}`;
    if (value === 0) return ` TOS and ${hexadecimal(~mask & ALL)}`;
    if (value === mask) return ` TOS or ${hexadecimal(value)}`;
    return mask === 0 ? ` TOS xor ${hexadecimal(value)}` : set;
  },
};

interface Bits {
  readonly value: number;
  readonly mask: number;
}

function formatTos({ value, mask }: Bits): string {
  return `${hexadecimal(value)}/${hexadecimal(mask)}`;
}

function nameOf({ value, mask }: Bits): string | undefined {
  return mask === NAMED ? Object.keys(NAMES).find((one) => NAMES[one] === value) : undefined;
}

/** `VALUE`, `VALUE/MASK` or a name. Userspace: xtopt_parse_tosmask. */
function parseTos(text: string): Bits {
  const digits = leadingNumber(text);
  const value = parseUnsigned(digits, ALL);
  if (value === undefined) return { value: valueOfName(text), mask: NAMED };
  const rest = text.slice(digits.length);
  const mask = rest === '' ? ALL : rest.startsWith('/') ? parseUnsigned(rest.slice(1), ALL) : undefined;
  if (mask === undefined) throw parameterProblem(`Illegal value: "${text}"`);
  return { value, mask };
}

function valueOfName(name: string): number {
  const [, value] = Object.entries(NAMES).find(([one]) => one.toLowerCase() === name.toLowerCase()) ?? [];
  if (value === undefined) throw parameterProblem(`Symbolic name "${name}" is unknown`);
  return value;
}

function hexadecimal(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`;
}
