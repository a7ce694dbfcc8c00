/** `-m physdev`: the ports of a bridge that a packet comes in and goes out by. Linux: physdev_mt, net/netfilter/xt_physdev.c. */

import type { Interface } from '../../routing';
import type { MatchDefinition } from '../extension';
import { ALL_HOOKS, hookSet } from '../hookName';
import { type InterfaceTest, interfaceTest, matchesInterface } from '../xtables/interfaceTest';

interface Inversion {
  readonly invert: boolean;
}

/** A name, or the start of names if it ends in `+`; '' is any. */
interface Name extends Inversion {
  readonly value: string;
}

/** What the ports of the bridge must be. */
export interface PhysdevMatch {
  readonly kind: 'physdev';
  readonly isIn?: Inversion;
  readonly in?: Name;
  readonly isOut?: Inversion;
  readonly out?: Name;
  readonly isBridged?: Inversion;
}

/** The ports of a bridge that a packet comes in and goes out by. */
export const PHYSDEV_MATCH: MatchDefinition<PhysdevMatch> = {
  kind: 'physdev',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,

  /** A packet of the machine's own has no port to go out by yet. */
  check({ out, isOut, isBridged }, { hooks }) {
    const asksForOut = (out ?? isOut) !== undefined && isBridged?.invert !== false;
    return asksForOut && (hooks & hookSet('OUTPUT')) !== 0 ? 'EINVAL' : undefined;
  },

  /** Outside of a bridge only rules match that want it so. */
  prepare(match) {
    const { isIn, isOut, isBridged } = match;
    const everyInverted = [isIn, isOut, isBridged, match.in, match.out].every(
      (test) => test === undefined || test.invert,
    );
    const into = interfaceTest(match.in);
    const outOf = interfaceTest(match.out);
    return ({ notes: { physicalIn, physicalOut } }) => {
      if (physicalIn === undefined) return everyInverted;
      return (
        // Known only once the bridge has chosen the port: at FORWARD and POSTROUTING.
        holds(isBridged, physicalOut) &&
        holds(isIn, physicalIn) &&
        holds(isOut, physicalOut) &&
        isNamed(into, physicalIn) &&
        isNamed(outOf, physicalOut)
      );
    };
  },
};

function holds(test: Inversion | undefined, device: Interface | undefined): boolean {
  return test === undefined || (device !== undefined) !== test.invert;
}

function isNamed(test: InterfaceTest | undefined, device: Interface | undefined): boolean {
  return test === undefined || (device !== undefined && matchesInterface(test, device.name));
}
