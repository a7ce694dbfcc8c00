/** TOS: bits of the type of service. Userspace: extensions/libxt_TOS.c, tos_values.c. */
import type { TosTarget } from '../../../netfilter';
import type { Extension } from '../extension';
import { parseInteger } from '../guided';
import { exclusive } from '../marks';
import { parseUnsigned } from '../numbers';
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

  save: ({ value, mask }) => ` --set-tos ${hexadecimal(value)}/${hexadecimal(mask)}`,

  print({ value, mask }, numeric) {
    const set = ` TOS set ${hexadecimal(value)}/${hexadecimal(mask)}`;
    if (numeric) return set;
    const name = mask === NAMED ? Object.keys(NAMES).find((one) => NAMES[one] === value) : undefined;
    if (name !== undefined) return `  TOS set${name}`;
    if (value === 0) return ` TOS and ${hexadecimal(~mask & ALL)}`;
    if (value === mask) return ` TOS or ${hexadecimal(value)}`;
    return mask === 0 ? ` TOS xor ${hexadecimal(value)}` : set;
  },
};

/** `VALUE`, `VALUE/MASK` or a name. */
function parseTos(text: string): { readonly value: number; readonly mask: number } {
  const [first = '', second] = text.split('/');
  const value = parseUnsigned(first, ALL);
  const mask = second === undefined ? ALL : parseUnsigned(second, ALL);
  if (value !== undefined && mask !== undefined) return { value, mask };
  const name = Object.keys(NAMES).find((one) => one.toLowerCase() === text.toLowerCase());
  if (name === undefined) throw parameterProblem(`Symbolic name "${text}" is unknown`);
  return { value: NAMES[name] ?? 0, mask: NAMED };
}

function hexadecimal(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`;
}
