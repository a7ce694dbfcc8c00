/** Chains with so many rules that not all are tried: each still counts what it would count by itself. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Lab } from '../../../lib/lab';
import { SYN } from '../../../lib/packet';
import { nft } from '../../../lib/tools/nft';
import { skbOf, stateAt, tcp, udp } from '../skbs';

const addresses = [0x0a010002, 0x0a010003, 0x0a020002];
const ports = [22, 80, 443];
const text = (address: number) => `10.${(address >> 16) & 255}.0.${address & 255}`;

const conditions = fc.record({
  source: fc.option(fc.constantFrom(...addresses), { nil: undefined }),
  destination: fc.option(fc.constantFrom(...addresses), { nil: undefined }),
  port: fc.option(fc.constantFrom(...ports), { nil: undefined }),
  protocol: fc.constantFrom('tcp' as const, 'udp' as const),
  /** Remembers packets whether or not what stands behind it matches: the first two are not let through. */
  limited: fc.boolean(),
});
const packets = fc.record({
  source: fc.constantFrom(...addresses),
  destination: fc.constantFrom(...addresses),
  destinationPort: fc.constantFrom(...ports),
  protocol: fc.constantFrom('tcp' as const, 'udp' as const),
});

test('each rule of a long chain counts the packets that it asks for', () => {
  fc.assert(
    fc.property(
      fc.array(conditions, { minLength: 8, maxLength: 30 }),
      fc.array(packets, { maxLength: 20 }),
      (rules, sent) => {
        const { host } = new Lab();
        const { netfilter } = host.net;
        const lines = rules.map(({ source, destination, port, protocol, limited }) =>
          [
            limited ? 'limit rate over 1/week burst 2 packets' : '',
            source === undefined ? '' : `ip saddr ${text(source)}`,
            port === undefined ? '' : `${protocol} dport ${port}`,
            destination === undefined ? '' : `ip daddr ${text(destination)}`,
            'counter',
          ].join(' '),
        );
        const rulesText = `table ip t {\n chain c {\n type filter hook input priority 0;\n${lines.join('\n')}\n }\n}\n`;
        expect(nft(host, ['-f', '-'], rulesText)).toMatchObject({ exitCode: 0 });
        for (const { protocol, ...ends } of sent)
          netfilter.hooks.run(skbOf(protocol === 'tcp' ? tcp(SYN, ends) : udp(ends)), stateAt('INPUT'));
        const counted = [...nft(host, ['list', 'ruleset'], '').stdout.matchAll(/counter packets (\d+)/g)].map(
          ([, count]) => Number(count),
        );
        const expected = rules.map(
          ({ source, destination, port, protocol, limited }) =>
            (limited ? sent.slice(2) : sent).filter(
              (packet) =>
                (source === undefined || packet.source === source) &&
                (destination === undefined || packet.destination === destination) &&
                (port === undefined || (packet.destinationPort === port && packet.protocol === protocol)),
            ).length,
        );
        expect(counted).toEqual(expected);
      },
    ),
    { numRuns: 40, seed: 7 },
  );
});
