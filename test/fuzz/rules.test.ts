/** Nothing that is modelled is left out of the random rules. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findMatch, findTarget, modelledMatches, modelledTargets } from '../../lib/tools/iptables/extensions';
import { rules } from './rules';

const LEFT_OUT = new Set([
  // Other spellings.
  ...['--source-port', '--destination-port', '--source-ports', '--destination-ports'],
  // What LOG writes is not compared.
  ...['--log-level', '--log-tcp-sequence', '--log-tcp-options', '--log-ip-options', '--log-uid', '--log-macdecode'],
  // An older spelling, with a warning.
  '--set',
  // Known, and refused as not modelled.
  ...['--left-shift-mark', '--right-shift-mark'],
  ...['--map-set', '--map-mark', '--map-prio', '--map-queue'],
  ...['--helper', '--timeout', '--zone', '--zone-orig', '--zone-reply'],
]);

const words = new Set(
  fc
    .sample(rules, { numRuns: 5000, seed: 1 })
    .flat()
    .flatMap((rule) => rule.split(' ')),
);

describe('random rules have', () => {
  test.each([...modelledMatches(), ...modelledTargets()])('%s with all its options', (name) => {
    const extension = findMatch(name) ?? findTarget(name);
    const options = typeof extension === 'object' ? extension.options.map((option) => `--${option.name}`) : [];
    expect([name, ...options].filter((word) => !words.has(word) && !LEFT_OUT.has(word))).toEqual([]);
  });
});
