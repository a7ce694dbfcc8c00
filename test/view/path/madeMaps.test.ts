/** What a reader is told around the cards of maps of made-up packets: strokes, legend, devices, routing decisions, words. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { THEMES } from '../../../lib/view/draw/theme';
import { flowsOf } from '../../../lib/view/path/flow';
import { pathMap } from '../../../lib/view/path/pathMap';
import { faultsOf } from '../faults';
import { found, holds, middleX, middleY, partsOf, roomBelow } from '../shapes';
import { madeJourneys } from './madeJourneys';
import { holdsOfMaps, sum, thousands } from './madeMaps';

const { light } = THEMES;

describe('the path map of made-up packets', () => {
  test('has no text over another, over an edge, under a stroke or a cross', () => {
    holdsOfMaps((map) => {
      expect(faultsOf(map)).toEqual({});
      if (map.width === 720) expect(roomBelow(map)).toBeCloseTo(16, 1);
    });
  });

  test('has a legend: each stroke as it is drawn, whose packets it is, and what became of those that were dropped', () => {
    holdsOfMaps(({ flows, paths, strokes, texts }) => {
      const several = flows.some(({ connection }) => connection > 1);
      const heads = texts.filter(({ text, isBold }) => isBold && /^(request|reply)( \d+)?: /.test(text));
      const order = heads.map((head) => {
        const sample = found(
          strokes.find(({ corners: [a = [0, 0], b = [0, 0]], element }) => {
            return (
              element === 'line' &&
              a[1] === b[1] &&
              b[0] < head.left &&
              head.left - b[0] < 8 &&
              Math.abs(middleY(head) - a[1]) < 3
            );
          }),
          `sample of ${head.text}`,
        );
        const number = flows.findIndex((flow, index) => {
          const role = several ? `${flow.direction} ${flow.connection}` : flow.direction;
          const packets = `${thousands(flow.packets)} ${flow.packets === 1 ? 'packet' : 'packets'}`;
          const { colour, dash, width } = found(paths[index], 'path');
          const isLike = sample.colour === colour && sample.dash === dash && sample.width === width;
          return isLike && head.text === `${role}: ${packets}`;
        });
        return [head.text, number >= 0];
      });
      expect(order).toEqual(heads.map(({ text }) => [text, true]));
      expect(heads).toHaveLength(flows.length);
      for (const { first, pairs } of flows) {
        const { source, destination, fate } = first;
        const said = texts.map(({ text }) => text);
        if (pairs > 1) expect(said).toContain(`${pairs} pairs of addresses`);
        else
          expect(
            said.includes(`${source} → ${destination}`) || (said.includes(source) && said.includes(`→ ${destination}`)),
          ).toBe(true);
        if (fate.kind === 'dropped')
          expect(texts.some(({ text, fill }) => text.startsWith('dropped: ') && fill === light.dropInk)).toBe(true);
      }
      for (const line of texts.filter(({ text }) => text.startsWith('→ ') || text.startsWith('dropped: ')))
        expect([line.text, line.isBold]).toEqual([line.text, false]);
    });
  });

  test('has wider strokes for more packets, the direction’s colour, and dashes for a second connection', () => {
    holdsOfMaps(({ flows, paths }) => {
      expect(paths).toHaveLength(flows.length);
      for (const [index, { direction, connection, packets }] of flows.entries()) {
        const { colour, dash, width } = found(paths[index], 'path');
        expect(colour).toBe(light[direction]);
        expect(dash === '').toBe(connection === 1);
        for (const [other, flow] of flows.entries())
          expect(Math.sign((paths[other]?.width ?? 0) - width)).toBe(Math.sign(flow.packets - packets));
      }
    });
  });

  test('names the process that packets reach, and each device at the edge where they pass', () => {
    holdsOfMaps(({ flows, texts, areas }) => {
      const [process] = texts.filter(({ text }) => text.startsWith('local process'));
      const isReached = flows.some(({ first }) => first.fate.kind === 'delivered');
      const isUsed = flows.some(({ first: { hooks } }) => hooks.includes('INPUT') || hooks.includes('OUTPUT'));
      expect(process?.text).toBe(isReached ? 'local process: tcp port 80' : 'local process');
      expect([process?.isBold, process?.fill]).toEqual([isUsed, isUsed ? light.text : light.muted]);
      const devices = new Set(
        flows.flatMap(({ first }) => [first.in, first.fate.kind === 'transmitted' ? first.fate.device : '']),
      );
      devices.delete('');
      const plugs = texts.filter(({ text, hint }) => hint === text && !text.startsWith('local') && devices.has(text));
      expect(new Set(plugs.map(({ text }) => text))).toEqual(devices);
      for (const plug of plugs) {
        const box = areas.find((area) => area.stroke === light.text && holds(area, plug));
        expect(Math.abs(middleX(plug) - middleX(found(box, plug.text)))).toBeLessThan(0.6);
        expect(Math.abs(middleY(plug) - middleY(found(box, plug.text)))).toBeLessThan(2);
      }
    });
  });

  test('has its two routing decisions on the strokes that they are for, each with its name beside it', () => {
    holdsOfMaps(({ areas, strokes, texts, paths, flows, width }) => {
      const came = flows.some(({ first }) => first.hooks.includes('PREROUTING'));
      const sent = flows.some(({ first }) => first.hooks.includes('OUTPUT'));
      const look = (isLit: boolean) => (isLit ? light.muted : light.border);
      const ink = (isLit: boolean) => (isLit ? light.text : light.muted);
      const names = texts.filter(({ text }) => text === 'routing decision');
      if (width < 640) {
        expect(names.map(({ fill }) => fill)).toEqual([ink(came), ink(sent)]);
        for (const [index, name] of names.entries()) {
          const box = areas.find(
            ({ right, top, bottom }) =>
              name.left - right < 9 && name.left > right && top < name.top && bottom > name.bottom,
          );
          expect(box?.stroke).toBe(look(index === 0 ? came : sent));
          expect(Math.abs(middleY(found(box, 'decision')) - middleY(name))).toBeLessThan(2);
          const lanes = flows.flatMap(({ first }, flow) =>
            first.hooks.includes(index === 0 ? 'PREROUTING' : 'OUTPUT') ? [flow] : [],
          );
          for (const flow of lanes) {
            const isIn = partsOf(found(paths[flow], 'path')).some(
              ([[x]]) => x > (box?.left ?? Infinity) && x < (box?.right ?? 0),
            );
            expect(isIn).toBe(true);
          }
        }
        return;
      }
      const [lozenge, ...more] = strokes.filter(
        ({ element, corners }) =>
          element === 'path' && corners.length === 5 && corners[0]?.join() === corners[4]?.join(),
      );
      expect(more).toEqual([]);
      const { corners, colour } = found(lozenge, 'decision');
      expect(colour).toBe(look(came));
      const [top, right, bottom, left] = corners;
      const [x, y] = [top?.[0] ?? 0, right?.[1] ?? 0];
      expect([bottom?.[0], left?.[1]]).toEqual([x, y]);
      expect(y - (top?.[1] ?? 0)).toBeCloseTo((bottom?.[1] ?? 0) - y, 1);
      expect((right?.[0] ?? 0) - x).toBeCloseTo(x - (left?.[0] ?? 0), 1);
      expect((bottom?.[1] ?? 0) - (top?.[1] ?? 0)).toBeGreaterThan(20);
      for (const [index, { first }] of flows.entries()) {
        if (!first.hooks.includes('FORWARD')) continue;
        const lane = partsOf(found(paths[index], 'path')).find(
          ([[from, at], [to]]) => Math.min(from, to) < x && Math.max(from, to) > x && at > 0,
        );
        expect(Math.abs((lane?.[0][1] ?? Infinity) - y)).toBeLessThan((bottom?.[1] ?? 0) - y);
      }
      for (const word of ['routing', 'decision']) {
        const text = found(
          texts.find((one) => one.text === word),
          word,
        );
        expect([Math.abs(middleX(text) - x) < 0.6, text.fill]).toEqual([true, ink(came)]);
        expect(text.top).toBeGreaterThan(bottom?.[1] ?? Infinity);
        expect(text.bottom - (bottom?.[1] ?? 0)).toBeLessThan(32);
      }
      expect(names.map(({ fill }) => fill)).toEqual([ink(sent)]);
      const pill = areas.find(
        (area) =>
          area.right < (names[0]?.left ?? 0) &&
          (names[0]?.left ?? 0) - area.right < 9 &&
          Math.abs(middleY(area) - middleY(found(names[0], 'name'))) < 2,
      );
      expect(pill?.stroke).toBe(look(sent));
    });
  });

  test('says in its rows and words what it shows', () => {
    fc.assert(
      fc.property(madeJourneys, (journeys) => {
        const map = pathMap(journeys, { title: 'A map' });
        const flows = flowsOf(journeys);
        const text = map.toText();
        const packets = sum(flows);
        expect(text.split('\n')[1]).toMatch(
          `network namespace host, ${thousands(packets)} packet${packets === 1 ? '' : 's'}`,
        );
        const untracked = flows.filter(({ first }) => !first.tracked).length;
        expect(text.includes('connections are not tracked')).toBe(untracked === flows.length);
        expect(text.includes('not all connections are tracked')).toBe(untracked > 0 && untracked < flows.length);
        const ends = flows.map(({ first: { fate } }) => {
          if (fate.kind === 'dropped') return `  dropped: ${fate.reason}`;
          return fate.kind === 'delivered' ? `  delivered to ${fate.to}` : `  transmitted on ${fate.device}`;
        });
        const told = text.split('\n').filter((line) => /^ {2}(dropped|delivered|transmitted)/.test(line));
        expect(told).toEqual(ends);
        expect(map.toCsv().trim().split('\r\n')).toHaveLength(1 + flows.flatMap(({ decisions }) => decisions).length);
        const from = text.split('\n').filter((line) => / of connection \d+: /.test(line));
        expect(from.map((line) => line.includes('from a local process'))).toEqual(
          flows.map(({ first }) => first.in === ''),
        );
      }),
      { numRuns: 40, seed: 3 },
    );
  });
});
