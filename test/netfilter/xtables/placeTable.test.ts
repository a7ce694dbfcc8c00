/** A table of places finds what a search through all of them would. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PlaceTable } from '../../../lib/netfilter/xtables/placeTable';

// Few values, so that several rules have one hash; neighbours, so that searches meet others; both ends of 32 bits.
const hash = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(-(2 ** 31), 2 ** 31 - 1, 65_536, 131_072));

test('the next place of a hash is found, whatever other hashes are there', () => {
  fc.assert(
    fc.property(fc.array(hash, { maxLength: 40 }), hash, fc.nat(45), fc.nat(45), (hashes, asked, from, otherwise) => {
      const places = new Map<number, number[]>();
      for (const [place, one] of hashes.entries()) places.set(one, [...(places.get(one) ?? []), place]);
      const expected = hashes.findIndex((one, place) => one === asked && place >= from && place < otherwise);
      expect(new PlaceTable(places).next(asked, from, otherwise)).toBe(expected < 0 ? otherwise : expected);
    }),
  );
});

test('an empty table has nothing', () => {
  expect(new PlaceTable(new Map()).next(-1, 0, 7)).toBe(7);
});
