/** The simulated side of a comparison does what the real one did by chance. */
import { expect, test } from 'vitest';
import { simulate } from '../../lib/compare/simulate';
import { Outcome } from '../../lib/lab';

/** Two pings of the host, half a minute apart; what the host's kernel drew for its side of the wire, before and after a time. */
async function askedAfter(before: number, after: number, at: number): Promise<readonly string[]> {
  const typed = (startedAt: number) =>
    new Outcome({
      ...{ place: 'client', command: 'ping -c 1 192.168.70.6 > /dev/null', startedAt, endedAt: startedAt },
      ...{ stdout: '', stderr: '', exitCode: 0 },
    });
  const drawn = (seconds: number) =>
    new Map([
      ['host ens33', seconds],
      ['client eth0', 100],
    ]);
  const times = [
    { at: 0, times: drawn(before) },
    { at, times: drawn(after) },
  ];
  const cells = await simulate([{ outcome: typed(0), reachableTimes: times }, ...[30, 60].map(later)], { seed: 1 });
  return cells[1]?.get('arp host ens33')?.lines ?? [];

  function later(startedAt: number) {
    return { outcome: typed(startedAt), reachableTimes: [] };
  }
}

test('a neighbour counts as reachable for as long as the real kernel drew', async () => {
  expect(await askedAfter(16, 16, 0)).toEqual([
    'out arp 192.168.70.6 > 192.168.70.1 who-has',
    'in arp 192.168.70.1 > 192.168.70.6 is-at',
  ]);
  expect(await askedAfter(45, 45, 0)).toEqual([]);
});

test('what the kernel draws anew holds from then on', async () => {
  expect(await askedAfter(16, 45, 10)).toEqual([]);
  expect(await askedAfter(45, 16, 70)).toEqual([]);
});
