import { describe, expect, it } from 'vitest';
import type { Journey } from '../../../lib/lab/observe/journey';
import { pathMap } from '../../../lib/view/path/pathMap';
import { clientToNg1, hostile, ng1ToHostPort, ng2ToNg1Isolated } from '../fixtures';
import { clipped, overlaps, textBoxes } from '../textBoxes';

const long = 'A-USER-CHAIN-WITH-28-LETTERS';

/** The same packets with names as long as Linux lets them be. */
const stretched = (journeys: readonly Journey[]): readonly Journey[] =>
  journeys.map((journey) => ({
    ...journey,
    in: journey.in && 'verylongdevice0',
    source: '255.255.255.255:65535',
    translations: journey.translations.map((one) => ({
      ...one,
      before: '255.255.255.255:65535',
      after: '254.254.254.254:65534',
    })),
    steps: journey.steps.map((step) => ({ ...step, chain: step.event === 'rule' ? long : step.chain, number: 12345 })),
  }));

const accesses: readonly (readonly [string, readonly Journey[]])[] = [
  ['no packet', []],
  ['one packet', clientToNg1.journeys.slice(0, 1)],
  ['an access from outside', clientToNg1.journeys],
  ['two connections that meet in docker-proxy', ng1ToHostPort.journeys],
  ['packets that are dropped', ng2ToNg1Isolated.journeys],
  ['everything at once', [...clientToNg1.journeys, ...ng1ToHostPort.journeys, ...ng2ToNg1Isolated.journeys]],
  ['the longest names', stretched(clientToNg1.journeys)],
  ['the longest names through OUTPUT', stretched(ng1ToHostPort.journeys)],
];

describe.each(accesses)('the path map of %s', (_, journeys) => {
  const svg = pathMap(journeys, {
    title: 'A map whose title is so long that it has to be wrapped, since a finding may need a few words',
  }).toSvg();

  it('has no text that covers another', () => {
    expect(overlaps(textBoxes(svg))).toEqual([]);
  });

  it('has no text that leaves the picture', () => {
    expect(clipped(svg)).toEqual([]);
  });
});

describe('the path map', () => {
  const map = pathMap(clientToNg1.journeys, { title: 'Twelve packets, one look at nat' });
  const shown = textBoxes(map.toSvg()).map(({ text }) => text);

  it('names hooks, namespace and devices', () => {
    expect(shown).toEqual(expect.arrayContaining(['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING']));
    expect(shown).toEqual(expect.arrayContaining(['network namespace host', 'ens33', 'docker0', 'local process']));
  });

  it('shows the rule that decided at each table, and the addresses before and after', () => {
    expect(shown).toEqual(
      expect.arrayContaining(['DOCKER rule 2 DNAT', 'FORWARD rule 3', 'FORWARD rule 5', '1 of 12']),
    );
    expect(shown).toEqual(expect.arrayContaining(['dst 192.168.70.6:8001', '→ 172.17.0.2:80', 'rule 1, conntrack 6']));
  });

  it('shows the jumps that led to a rule, and not those that came back', () => {
    expect(shown).toEqual(expect.arrayContaining(['PREROUTING rule 1 →', 'FORWARD rule 4 →']));
    expect(map.toText()).toContain(
      'filter FORWARD rule 4 → DOCKER rule 1 ACCEPT (1), filter FORWARD rule 3 ACCEPT (6)',
    );
    expect(map.toText()).not.toContain('DOCKER-USER');
  });

  it('leaves connection tracking grey where it is off', () => {
    const untracked = clientToNg1.journeys.map((journey) => ({ ...journey, tracked: false }));
    const squares = (journeys: readonly Journey[]) =>
      pathMap(journeys, { title: 'Squares' })
        .toSvg()
        .match(/<rect [^>]*width="8" height="8" fill="#5F6670"/g)?.length ?? 0;
    expect([squares(clientToNg1.journeys) > 0, squares(untracked)]).toEqual([true, 0]);
    expect(pathMap(untracked, { title: 'Off' }).toText()).toContain('12 packets, connections are not tracked');
  });

  it('draws one stroke a flow, the wider the more packets', () => {
    const strokes = [...map.toSvg().matchAll(/<path [^>]*stroke-width="([\d.]+)"[^>]*stroke-linejoin="round"/g)].map(
      ([, width]) => Number(width),
    );
    expect(strokes).toHaveLength(2);
    expect(strokes[0]).toBeGreaterThan(strokes[1]!);
  });

  it('ends a dropped flow at its rule, and leaves what is behind it grey', () => {
    const drop = pathMap(ng2ToNg1Isolated.journeys, { title: 'Isolated' });
    expect(drop.toText()).toContain('dropped: filter DOCKER-ISOLATION-STAGE-2');
    expect(
      textBoxes(drop.toSvg())
        .map(({ text }) => text)
        .join(' '),
    ).toMatch(/2 DROP/);
    expect(drop.toText()).not.toContain('POSTROUTING');
  });

  it('says in words what it shows', () => {
    expect(map.alt).toContain(
      'request of connection 1: 7 packets, 192.168.70.1:38776 → 192.168.70.6:8001, in by ens33',
    );
    expect(map.alt).toContain('destination 192.168.70.6:8001 → 172.17.0.2:80 (1 by rule, 6 from conntrack)');
    expect(map.alt).toContain('transmitted on docker0');
  });

  it('has its decisions as rows', () => {
    expect(map.toCsv().split('\r\n')[0]).toBe('connection,direction,hook,table,via,decision,rule,packets');
    expect(map.toCsv()).toContain('1,request,PREROUTING,nat,PREROUTING rule 1,DOCKER rule 2 DNAT,');
  });

  it('asks which namespace is meant if there are several', () => {
    const [first, ...rest] = clientToNg1.journeys;
    const both = [{ ...first!, namespace: 'ng1' }, ...rest];
    expect(() => pathMap(both, { title: 'Two' })).toThrow(
      'the packets passed several namespaces (ng1, host): choose one with { namespace }',
    );
    expect(pathMap(both, { title: 'One', namespace: 'ng1' }).toText()).toContain('network namespace ng1, 1 packet');
  });

  it.each([
    ['before any hook', []],
    ['by routing', ['PREROUTING']],
    ['behind INPUT', ['PREROUTING', 'INPUT']],
    ['behind FORWARD', ['PREROUTING', 'FORWARD']],
    ['behind POSTROUTING', ['PREROUTING', 'FORWARD', 'POSTROUTING']],
    ['behind OUTPUT', ['OUTPUT']],
    ['behind OUTPUT and POSTROUTING', ['OUTPUT', 'POSTROUTING']],
  ] as const)('marks a drop %s without a rule to blame', (_, hooks) => {
    const [packet] = clientToNg1.journeys;
    const steps = packet!.steps.filter(({ hook }) => (hooks as readonly string[]).includes(hook));
    const dropped: Journey = {
      ...packet!,
      hooks,
      steps,
      translations: [],
      fate: { kind: 'dropped', reason: 'no route to host' },
    };
    const svg = pathMap([dropped], { title: 'Lost' }).toSvg();
    expect(svg).not.toMatch(/NaN|undefined/);
    expect(svg).toContain('dropped: no route');
    expect(overlaps(textBoxes(svg))).toEqual([]);
  });

  it('draws text from outside as text', () => {
    const [packet] = clientToNg1.journeys;
    const evil: Journey = {
      ...packet!,
      namespace: hostile,
      in: hostile,
      fate: { kind: 'transmitted', device: hostile },
      steps: packet!.steps.map((step) => ({ ...step, rule: hostile })),
    };
    const svg = pathMap([evil], { title: hostile }).toSvg();
    expect(svg).not.toMatch(/<script|<b>|]]>/);
  });
});
