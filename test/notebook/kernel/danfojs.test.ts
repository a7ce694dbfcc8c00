/** danfojs-node on the stand-in for its native backend: the operations that notebooks use. */
import { DataFrame, merge, Series } from 'danfojs-node';
import { expect, test } from 'vitest';

const packets = new DataFrame({ chain: ['FORWARD', 'DOCKER', 'FORWARD'], pkts: [5, 1, 7], bytes: [612, 60, 1024] });
const numbers = packets.loc({ columns: ['pkts', 'bytes'] });

test('columns are summed, averaged and described', () => {
  expect([packets.column('pkts').sum(), packets.column('bytes').mean()]).toEqual([13, 1696 / 3]);
  expect(packets.describe().index).toEqual(['count', 'mean', 'std', 'min', 'median', 'max', 'variance']);
});

test('rows are grouped, sorted and merged', () => {
  expect(packets.groupby(['chain']).col(['pkts']).sum().values).toEqual([
    ['FORWARD', 12],
    ['DOCKER', 1],
  ]);
  expect(packets.sortValues('pkts').column('pkts').values).toEqual([1, 5, 7]);
  const tables = new DataFrame({ chain: ['FORWARD', 'DOCKER'], table: ['filter', 'nat'] });
  expect(merge({ left: packets, right: tables, on: ['chain'], how: 'left' }).shape).toEqual([3, 4]);
});

test('frames are added, subtracted and compared, through tensors', () => {
  expect(numbers.sub(numbers).values).toEqual([
    [0, 0],
    [0, 0],
    [0, 0],
  ]);
  expect(numbers.add(new Series([1, 2])).values).toEqual([
    [6, 614],
    [2, 62],
    [8, 1026],
  ]);
  expect(numbers.gt(6).values).toEqual([
    [false, true],
    [false, true],
    [true, true],
  ]);
});
