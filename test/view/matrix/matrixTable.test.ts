import { beforeAll, expect, test } from 'vitest';
import { lab, type RequestCell, requestMatrix } from '../../../lib/lab';
import { MATRIX_MIME, type MatrixData, readRequests } from '../../../lib/view/matrix/data';
import { matrixTable } from '../../../lib/view/matrix/matrixTable';
import { stepsData } from '../../../lib/view/steps/stepThrough';
import { hostile } from '../fixtures';

let cells: readonly RequestCell[];
beforeAll(async () => {
  const machines = async (...further: readonly string[]) => {
    const fresh = await lab();
    for (const command of ['systemctl start docker', 'docker run --name ng1 -d -p 8001:80 lkarrie/nginx1', ...further])
      await fresh.sh(`host# ${command}`);
    return fresh;
  };
  const requests = ['client', 'ng1'].map((from) => ({
    from,
    to: 'published port',
    line: `${from}# curl -sS -o /dev/null --connect-timeout 3 http://192.168.70.6:8001`,
  }));
  cells = await requestMatrix(requests, {
    'as installed': () => machines(),
    'docker-proxy killed': () => machines('kill -9 $(pgrep docker-proxy)'),
  });
});

const dataOf = (title = 'Who reaches whom') => matrixTable(cells, { title }).bundle()[MATRIX_MIME] as MatrixData;

test('a row for each request, a cell for each column, with its path', () => {
  const { columns, rows } = dataOf();
  expect(columns).toEqual(['as installed', 'docker-proxy killed']);
  expect(rows.map(({ from, cells: own }) => [from, ...own.map(({ path }) => path)])).toEqual([
    ['client', 'DNAT', 'DNAT'],
    ['ng1', 'docker-proxy', 'refused'],
  ]);
});

test('what decided a cell stands behind its path', () => {
  const [first, ...others] = cells;
  if (first === undefined) throw new Error('no cell');
  const view = matrixTable([{ ...first, path: 'dropped', detail: 'in raw' }, ...others], { title: 'Decided' });
  const { rows } = view.bundle()[MATRIX_MIME] as MatrixData;
  expect(rows[0]?.cells).toMatchObject([{ path: 'dropped', detail: 'in raw' }, { path: 'DNAT' }]);
  expect(rows[0]?.cells[1]).not.toHaveProperty('detail');
  expect(view.toText()).toContain('▼ dropped in raw');
});

test('what a page draws of a cell is what is drawn of the request itself', () => {
  const data = dataOf();
  const requests = readRequests(data);
  for (const [index, { seen }] of cells.entries()) {
    const request = requests[index];
    if (request === undefined) throw new Error('no request');
    expect(stepsData(request, { title: 'x' })).toEqual(stepsData(seen, { title: 'x' }));
    expect(request.deltas).toEqual(seen.deltas);
  }
});

test('requests repeat each other, and are packed: less than 3 KB for each', () => {
  expect(JSON.stringify(dataOf()).length).toBeLessThan(3000 * cells.length);
});

test('damaged requests are refused by one sentence', () => {
  expect(() => readRequests({ ...dataOf(), requests: 'AAAA' })).toThrow('the requests of this table are damaged');
});

test('elsewhere it is a table with colours; names are text', () => {
  const view = matrixTable(cells, { title: hostile });
  const html = String(view.bundle()['text/html']);
  expect(html).not.toContain('<script');
  expect(html).toContain('→ DNAT');
  expect(html).toContain('× refused');
  expect(view.toText()).toContain('as installed');
});
