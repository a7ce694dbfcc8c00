/** MARK and CONNMARK: set and copy marks. Userspace: extensions/libxt_MARK.c, libxt_CONNMARK.c. Not modelled: CONNMARK's shifts. */
import type { ConnmarkTarget, MarkTarget } from '../../../netfilter';
import type { Extension, OptionDefinition } from '../extension';
import { ALL_BITS, parseInteger, parseMarkMask } from '../guided';
import { parameterProblem } from '../program';

interface Change {
  readonly mark: number;
  readonly mask: number;
}

const SETTERS = ['set-xmark', 'set-mark', 'and-mark', 'or-mark', 'xor-mark'];

function exclusive(name: string, others: readonly string[]): OptionDefinition {
  return { name, argument: true, excludes: others.filter((other) => other !== name) };
}

export const MARK: Extension<MarkTarget> = {
  name: 'MARK',
  options: SETTERS.map((name) => exclusive(name, SETTERS)),
  initial: { kind: 'MARK', mark: 0, mask: ALL_BITS },
  parse: (_, { name, argument }) => ({ kind: 'MARK', ...parseChange('MARK', name, argument) }),
  finish(target, given) {
    if (given.size > 0) return target;
    throw parameterProblem('MARK: One of the --set-xmark, --{and,or,xor,set}-mark options is required');
  },
  save: ({ mark, mask }) => ` --set-xmark ${hexadecimal(mark)}/${hexadecimal(mask)}`,
  print: (target) => ` MARK ${describe(target)}`,
};

const ACTIONS = [...SETTERS, 'save-mark', 'restore-mark'];

export const CONNMARK: Extension<ConnmarkTarget> = {
  name: 'CONNMARK',
  options: [
    ...ACTIONS.map((name) => ({ ...exclusive(name, ACTIONS), argument: SETTERS.includes(name) })),
    { name: 'ctmask', argument: true, excludes: ['mask'] },
    { name: 'nfmask', argument: true, excludes: ['mask'] },
    { name: 'mask', argument: true, excludes: ['ctmask', 'nfmask'] },
    ...['left-shift-mark', 'right-shift-mark'].map((name) => ({ name, argument: true, modelled: false as const })),
  ],
  initial: { kind: 'CONNMARK', mode: 'save', packetMask: ALL_BITS, connectionMask: ALL_BITS },

  parse(target, { name, argument }) {
    switch (name) {
      case 'save-mark':
        return { kind: 'CONNMARK', mode: 'save', packetMask: ALL_BITS, connectionMask: ALL_BITS };
      case 'restore-mark':
        return { kind: 'CONNMARK', mode: 'restore', packetMask: ALL_BITS, connectionMask: ALL_BITS };
      case 'ctmask':
      case 'nfmask':
      case 'mask':
        return withMask(target, name, parseInteger('CONNMARK', name, argument, { max: ALL_BITS }));
      default:
        return { kind: 'CONNMARK', mode: 'set', ...parseChange('CONNMARK', name, argument) };
    }
  },

  finish(target, given) {
    if (ACTIONS.some((name) => given.has(name))) return target;
    throw parameterProblem('CONNMARK target: No operation specified');
  },

  save(target) {
    if (target.mode === 'set') return ` --set-xmark ${hexadecimal(target.mark)}/${hexadecimal(target.mask)}`;
    const { packetMask, connectionMask } = target;
    return ` --${target.mode}-mark --nfmask ${hexadecimal(packetMask)} --ctmask ${hexadecimal(connectionMask)}`;
  },

  print(target) {
    if (target.mode === 'set') return ` CONNMARK ${describe(target)}`;
    const { packetMask, connectionMask } = target;
    const masks =
      packetMask === connectionMask
        ? packetMask === ALL_BITS
          ? ''
          : ` mask ${hexadecimal(packetMask)}`
        : target.mode === 'save'
          ? ` nfmask ${hexadecimal(packetMask)} ctmask ~${hexadecimal(connectionMask)}`
          : ` ctmask ${hexadecimal(connectionMask)} nfmask ~${hexadecimal(packetMask)}`;
    return ` CONNMARK ${target.mode}${masks}`;
  },
};

function withMask(target: ConnmarkTarget, name: string, mask: number): ConnmarkTarget {
  if (target.mode === 'set') return name === 'nfmask' ? target : { ...target, mask };
  return {
    ...target,
    ...(name === 'ctmask' ? {} : { packetMask: mask }),
    ...(name === 'nfmask' ? {} : { connectionMask: mask }),
  };
}

/** `--set-mark VALUE/MASK` and the like, all of which clear some bits and then turn some over. */
function parseChange(extension: string, option: string, text: string): Change {
  if (option === 'set-xmark' || option === 'set-mark') {
    const { mark, mask } = parseMarkMask(extension, option, text);
    return { mark, mask: option === 'set-mark' ? (mark | mask) >>> 0 : mask };
  }
  const value = parseInteger(extension, option, text, { max: ALL_BITS });
  if (option === 'and-mark') return { mark: 0, mask: ~value >>> 0 };
  return { mark: value, mask: option === 'or-mark' ? value : 0 };
}

/** The shortest of the spellings. */
function describe({ mark, mask }: Change): string {
  if (mark === 0) return `and ${hexadecimal(~mask >>> 0)}`;
  if (mark === mask) return `or ${hexadecimal(mark)}`;
  if (mask === 0) return `xor ${hexadecimal(mark)}`;
  return mask === ALL_BITS ? `set ${hexadecimal(mark)}` : `xset ${hexadecimal(mark)}/${hexadecimal(mask)}`;
}

function hexadecimal(value: number): string {
  return `0x${value.toString(16)}`;
}
