import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Route } from '../../lib/routing';
import { RouteCache } from '../../lib/routing/routeCache';

function routeOf(address: number): Route {
  const destination = { address, mask: 0xffffffff };
  return { table: 'main', type: 'unicast', destination, scope: 'link', metric: 0, protocol: 'boot' };
}

test('an address has the route that was set for it, also where others share its place', () => {
  const address = fc.oneof(
    fc.integer({ min: 0, max: 0xffffffff }),
    fc.nat(300),
    fc.nat(4).map((n) => 0xc0a80001 + n * 64),
  );
  fc.assert(
    fc.property(fc.array(address, { maxLength: 200 }), (addresses) => {
      const cache = new RouteCache();
      const routes = new Map(addresses.map((one) => [one, routeOf(one)]));
      for (const [one, route] of routes) cache.set(one, route);
      for (const [one, route] of routes) expect(cache.get(one)).toBe(route);
      for (const one of addresses) if (!routes.has(one + 1)) expect(cache.get(one + 1)).toBeUndefined();
    }),
  );
});

test('0.0.0.0 is not known before it was set', () => {
  const cache = new RouteCache();
  expect(cache.get(0)).toBeUndefined();
  cache.set(64, routeOf(64));
  expect(cache.get(0)).toBeUndefined();
});

test('what was cleared is not known, recent or not', () => {
  const cache = new RouteCache();
  for (const one of [1, 65, 0xffffffff]) cache.set(one, routeOf(one));
  cache.clear();
  for (const one of [1, 65, 0xffffffff]) expect(cache.get(one)).toBeUndefined();
});
