/** connmark and CONNMARK: look at the connection's mark, set it and copy it. Userspace: extensions/libxt_connmark.c, libxt_CONNMARK.c. Not modelled: CONNMARK's shifts. */
import type { ConnmarkMatch, ConnmarkTarget } from '../../../netfilter';
import type { Extension } from '../extension';
import { ALL_BITS, parseInteger, parseMarkMask } from '../guided';
import { describeChange, exclusive, formatMark, hexadecimal, MARK_OPTION, parseChange, SETTERS } from '../marks';
import { parameterProblem } from '../program';

/** What the tool knows of match connmark. */
export const connmark: Extension<ConnmarkMatch> = {
  name: 'connmark',
  options: [MARK_OPTION],
  initial: { kind: 'connmark', mark: 0, mask: ALL_BITS, invert: false },
  parse: (_, { argument, invert }) => ({ kind: 'connmark', ...parseMarkMask('connmark', 'mark', argument), invert }),
  save: (match) => `${match.invert ? ' !' : ''} --mark ${formatMark(match)}`,
  print: (match) => ` connmark match ${match.invert ? '!' : ''} ${formatMark(match)}`,
};

const ACTIONS = [...SETTERS, 'save-mark', 'restore-mark'];

/** What the tool knows of target CONNMARK. */
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
    if (target.mode === 'set') return ` CONNMARK ${describeChange(target)}`;
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
