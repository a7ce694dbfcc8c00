import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Journey, lab, type Observation, observe } from '../../../lib/lab';
import { recordRequest } from '../../../lib/view/steps/record';
import { type RequestStep, stepSentence, stepsOf } from '../../../lib/view/steps/steps';
import { type Article, runArticle } from '../articleAccesses';

let article: Article;
beforeAll(async () => {
  article = await runArticle();
});

/** What each rule and policy grew by in the steps. */
function grownIn(steps: readonly RequestStep[]): ReadonlyMap<string, string> {
  const grown = new Map<string, { from: number; to: number; bytes: number }>();
  for (const { event } of steps) {
    if (event.kind !== 'meets' || event.counter === undefined) continue;
    const { rule, counter } = event;
    const key = `${rule.table} ${rule.chain} ${rule.index}`;
    const known = grown.get(key);
    if (known !== undefined && known.to !== counter.packetsBefore) throw new Error(`${key} jumps`);
    grown.set(key, {
      from: known?.from ?? counter.packetsBefore,
      to: counter.packetsAfter,
      bytes: (known?.bytes ?? 0) + counter.bytesAfter - counter.bytesBefore,
    });
  }
  return new Map([...grown].map(([key, { from, to, bytes }]) => [key, `${from} ${to} ${bytes}`]));
}

function grownBetween({ deltas }: Observation): ReadonlyMap<string, string> {
  return new Map(
    deltas.map(({ table, chain, index, packetsBefore, packetsAfter, bytes }) => [
      `${table} ${chain} ${index}`,
      `${packetsBefore} ${packetsAfter} ${bytes}`,
    ]),
  );
}

/** A step as the traversal has it. */
function met(steps: readonly RequestStep[], packet: number): readonly string[] {
  return steps.flatMap(({ packet: own, event, source, destination }) =>
    own === packet && event.kind === 'meets'
      ? [[event.hook, event.rule.table, event.rule.chain, event.rule.rule, source, destination].join(' ')]
      : [],
  );
}

function traversed({ steps }: Journey): readonly string[] {
  return steps.map(({ hook, table, chain, rule, source, destination }) =>
    [hook, table, chain, rule, source, destination].join(' '),
  );
}

function expectFaithful(seen: Observation): void {
  const steps = stepsOf(recordRequest(seen));
  expect(sorted(grownIn(steps))).toEqual(sorted(grownBetween(seen)));
  for (const [packet, journey] of seen.journeys.entries()) {
    expect(met(steps, packet)).toEqual(traversed(journey));
    const own = steps.filter((step) => step.packet === packet);
    expect(own.at(-1)).toMatchObject({ source: journey.sourceOut, destination: journey.destinationOut });
  }
}

function sorted(map: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

describe('the steps of a request', () => {
  test.each(['03', '06', '08', '10', '12', '15', '16', '18', '20'])(
    'are those of access %s, and count what it counted',
    (step) => {
      const seen = article.accesses.get(step);
      if (seen === undefined) throw new Error(`no access ${step}`);
      expectFaithful(seen);
    },
  );

  test('say in one sentence where a packet is, and what happens', () => {
    const seen = article.accesses.get('06');
    if (seen === undefined) throw new Error('no access 06');
    const record = recordRequest(seen);
    const sentences = stepsOf(record).map((step) => stepSentence(step, record));
    expect(sentences[0]).toMatch(
      /^Packet 1 of 12, step 1 of \d+: SYN 60, 192\.168\.70\.1:\d+ to 192\.168\.70\.6:8001, comes in by ens33$/,
    );
    expect(sentences).toContainEqual(
      expect.stringMatching(/^Packet 1 of 12, step \d+ of \d+: nat DOCKER rule 2, DNAT to 172\.17\.0\.2:80$/),
    );
    expect(sentences).toContainEqual(
      expect.stringMatching(
        /^Packet 1 of 12, .*: PREROUTING, NAT rewrites the destination 192\.168\.70\.6:8001 to 172\.17\.0\.2:80, as the rule says$/,
      ),
    );
    expect(sentences).toContainEqual(
      expect.stringMatching(
        /^Packet 2 of 12, .* the source 172\.17\.0\.2:80 to 192\.168\.70\.6:8001, as the conntrack entry says$/,
      ),
    );
    expect(sentences.at(-1)).toMatch(/^Packet 12 of 12, step (\d+) of \1: leaves by docker0$/);
  });

  test('hold for any rules and requests', async () => {
    const table = fc.constantFrom(
      'filter INPUT',
      'filter FORWARD',
      'filter OUTPUT',
      'mangle PREROUTING',
      'mangle POSTROUTING',
      'nat POSTROUTING',
      'raw PREROUTING',
      'raw OUTPUT',
      'nat OUTPUT',
    );
    const target = fc.constantFrom('-j ACCEPT', '-j RETURN', '', '-j OWN', '-p icmp -j DROP');
    const asks = fc.constantFrom(
      'client# curl -sS 192.168.70.6:8001',
      'host# curl -sS 127.0.0.1:8001',
      'host# curl -sS 192.168.70.6:8001',
      'ng1# curl -sS 192.168.70.6:8001',
      'client# ping -c 2 192.168.70.6',
      'ng1# ping -c 1 192.168.70.1',
      'client# curl -sS 192.168.70.6:9',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(table, target), { maxLength: 6 }),
        fc.array(asks, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        async (rules, requests, isKilled) => {
          const machines = await lab();
          await machines.sh('host# systemctl start docker');
          await machines.sh('host# docker run --name ng1 -d -p 8001:80 lkarrie/nginx1');
          if (isKilled) await machines.sh('host# kill -9 $(pgrep docker-proxy)');
          for (const [place, jump] of rules) {
            const [name, chain] = place.split(' ');
            await machines.sh(`host# iptables -t ${name} -N OWN; iptables -t ${name} -I ${chain} ${jump}`);
          }
          for (const line of requests) expectFaithful(await observe(machines, line));
        },
      ),
      { numRuns: 25 },
    );
  });
});
