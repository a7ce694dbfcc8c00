/** JupyterLite in the site: the notebooks run in it as committed, in a Jupyter kernel that is a worker of the page. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, vi } from 'vitest';
import type { Notebook } from '../../lib/cells/document';
import { notebookModel, parseNotebook } from '../../lib/cells/nbformat';
import type { Output } from '../../lib/cells/output';
import { compareOutputs } from '../../lib/notebook/format/compare';
import { findPython } from '../../lib/notebook/jupyter/python';
import { writeLab } from '../../lib/notebook/jupyterlite/lab';
import { trialNotebook } from '../notebook/trial';
import { notebooks } from './book';
import { findChromium, test } from './chromium';
import { idle, PATIENCE, runAll } from './jupyterPage';
import { answerAll } from './predictions';
import { withSite } from './site';

const NO_PYTHON = 'There is no Python 3.10 with pip to build JupyterLite with.';
const PROJECT = join(__dirname, '../..');
const NAME = '04-docker-proxy-is-idle';

vi.setConfig({ testTimeout: 2 * PATIENCE });

const canRun = findPython() !== undefined && findChromium() !== undefined;
const site = withSite(undefined, async (drafts, programs) => {
  if (!canRun) return {};
  const lab = join(drafts, 'lab');
  await writeLab(lab, { notebooks, programs, project: PROJECT, print: console.log });
  return { lab };
});
let complaints: string[];

beforeEach(({ skip }) => {
  skip(findPython() === undefined, NO_PYTHON);
  complaints = [];
});

/** Opens a notebook; what the page complains of, and asks of others, is gathered. */
async function open(page: Page): Promise<void> {
  page.setDefaultTimeout(PATIENCE);
  await page.setViewportSize({ width: 1280, height: 1000 });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('request', (request) => {
    if (![site.url(''), 'data:', 'blob:'].some((own) => request.url().startsWith(own))) complaints.push(request.url());
  });
  await page.goto(site.url(`lab/lab/index.html?path=${NAME}.ipynb`));
  await page.locator('.jp-Notebook .jp-CodeCell').first().waitFor();
  await idle(page);
}

/** Opens the notebook with these code cells instead of its own. */
async function openCells(page: Page, ...sources: string[]): Promise<void> {
  await page.route(`**/files/${NAME}.ipynb*`, (route) =>
    route.fulfill({ json: notebookModel(trialNotebook(...sources)) }),
  );
  await open(page);
}

const cell = (page: Page, index: number) => page.locator('.jp-CodeCell').nth(index);

/** Starts a cell, and waits until it runs or has run. */
async function start(page: Page, index: number): Promise<void> {
  await cell(page, index).locator('.cm-content').click();
  await page.keyboard.press('Control+Enter');
}

/** Runs a cell to its end; its outputs. */
async function run(page: Page, index: number): Promise<readonly string[]> {
  const prompt = cell(page, index).locator('.jp-InputPrompt');
  const before = await prompt.innerText();
  await start(page, index);
  await expect.poll(() => prompt.innerText(), { timeout: PATIENCE }).not.toBe(before);
  await expect.poll(() => prompt.innerText(), { timeout: PATIENCE }).toMatch(/^\[\d+\]:$/);
  await idle(page);
  return outputs(page, index);
}

function outputs(page: Page, index: number): Promise<readonly string[]> {
  return cell(page, index).locator('.jp-OutputArea-output').allInnerTexts();
}

/** A notebook as the page keeps it in the browser. */
async function kept(page: Page, name: string): Promise<Notebook> {
  const content = await page.evaluate(
    ([database, file]) =>
      new Promise<unknown>((resolve, reject) => {
        const opening = indexedDB.open(database);
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction('files').objectStore('files').get(file);
          reading.onsuccess = () => resolve(reading.result?.content);
        };
      }),
    [`JupyterLite Storage - ${new URL(site.url('lab/')).pathname}`, `${name}.ipynb`] as const,
  );
  return parseNotebook(JSON.stringify(content), `${name}.ipynb`);
}

/** A notebook without its PNGs: pages that show SVG have no use for them. */
function withoutPngs(notebook: Notebook): Notebook {
  const without = (output: Output): Output => {
    if (!('data' in output)) return output;
    const { 'image/png': _, ...data } = output.data;
    return { ...output, data };
  };
  const cells = notebook.cells.map((one) =>
    one.kind === 'code' ? { ...one, outputs: one.outputs.map(without) } : one,
  );
  return { ...notebook, cells };
}

describe('JupyterLite', () => {
  test('shows a copy for learners, runs all of it as committed, and asks no other host', async ({ page }) => {
    const original = notebooks.find(({ name }) => name === NAME);
    if (original === undefined) throw new Error(`there is no ${NAME}`);
    await open(page);
    expect(await page.locator('.lm-TabBar-tab.jp-mod-dirty').count()).toBe(0);
    expect(await page.locator('.jp-OutputArea-output').count()).toBe(0);
    await runAll(page);
    expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
    await page.keyboard.press('Control+S');
    const differences = async () => compareOutputs(withoutPngs(original), await kept(page, NAME));
    await expect.poll(differences, { timeout: PATIENCE }).toEqual([]);
    await answerAll(page);
    await page.locator('.js-plotly-plot .barlayer').first().waitFor();
    expect(complaints).toEqual([]);
  });

  test('cells share a scope, an error ends none but its cell, and files of cells are kept', async ({ page }) => {
    await openCells(
      page,
      'let count = 1;',
      'count += 1;\nthrow new TypeError("<i>no</i>".slice(3, 5));',
      'count',
      'const = 3',
      'import { writeFileSync } from "fs";\nwriteFileSync("notes.txt", "kept");',
    );
    expect(await run(page, 0)).toEqual([]);
    expect(await run(page, 1)).toEqual(['TypeError: no\n    at cell 2, line 2']);
    expect(await run(page, 2)).toEqual(['2\n']);
    expect(await run(page, 3)).toEqual(['Unexpected token\n    at cell 4, line 1']);
    await run(page, 4);
    await page.locator('.jp-DirListing-itemText', { hasText: 'notes.txt' }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('an endless cell is interrupted, the cell that waits is dropped, and what follows runs anew', async ({
    page,
  }) => {
    await openCells(page, 'let count = 1;', 'while (true) {}', 'typeof count');
    await run(page, 0);
    await start(page, 1);
    await start(page, 2);
    await page.getByText('TypeScript | Busy').waitFor();
    await page.locator('[data-command="notebook:interrupt-kernel"]').first().click();
    await idle(page);
    const [said, error] = await outputs(page, 1);
    expect(said).toContain('The names and machines of the cells above are gone: run them again.');
    expect(error).toBe('Kernel Interrupt: Interrupted');
    expect(await outputs(page, 2)).toEqual(['Kernel Interrupt: Interrupted']);
    expect(await run(page, 2)).toEqual(['undefined\n']);
    expect(complaints).toEqual([]);
  });

  test('the Jupyter kernel can be started anew', async ({ page }) => {
    await openCells(page, 'typeof count', 'let count = 1;');
    await run(page, 0);
    await run(page, 1);
    expect(await run(page, 0)).toEqual(['number\n']);
    await page.getByRole('button', { name: 'Restart the kernel and run all cells' }).click();
    await page.getByRole('button', { name: 'Confirm Kernel Restart' }).click();
    await expect.poll(() => cell(page, 0).locator('.jp-InputPrompt').innerText(), { timeout: PATIENCE }).toBe('[1]:');
    expect(await outputs(page, 0)).toEqual(['undefined\n']);
    expect(complaints).toEqual([]);
  });

  test('a page that is opened as a file says that it needs a server', async ({ page }) => {
    for (const file of ['lab/index.html', 'lab/lab/index.html']) {
      await page.goto(pathToFileURL(join(site.folder, file)).href);
      await page.getByText('it needs a server').waitFor();
    }
  });

  test('an image of another host is not asked for', async ({ page }) => {
    const picture = 'http://other.invalid/picture.png';
    const asked: string[] = [];
    await page.route(picture, (route) => {
      asked.push(route.request().url());
      return route.abort();
    });
    await openCells(page, `console.log('before');`);
    const blocked = page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          addEventListener('securitypolicyviolation', ({ blockedURI }) => resolve(blockedURI));
        }),
    );
    await page.evaluate((source) => {
      const image = new Image();
      image.src = source;
      document.body.append(image);
    }, picture);
    expect(await blocked).toBe(picture);
    expect(asked).toEqual([]);
  });
});
