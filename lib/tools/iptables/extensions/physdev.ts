/** physdev: the ports of a bridge. Userspace: extensions/libxt_physdev.c. */
import type { PhysdevMatch } from '../../../netfilter';
import type { Extension } from '../extension';
import { parseInterface } from '../interface';
import { parameterProblem } from '../program';

/** What the tool knows of match physdev. */
export const physdev: Extension<PhysdevMatch> = {
  name: 'physdev',
  options: [
    { name: 'physdev-in', argument: true, invertible: true },
    { name: 'physdev-out', argument: true, invertible: true },
    { name: 'physdev-is-in', argument: false, invertible: true },
    { name: 'physdev-is-out', argument: false, invertible: true },
    { name: 'physdev-is-bridged', argument: false, invertible: true },
  ],
  initial: { kind: 'physdev' },

  parse(match, { name, argument, invert, warn }) {
    switch (name) {
      case 'physdev-in':
        return { ...match, in: { value: parseInterface(argument, warn), invert } };
      case 'physdev-out':
        return { ...match, out: { value: parseInterface(argument, warn), invert } };
      case 'physdev-is-in':
        return { ...match, isIn: { invert } };
      case 'physdev-is-out':
        return { ...match, isOut: { invert } };
      default:
        return { ...match, isBridged: { invert } };
    }
  },

  finish({ isIn, in: into, isOut, out, isBridged }, given) {
    if (given.size === 0) throw parameterProblem('PHYSDEV: no physdev option specified');
    return {
      kind: 'physdev',
      ...(isIn && { isIn }),
      ...(into && { in: into }),
      ...(isOut && { isOut }),
      ...(out && { out }),
      ...(isBridged && { isBridged }),
    };
  },

  save,
  print: (match) => ` PHYSDEV match${save(match)}`,
};

function save({ isIn, in: into, isOut, out, isBridged }: PhysdevMatch): string {
  return (
    flag('is-in', isIn) + name('in', into) + flag('is-out', isOut) + name('out', out) + flag('is-bridged', isBridged)
  );
}

function flag(option: string, test: PhysdevMatch['isIn']): string {
  return test === undefined ? '' : `${test.invert ? ' !' : ''} --physdev-${option}`;
}

function name(option: string, test: PhysdevMatch['in']): string {
  return test === undefined ? '' : `${flag(option, test)} ${test.value}`;
}
