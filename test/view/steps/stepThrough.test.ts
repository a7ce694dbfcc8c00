import { beforeAll, expect, test } from 'vitest';
import { lab, type Observation, observe } from '../../../lib/lab';
import { itemAt } from '../../../lib/view/itemAt';
import { STEPS_MIME, type StepsData } from '../../../lib/view/steps/data';
import { stepThrough } from '../../../lib/view/steps/stepThrough';
import { type Article, runArticle } from '../articleAccesses';
import { hostile } from '../fixtures';

let article: Article;
beforeAll(async () => {
  article = await runArticle();
});

function access(step: string): Observation {
  const seen = article.accesses.get(step);
  if (seen === undefined) throw new Error(`no access ${step}`);
  return seen;
}

function dataOf(seen: Observation, title = 'A request'): StepsData {
  return stepThrough(seen, { title }).bundle()[STEPS_MIME] as StepsData;
}

test('an output of 24 packets is smaller than 150 KB', () => {
  const seen = access('10');
  expect(seen.journeys).toHaveLength(24);
  expect(JSON.stringify(stepThrough(seen, { title: 'A request' }).bundle()).length).toBeLessThan(150_000);
});

test('each packet has its path in the map, and a row of its own in the ladder', () => {
  const { map, places, record } = dataOf(access('06'));
  expect(map.paths).toHaveLength(2);
  expect(places.map(([path]) => path)).toEqual(record.packets.map(({ in: input }) => (input === 'ens33' ? 0 : 1)));
  const rows = places.map(([, row]) => row);
  expect(rows).toEqual([...rows].sort((a, b) => a - b));
  expect(new Set(rows).size).toBe(12);
  expect(rows[0]).toBeGreaterThan(0);
});

test('each step at a table has its place on the path of its packet', () => {
  for (const seen of article.accesses.values()) {
    const { map, places, record } = dataOf(seen);
    for (const [number, { steps }] of record.packets.entries()) {
      const [path = -1] = places[number] ?? [];
      const { stations } = itemAt(map.paths, path);
      for (const step of steps) {
        const table = step.length === 2 ? itemAt(record.rules, step[1]).table : 'nat';
        expect(stations).toHaveProperty(`${step[0]} ${table}`);
      }
    }
  }
});

test('packets through loopback have one row for the way out and the way in', async () => {
  const { places, record } = dataOf(await observe(await lab(), 'host# ping -c 1 127.0.0.1'));
  expect(record.packets).toHaveLength(4);
  const rows = places.map(([, row]) => row);
  expect(rows[0]).toBe(rows[1]);
  expect(rows[2]).toBe(rows[3]);
  expect(rows[0]).toBeLessThan(rows[2] ?? 0);
});

test('a long request is cut, and says so', async () => {
  const seen = await observe(await lab(), 'client# ping -c 60 -i 0.2 192.168.70.6');
  const { record, leftOut } = dataOf(seen);
  expect([record.packets.length, leftOut]).toEqual([100, 20]);
  expect(stepThrough(seen, { title: 'Long' }).toText()).toContain('\n20 more packets');
});

test('without packets there is a map with nothing lit', async () => {
  const { record, ladder } = dataOf(await observe(await lab(), 'host# true'));
  expect(record.packets).toEqual([]);
  expect(ladder).toBeUndefined();
});

test('the static picture is the path map, in the look that is asked for; a name is text', () => {
  const figure = stepThrough(access('06'), { title: hostile });
  expect(figure.toSvg()).not.toContain('<script');
  expect(figure.restyle({ theme: 'dark' }).toSvg()).toContain('#14171C');
  const dark = figure.restyle({ theme: 'dark' }).bundle()[STEPS_MIME] as StepsData;
  expect(dark.map.svg).not.toContain('#14171C');
});

test('rows have each rule that was met, with its counter', () => {
  const [head = '', ...rows] = stepThrough(access('06'), { title: 'x' }).toCsv().split('\r\n');
  expect(head).toBe(
    'packet,step,hook,table,chain,rule,verdict,source,destination,packetsBefore,packetsAfter,bytesBefore,bytesAfter',
  );
  expect(rows.find((row) => row.includes('DNAT'))).toMatch(
    /^1,\d+,PREROUTING,nat,DOCKER,rule 2,DNAT,192\.168\.70\.1:\d+,192\.168\.70\.6:8001,0,1,0,60$/,
  );
});
