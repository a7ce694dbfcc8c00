/** danfojs-node as kernels load it. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lazyLoadHeavyDependencies } from '../../../lib/notebook/kernel/lazyModules';

const require = createRequire(join(process.cwd(), 'notebooks/notebook.js'));
const loaded = (name: string) => Object.keys(require.cache).some((path) => path.includes(`/node_modules/${name}/`));

test('danfojs-node loads mathjs when a statistic asks for it, and spreadsheets when one is read', () => {
  lazyLoadHeavyDependencies();
  const { DataFrame, toExcel } = require('danfojs-node');
  const packets = new DataFrame({ pkts: [5, 1, 7] });
  expect(['mathjs', 'xlsx', 'request'].filter(loaded)).toEqual([]);
  expect(packets.pkts.median()).toBe(5);
  expect(loaded('mathjs')).toBe(true);
  expect(() => toExcel(packets, { filePath: '/nowhere/packets.xlsx' })).toThrow(/ENOENT/);
  expect(loaded('xlsx')).toBe(true);
});
