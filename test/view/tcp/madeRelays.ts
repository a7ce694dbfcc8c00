/** Relays made up by chance, as captures of a host, of its container, and of a client that may not have been captured. */
import fc from 'fast-check';
import type { CapturedPacket } from '../../../lib/lab';

export const relayed = fc.record({
  port: fc.integer({ min: 40_000, max: 60_000 }),
  request: fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1, maxLength: 3 }),
  reply: fc.array(fc.integer({ min: 1, max: 9_000_000 }), { minLength: 1, maxLength: 3 }),
  isKnown: fc.boolean(),
});
export type Relayed = typeof relayed extends fc.Arbitrary<infer T> ? T : never;

/** What both sides of the host see, and the client and the container themselves where they were captured. */
export function capturesOf(relays: readonly Relayed[]): Readonly<Record<string, readonly CapturedPacket[]>> {
  const captures: Record<string, CapturedPacket[]> = {
    'host ens33': [],
    'host docker0': [],
    'ng1 eth0': [],
    'client eth0': [],
  };
  for (const [index, { port, request, reply, isKnown }] of relays.entries()) {
    const time = index * 10;
    const tcp = { protocol: 'tcp', ttl: 64 } as const;
    const add = (
      keys: readonly [from: string, to: string],
      ends: Pick<CapturedPacket, 'source' | 'destination' | 'sourcePort' | 'destinationPort'>,
      at: number,
      sizes: readonly number[],
      info: string,
    ) => {
      for (const [key, direction] of [
        [keys[0], 'out'],
        [keys[1], 'in'],
      ] as const)
        for (const [place, payload] of sizes.entries()) {
          const flags = payload === 0 ? 'S' : 'P.';
          captures[key]?.push({
            ...tcp,
            ...ends,
            time: at,
            direction,
            flags,
            payload,
            length: payload + 52,
            ...(payload > 0 && place === 0 && { info }),
          });
        }
    };
    const [client, server, own, container] = ['10.0.0.1', '10.0.0.6', '172.17.0.1', '172.17.0.2'];
    const incoming = { source: client, sourcePort: port + index, destination: server, destinationPort: 8001 } as const;
    const outgoing = { source: own, sourcePort: 30_000 + index, destination: container, destinationPort: 80 } as const;
    const back = (one: typeof incoming | typeof outgoing) => ({
      source: one.destination,
      sourcePort: one.destinationPort,
      destination: one.source,
      destinationPort: one.sourcePort,
    });
    const wire = [isKnown ? 'client eth0' : 'nowhere', 'host ens33'] as const;
    const bridge = ['host docker0', 'ng1 eth0'] as const;
    add(wire, incoming, time, [0], '');
    add(bridge, outgoing, time + 1, [0], '');
    add(wire, incoming, time + 2, request, 'GET / HTTP/1.1');
    add(bridge, outgoing, time + 3, request, 'GET / HTTP/1.1');
    add([bridge[1], bridge[0]], back(outgoing), time + 4, reply, 'HTTP/1.1 200 OK');
    add([wire[1], wire[0]], back(incoming), time + 5, reply, 'HTTP/1.1 200 OK');
  }
  return captures;
}
