import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBlockingWorker } from '../../lib/node/blockingWorker';
import { svgToPng } from '../../lib/node/png';
import { answer as pngHere } from '../../lib/node/pngWorker';
import { pathMap } from '../../lib/view/path/pathMap';

const square = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';

describe('a worker for which the caller waits', { timeout: 120_000 }, () => {
  it('draws a picture as the same bytes as this thread', async () => {
    const here = await pngHere({ svg: square, scale: 2 });
    expect(Buffer.from(svgToPng(square)).equals(Buffer.from(here))).toBe(true);
  });

  it('gives each caller its own answer, also after requests for which nobody waited', () => {
    const worker = createBlockingWorker<{ svg: string; scale: number }, Uint8Array>('pngWorker');
    for (const scale of [1, 2, 3]) worker.tell({ svg: square, scale });
    worker.tell({ svg: 'not a picture', scale: 1 });
    const width = (scale: number): number => Buffer.from(worker.ask({ svg: square, scale })).readUInt32BE(16);
    expect([width(4), width(5)]).toEqual([36, 45]);
  });

  it('throws what went wrong there, and answers the next request', () => {
    const worker = createBlockingWorker<{ svg: string; scale: number }, Uint8Array>('pngWorker');
    expect(() => worker.ask({ svg: 'not a picture', scale: 1 })).toThrow(/SVG/);
    expect(Buffer.from(worker.ask({ svg: square, scale: 1 })).readUInt32BE(16)).toBe(9);
  });

  it('throws if its module cannot be loaded', () => {
    expect(() => createBlockingWorker('noWorker').ask(0)).toThrow(/noWorker/);
  });

  it('gives up if there is no answer in time, and starts anew', () => {
    const worker = createBlockingWorker<{ svg: string; scale: number }, Uint8Array>('pngWorker', 1);
    expect(() => worker.ask({ svg: square, scale: 1 })).toThrow('no answer in 0.001 s');
    expect(() => worker.ask({ svg: square, scale: 1 })).toThrow('no answer in 0.001 s');
  });
});

describe('the built package', { timeout: 120_000 }, () => {
  const index = join(__dirname, '../../lib/dist/index.js');
  const run = (code: string): string => execFileSync(process.execPath, ['-e', code, index], { encoding: 'utf8' });

  it('ends although its workers are still loading', () => {
    expect(run("require(process.argv[1]).preload(); console.log('done')")).toBe('done\n');
  });

  it('draws the same bytes as its sources', () => {
    const code = `const { pathMap } = require(process.argv[1]);
      process.stdout.write(Buffer.from(pathMap([], { title: 'Ä & b' }).toPng()).toString('base64'));`;
    expect(run(code)).toBe(Buffer.from(pathMap([], { title: 'Ä & b' }).toPng()).toString('base64'));
  });
});
