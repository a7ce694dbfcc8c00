/** What a relay's table says: of which connection, who opened it, and what the process read and wrote. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Captures } from '../../../lib/lab';
import { relay } from '../../../lib/view/tcp/relay';
import { capturesOf, type Relayed, relayed } from './madeRelays';

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function rowsOf(captures: Captures, process = 'docker-proxy'): readonly (readonly string[])[] {
  const [, ...lines] = relay(captures, { title: 'Relays', process }).toCsv().trim().split('\r\n');
  return lines.map((line) => line.split(','));
}

/** Both connections of each, as they were made. */
function expected(relays: readonly Relayed[], process: string): readonly (readonly string[])[] {
  return relays.flatMap(({ port, request, reply, isKnown }, index) => {
    const [asked, answered] = [sum(request), sum(reply)].map(String);
    const opened = [10 * index, 10 * index + 1].map(String);
    return [
      [`${2 * index + 1}`, isKnown ? 'client' : '', opened[0], `10.0.0.1:${port + index}`, '10.0.0.6:8001'],
      [`${2 * index + 2}`, process, opened[1], `172.17.0.1:${30_000 + index}`, '172.17.0.2:80'],
    ].map(([number = '', by = '', at = '', client = '', server = ''], place) => {
      const passed = place === 0 ? [asked, answered] : [answered, asked];
      return [number, by, at, client, server, `${asked}`, `${answered}`, ...passed.map(String)];
    });
  });
}

describe('the table of made-up relays', () => {
  const relays = fc.array(relayed, { minLength: 1, maxLength: 4 });

  test('numbers the connections as they were opened, and adds up what each carried', () => {
    fc.assert(
      fc.property(relays, fc.constantFrom('docker-proxy', 'socat'), (made, process) => {
        expect(rowsOf(capturesOf(made), process)).toEqual(expected(made, process));
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  test('is the same in whichever order captures and packets come', () => {
    fc.assert(
      fc.property(relays, fc.boolean(), (made, isWhole) => {
        const turned = Object.entries(capturesOf(made)).reverse();
        const captures = Object.fromEntries(
          turned.map(([key, packets]) => [key, isWhole ? packets : [...packets].sort((a, b) => b.time - a.time)]),
        );
        expect(rowsOf(captures)).toEqual(expected(made, 'docker-proxy'));
      }),
      { numRuns: 20, seed: 2 },
    );
  });

  test('has nothing of another protocol, of an answer, or of a connection that only passes', () => {
    fc.assert(
      fc.property(relays, (made) => {
        const captures = capturesOf(made);
        const [first] = captures['host ens33'] ?? [];
        const more = [
          { ...first, protocol: 'udp' as const, sourcePort: 1 },
          { ...first, flags: 'S.', sourcePort: 2 },
          // To another namespace, which the host does not answer for.
          { ...first, destination: '10.0.0.99', sourcePort: 3 },
        ].flatMap((packet) => (first === undefined ? [] : [{ ...first, ...packet }]));
        const with3 = { ...captures, 'host ens33': [...more, ...(captures['host ens33'] ?? [])] };
        expect(rowsOf(with3)).toEqual(expected(made, 'docker-proxy'));
      }),
      { numRuns: 20, seed: 3 },
    );
  });
});
