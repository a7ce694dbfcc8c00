/** What a reader is told on the hooks’ cards of maps of made-up packets: counts, rules that decided, rewritten addresses, idle tables. */
import { describe, expect, test } from 'vitest';
import { THEMES } from '../../../lib/view/draw/theme';
import { hookStations, stationNames } from '../../../lib/view/path/station';
import { distance, found, holds, middleX, middleY } from '../shapes';
import { type HOOKS, holdsOfMaps, sum, thousands } from './madeMaps';

const { light } = THEMES;

describe('a hook’s card on the map of made-up packets', () => {
  test('has on each hook’s card how many packets passed it, and its tables in the kernel’s order', () => {
    holdsOfMaps(({ cards, flows, width }) => {
      for (const [hook, { texts, box }] of cards) {
        const passing = flows.filter(({ first }) => first.hooks.some((one) => one === hook));
        const [name, ...rest] = texts;
        expect([name?.text, name?.isBold, name?.fill]).toEqual([
          hook,
          true,
          passing.length > 0 ? light.text : light.muted,
        ]);
        const [count] = rest.filter((text) => text.hint.endsWith(' packets'));
        const packets = sum(passing);
        expect(count?.text).toBe(passing.length > 0 ? thousands(packets) : undefined);
        if (count !== undefined) {
          expect([count.isBold, count.hint]).toEqual([true, `${packets} packets`]);
          expect(box.right - count.right).toBeLessThan(12);
          expect(Math.abs(middleY(count) - middleY(name ?? count))).toBeLessThan(0.6);
        }
        // A narrow map names the tables of hooks that were passed only.
        const names = passing.length > 0 || width > 640 ? stationNames(hook as (typeof HOOKS)[number]) : [];
        const shown = names.map((table) => (table === 'confirm' ? 'conntrack confirm' : table));
        const found = rest.filter(({ text, isBold }) => isBold && shown.some((one) => one === text));
        expect(found.map(({ text }) => text)).toEqual(shown);
        expect(found.map(({ top }) => top)).toEqual([...found.map(({ top }) => top)].sort((a, b) => a - b));
      }
    });
  });

  test('has under each table what decided there, with its packets, and the jumps that led there', () => {
    holdsOfMaps(({ cards, flows, strokes }) => {
      const swatches = strokes.filter(({ element, width }) => element === 'line' && width === 5);
      for (const [hook, { texts, box }] of cards) {
        const { stations, packets: all } = hookStations(hook as (typeof HOOKS)[number], flows);
        for (const { name, decisions, packets } of stations) {
          const label = name === 'confirm' ? 'conntrack confirm' : name;
          const title = texts.find(({ text, isBold }) => isBold && text === label);
          if (title === undefined) continue;
          const below = texts.filter(({ order }) => order > title.order);
          const until = below.find(({ text, isBold }) => isBold && stations.some((one) => one.name === text));
          const own = below.filter(({ order }) => order < (until?.order ?? Infinity));
          const hints = new Map<string, number>();
          for (const { via, label: rule, rule: text, packets: count } of decisions) {
            const hint = rule.startsWith('policy ') ? rule : `${[...via, rule].join(' → ')}: ${text}`;
            hints.set(hint, (hints.get(hint) ?? 0) + count);
          }
          const isPart = own.some(({ text }) => text === `${packets} of ${all}`);
          if (isPart) expect(packets).toBeLessThan(all);
          for (const [hint, count] of hints) {
            const lines = own.filter((text) => text.hint === hint);
            expect([hint, lines.length > 0]).toEqual([hint, true]);
            const last = found(lines.at(-1), hint);
            const drops = decisions.some((one) => one.drops && hint.includes(one.label));
            for (const line of lines) {
              expect(line.fill).toBe(drops ? light.dropInk : light.text);
              expect(line.isBold).toBe(drops);
              expect(line.right).toBeLessThan(box.right - 7);
            }
            // Its first line is marked with a piece of each stroke that it decided about.
            const [first] = lines;
            const pieces = swatches.filter(
              ({ corners: [a = [0, 0], b = [0, 0]] }) =>
                first !== undefined &&
                b[0] < first.left &&
                first.left - a[0] < 60 &&
                a[1] > first.top &&
                a[1] < first.bottom,
            );
            const deciding = decisions.filter(({ via, label: one, rule: text }) =>
              one.startsWith('policy ') ? one === hint : `${[...via, one].join(' → ')}: ${text}` === hint,
            );
            const colours = [...new Set(deciding.map(({ flow }) => flow))].map(
              (flow) => light[flows[flow]?.direction ?? 'request'],
            );
            expect(pieces.map(({ colour }) => colour)).toEqual(colours);
            const beside = own.filter(
              (one) => one !== last && Math.abs(one.top - last.top) < 0.1 && one.left > last.right,
            );
            // Beside a table's name `1 of 12` says it.
            if (!isPart) expect(beside.map(({ text }) => text)).toEqual([thousands(count)]);
            expect(title.bottom - last.top < 0.1 || Math.abs(title.top - last.top) < 0.1).toBe(true);
          }
          for (const jump of new Set(decisions.flatMap(({ via }) => via)))
            expect(own.filter(({ text, fill }) => text === `${jump} →` && fill === light.muted).length).toBeGreaterThan(
              0,
            );
        }
      }
    });
  });

  test('has addresses that NAT rewrote before and after, and how many packets a rule decided', () => {
    holdsOfMaps(({ cards, flows }) => {
      for (const [number, { rewritings }] of flows.entries())
        for (const { hook, field, before, after, packets, byRule } of rewritings) {
          const { texts } = found(cards.get(hook), hook);
          const lines = texts.filter(({ hint }) => hint === `${field} ${before} → ${after}`);
          const from = lines.filter(({ text }) => text === `${field === 'source' ? 'src' : 'dst'} ${before}`);
          const into = lines.filter(({ text }) => text === `→ ${after}`);
          const same = flows.filter((flow) =>
            flow.rewritings.some((one) => one.before === before && one.field === field),
          );
          expect([number, from.length, into.length]).toEqual([number, same.length, same.length]);
          const counts = into.flatMap(({ top }) => texts.filter((one) => one.top === top).map(({ text }) => text));
          expect(counts).toContain(thousands(packets));
          const note = byRule === 0 ? 'from conntrack' : `rule ${byRule}, conntrack ${packets - byRule}`;
          expect(texts.some(({ text, fill }) => text === note && fill === light.muted)).toBe(packets !== byRule);
        }
    });
  });

  test('has hollow marks for the tables of a hook that nothing came to, on the grey line through its card', () => {
    holdsOfMaps(({ cards, flows, discs, areas, strokes, width }) => {
      for (const [hook, { box }] of cards) {
        const isPassed = flows.some(({ first }) => first.hooks.some((one) => one === hook));
        const within = ([x, y]: readonly [number, number]) =>
          x > box.left - 1 && x < box.right + 1 && y > box.top && y < box.bottom;
        const tables = discs.filter(({ centre, stroke }) => stroke === light.idle && within(centre));
        const tracking = areas.filter((area) => area.stroke === light.idle && holds(box, area));
        const names = isPassed || width < 640 ? [] : stationNames(hook as (typeof HOOKS)[number]);
        const isTracking = (name: string) => name === 'conntrack' || name === 'confirm';
        // A card that was passed has a mark for each table beside its name as well, hollow where nothing came.
        const on = (x: number, y: number) =>
          strokes.some(({ colour, corners }) => colour === light.idle && distance([x, y], { corners }) < 1);
        const onLine = tables.filter(({ centre: [x, y] }) => on(x, y)).length;
        const squares = tracking.filter((area) => on(middleX(area), middleY(area))).length;
        expect([hook, onLine, squares]).toEqual([
          hook,
          names.filter((name) => !isTracking(name)).length,
          names.filter(isTracking).length,
        ]);
      }
    });
  });
});
