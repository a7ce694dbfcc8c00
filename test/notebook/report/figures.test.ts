/** A document of figures alone: which of a notebook's outputs are in it, and where each comes from. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Notebook, withOutputs } from '../../../lib/cells/document';
import { notebookText } from '../../../lib/cells/nbformat';
import { main } from '../../../lib/cli/main';
import { readReport } from '../../../lib/notebook/report/document';
import { originsOf } from '../../../lib/notebook/requests';
import { SAMPLE } from './sample';

describe('figures alone', () => {
  const { title, chapters, isFigures } = readReport([SAMPLE], { code: true, figures: true });
  const blocks = chapters.flatMap((chapter) => chapter.blocks);

  it('are charts, maps and tables below the headings of their sections', () => {
    const said = blocks.map((block) => ('number' in block ? `${block.kind} ${block.number}` : Object.values(block)[1]));
    expect(said).toEqual(['# The sample', '## First section', 'figure 1', '## Second section', 'table 1']);
    expect([title, isFigures]).toEqual(['Figures: The sample', true]);
  });

  it('have the title as caption, and say which notebook, section and request they come from', () => {
    const captions = blocks.flatMap((block) => ('number' in block ? [[block.caption, block.origin]] : []));
    expect(captions).toEqual([
      ['A path', 'Notebook 09-sample, section “First section”. Request: client# curl http://192.168.70.6'],
      ['Many rules', 'Notebook 09-sample, section “Second section”, after: host# iptables -L'],
    ]);
  });

  it('show nothing of exercises, checks and predictions', () => {
    const words = JSON.stringify(blocks);
    for (const absent of ['Given away', 'ok  ', 'Say so', 'Hint', 'Answer']) expect(words).not.toContain(absent);
  });

  it('are asked for in vain where there are none', () => {
    const none = { ...SAMPLE, cells: SAMPLE.cells.slice(0, 3) };
    expect(() => readReport([none], { code: true, figures: true })).toThrow('There is no figure in 09-sample.');
  });
});

it('the request of a cell is found through the names that hold what was observed', () => {
  const sources = [
    "const machines = await lab();\nawait machines.sh('host# true');",
    "const [first, { deltas: grown }] = [await observe(machines, 'client# a'), await machines.observe('client# b')];",
    "const both = [{ name: 'x', deltas: first.deltas }];",
    'compareDeltas(both).show();',
    'deltaChart(grown).show();',
    'topologyMap(topology(machines)).show();',
    'other.both.show();',
    'function broken( {',
  ];
  const cells = sources.map((source) => ({
    ...{ kind: 'code' as const, id: 'c', source, metadata: {}, outputs: [], executionCount: null },
  }));
  const origins = originsOf({ name: 'n', path: 'n.ipynb', metadata: {}, cells });
  expect(origins.map(({ requests }) => requests.join(' '))).toEqual([
    ...['', 'client# a client# b', 'client# a client# b', 'client# a client# b', 'client# a client# b', '', '', ''],
  ]);
  expect(origins.map(({ typed }) => typed)).toEqual(['host# true', ...Array(7).fill('client# b')]);
});

describe('the reader’s copies', () => {
  let folder: string;
  let said: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chainwalk-figures-'));
    said = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((words: unknown) => {
      said += String(words);
      return true;
    });
    vi.spyOn(process, 'cwd').mockReturnValue(folder);
    write('notebooks', SAMPLE);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });
  const write = (place: string, notebook: Notebook): void => {
    mkdirSync(join(folder, place), { recursive: true });
    writeFileSync(join(folder, place, '09-sample.ipynb'), notebookText(notebook));
  };
  const page = (name: string) => readFileSync(join(folder, 'report', name), 'utf8');
  const own = { ...SAMPLE, cells: SAMPLE.cells.slice(3) };

  it('are what figures come from, which is said', async () => {
    write('copies/notebooks', own);
    expect(await main(['report', '09', '--figures'])).toBe(0);
    expect(said).toBe(
      '09-sample: from your own copy, copies/notebooks/09-sample.ipynb.\nThe report is in report/figures.html.\n',
    );
    expect(page('figures.html')).toContain('notebooks 09-sample (a copy of the reader’s)');
    expect(page('figures.html')).not.toContain('section “First section”');
  });

  it('count only when they have run', async () => {
    write('mine/notebooks', withOutputs(SAMPLE, []));
    expect(await main(['report', '09', '--figures', '--dir', 'mine', '--format', 'md'])).toBe(0);
    expect(said).toBe(
      '09-sample: from the series, since your copy in mine/notebooks has not been run.\nThe report is in report/figures.md.\n',
    );
    expect(page('figures.md')).toContain('**Figure 1.** A path\n\nNotebook 09-sample, section “First section”');
  });

  it('are not what a whole report is made of', async () => {
    write('copies/notebooks', own);
    expect(await main(['report', '09'])).toBe(0);
    expect(page('report.html')).toContain('First section');
  });
});
