/** dockerd restores its networks and ports in the order of a map of Go: by identifier, begun anywhere. */
import { describe, expect, test } from 'vitest';
import { inMapOrder } from '../../lib/docker/mapOrder';
import { lab } from '../../lib/lab';
import { Random } from '../../lib/network';

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);

function orders(ids: string): ReadonlySet<string> {
  const entries = [...ids].map((id) => ({ id }));
  return new Set(
    SEEDS.map((seed) =>
      inMapOrder(entries, new Random(seed))
        .map(({ id }) => id)
        .join(''),
    ),
  );
}

describe('the order of a map', () => {
  test('of a few entries begins at any of them, and goes on by identifier', () => {
    expect([...orders('cab')].sort()).toEqual(['abc', 'bca', 'cab']);
    expect([...orders('a')]).toEqual(['a']);
  });

  test('of many entries is any, with each of them', () => {
    const found = [...orders('jihgfedcba')];
    expect(found.length).toBeGreaterThan(50);
    for (const order of found) expect([...order].sort().join('')).toBe('abcdefghij');
  });
});

test('the rules of networks come back in either order, docker0 before them in the chain, as it is made last', async () => {
  const found = new Set<string>();
  for (const seed of SEEDS.slice(0, 24)) {
    const machines = await lab({ seed });
    for (const command of [
      'systemctl start docker',
      'docker network create -o com.docker.network.bridge.name=br-a a',
      'docker network create -o com.docker.network.bridge.name=br-b b',
      'systemctl restart docker',
    ])
      await machines.run('host', command);
    const { stdout } = await machines.run(
      'host',
      "iptables -S DOCKER-ISOLATION-STAGE-2 | grep -o 'br-.\\|docker0' | tr '\\n' ' '",
    );
    found.add(stdout.trim());
    if (found.size === 2) break;
  }
  expect([...found].sort()).toEqual(['docker0 br-a br-b', 'docker0 br-b br-a']);
});
